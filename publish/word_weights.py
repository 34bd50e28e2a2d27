"""Learns the weights of words anew: ``make learn``.

What is learned from: the labelled messages below `tests/corpus`, without those that are held out, and
our own terse ones and descriptions there that tell nothing (»es geht nicht«).
A logistic regression over words and pairs of words tells the messages that signing in again does not
mend from all others; only the terms that weigh most are kept (:mod:`wizard.word_weights` says what they
are for). Printed is how well that works on messages that were left out while learning: the figures
over the very messages it learned from say nothing.
"""

from __future__ import annotations

import hashlib
import json
import sys
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from math import log
from pathlib import Path
from typing import NamedTuple

from wizard import diagnose
from wizard.catalog import UNKNOWN_ERROR, UNRELATED_ERROR, WordWeights
from wizard.evaluate import select, variations
from wizard.loading import DIRECTORY
from wizard.unwrap import unwrap
from wizard.word_weights import terms, unrelated

CORPUS = Path(__file__).resolve().parents[1] / "tests" / "corpus"
FILE = "word-weights.toml"

STRENGTH = 0.4
"""The inverse of how much large weights are held down; between 0.2 and 2 it makes no difference."""
SHORT = 0.25
"""How much our own terse messages and descriptions count: they are short and much alike."""
SEEN = 2
"""In so many messages at least a term must stand."""
KEPT = 1_000
"""So many terms are kept; with all of them (some 7,000) hardly one judgement is another."""
PROBABILITY = 0.65
"""From here on an error counts as unrelated: »no« for »yes« costs more than »maybe« for »no«."""
FOLDS = 8


class Row(NamedTuple):
    """One message: its text, the advice, every advice that counts as right, and how much it counts."""

    text: str
    advice: str
    right: frozenset[str]
    counts: float = 1.0


type Model = tuple[int, Mapping[str, int]]
"""What the sum must exceed, and the weights, in hundredths of a logit."""


def rows() -> list[Row]:
    """All messages to learn from."""
    held_out = CORPUS / "held-out.txt"
    labelled = [
        *select(CORPUS / "messages.jsonl", "visible", held_out),
        *select(CORPUS / "more.jsonl", "all", held_out),
    ]
    found = [
        Row(
            row["text"],
            row["renew_fixes"],
            frozenset([row["renew_fixes"], *row.get("renew_also", [])]),
        )
        for row in labelled
    ]
    found += [
        Row(line, "maybe", frozenset(["maybe"]), SHORT)
        for line in (CORPUS / "descriptions.txt").read_text("utf-8").splitlines()
    ]
    for _, advice, text in variations(CORPUS / "variations.tsv"):
        right = frozenset(advice.split())
        # Where more than one is right, the more careful one.
        label = "no" if right == {"no"} else "maybe"
        found.append(Row(text, label, right, SHORT))
    return found


def fingerprint(learned_from: Sequence[Row]) -> str:
    """Of what was learned from: changes when a message or its advice does."""
    text = json.dumps([[row.text, row.advice] for row in learned_from])
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def learn(learned_from: Sequence[Row]) -> Model:
    """Learn from some messages; the same ones always give the same."""
    # Only `make learn` has it.
    from sklearn.feature_extraction import DictVectorizer  # noqa: PLC0415
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415

    held = [terms(unwrap(row.text).norm).keys() for row in learned_from]
    seen = Counter(term for one in held for term in one)
    table = DictVectorizer()
    known = table.fit_transform([{term: 1 for term in one if seen[term] >= SEEN} for one in held])
    model = LogisticRegression(C=STRENGTH, class_weight="balanced", max_iter=3_000)
    model.fit(
        known,
        [row.advice == "no" for row in learned_from],
        sample_weight=[row.counts for row in learned_from],
    )
    weights = {
        str(term): round(100 * float(weight))
        for term, weight in zip(table.feature_names_, model.coef_[0], strict=True)
    }
    kept = sorted(weights, key=lambda term: (-abs(weights[term]), term))[:KEPT]
    logit = log(PROBABILITY / (1 - PROBABILITY))
    needed = round(100 * (logit - float(model.intercept_[0])))
    return needed, {term: weights[term] for term in sorted(kept)}


def says_no(model: Model, row: Row) -> bool:
    """Whether a model finds that a message has nothing to do with signing in."""
    needed, weights = model
    return unrelated(unwrap(row.text), 0, WordWeights("", needed, weights)) is not None


def checked(all_rows: Sequence[Row], chosen: Sequence[Row]) -> tuple[int, int]:
    """Of some rows: how often the advice is right, and how often »no« is said for »yes«.

    Each is judged by what was learned from others.
    """
    right = worst = 0
    for fold in range(FOLDS):
        left_out = chosen[fold::FOLDS]
        model = learn([row for row in all_rows if row not in left_out])
        for row in left_out:
            advice = "no" if says_no(model, row) else "maybe"
            right += advice in row.right
            worst += advice == "no" and row.advice == "yes" and "no" not in row.right
    return right, worst


def written(model: Model, why: str, learned_from: Sequence[Row]) -> str:
    """The knowledge's file."""
    needed, weights = model
    lines = [
        "# Was die Worte einer Meldung besagen, die kein Fehler des Wissens erkennt. `make learn` lernt die",
        "# Gewichte aus den gekennzeichneten Meldungen in tests/corpus; von Hand ist nur »why«.",
        "# Über 0: spricht dafür, dass der Fehler nichts mit der Anmeldung zu tun hat; unter 0: dagegen.",
        f"why = {json.dumps(why, ensure_ascii=False)}",
        f'learned_from = "{fingerprint(learned_from)}"',
        f"needed = {needed}",
        "",
        "[weights]",
        *(f'"{term}" = {weight}' for term, weight in weights.items()),
    ]
    return "\n".join(lines) + "\n"


def main() -> int:
    """Learn, say how well, and write the file."""
    path = DIRECTORY / FILE
    why = tomllib.loads(path.read_text("utf-8"))["why"]
    learned_from = rows()
    fallen = [row for row in learned_from if _unknown(row)]
    for name, chosen in (("all messages", learned_from), ("those no finding knows", fallen)):
        right, worst = checked(learned_from, chosen)
        print(
            f"{name}, left out while learning: {right} of {len(chosen)} right, {worst} »no« for »yes«"
        )
    path.write_text(written(learn(learned_from), why, learned_from), "utf-8")
    return 0


def _unknown(row: Row) -> bool:
    """Whether no finding of the knowledge knows a message, though it is one of an error."""
    return diagnose(row.text).findings[0].id in (UNKNOWN_ERROR, UNRELATED_ERROR)


if __name__ == "__main__":
    sys.exit(main())
