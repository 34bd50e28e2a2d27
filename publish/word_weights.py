"""Learns the weights of words anew: ``make learn``.

What is learned from: the labelled messages below `tests/corpus`, without those that are held out, and
our own terse ones and descriptions there that tell nothing (»es geht nicht«).
A logistic regression over words, stems and pairs of words tells the messages that signing in again does
not mend from all others; only the terms that weigh most are kept (:mod:`wizard.word_weights` says what
they are for). Printed is how well that works on messages that were left out while learning: the figures
over the very messages it learned from say nothing.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from math import log
from pathlib import Path
from sys import intern
from typing import NamedTuple

from wizard import diagnose, load_knowledge
from wizard.catalog import UNRELATED, WordWeights
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
KEPT = 1_200
"""So many terms are kept; with all of them (some 8,000) hardly one judgement is another."""
PROBABILITY = 0.65
"""From here on an error counts as unrelated where its message does not speak of access."""
OF_ACCESS = 0.75
"""And where it does: there »no« for »yes« is near, which costs more than »maybe« for »no«."""
FOLDS = 8

FRAMES = (
    '{"level":"error","message":"%s"}',
    'Traceback (most recent call last):\n  File "/app/sync.py", line 88, in run\nRuntimeError: %s',
    "2026-11-29 10:22:11 ERROR [worker] %s",
    "System.Exception: %s\n   at Connector.Sync.Run() in Sync.cs:line 88",
    "Guten Tag,\n\nseit heute kommt bei uns:\n\n%s\n\nWas müssen wir tun?\n\nMit freundlichen Grüßen",
    'Exception in thread "main" java.lang.RuntimeException: %s\n\tat com.example.Sync.run(Sync.java:88)',
    "Hi, since today we get this error: %s\nPlease help, thanks",
)
"""What a message may stand in. Each one is learned in some of these as well, so that their words, which
say nothing about it, weigh nothing."""
FRAMED, OF_FRAMED = 3, 0.6
"""In so many of them, and how much these count together."""


class Row(NamedTuple):
    """One message: its text, the advice, every advice that counts as right, and how much it counts."""

    text: str
    advice: str
    right: frozenset[str]
    counts: float = 1.0


class Checked(NamedTuple):
    """How judgements by words did on messages: their number, how many were right, and the others.

    `too_careful`: »maybe« for »no«; `dismissed`: »no« for »maybe«; `worst`: »no« for »yes«.
    """

    rows: int
    right: int
    too_careful: int
    dismissed: int
    worst: int


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


def learn(learned_from: Sequence[Row], by_hand: WordWeights) -> WordWeights:
    """Learn from some messages; the same ones always give the same. `by_hand`: what is not learned."""
    # Only `make learn` has it.
    from sklearn.feature_extraction import DictVectorizer  # noqa: PLC0415
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415

    seen = Counter(term for row in learned_from for term in _terms(row.text))
    framed = list(_framed(learned_from))
    table = DictVectorizer()
    known = table.fit_transform(
        [{term: 1 for term in _terms(row.text) if seen[term] >= SEEN} for row in framed]
    )
    model = LogisticRegression(C=STRENGTH, class_weight="balanced", max_iter=3_000)
    model.fit(
        known,
        [row.advice == "no" for row in framed],
        sample_weight=[row.counts for row in framed],
    )
    weights = {
        str(term): round(100 * float(weight))
        for term, weight in zip(table.feature_names_, model.coef_[0], strict=True)
    }
    kept = sorted(weights, key=lambda term: (-abs(weights[term]), term))[:KEPT]
    intercept = float(model.intercept_[0])
    return by_hand._replace(
        needed=round(100 * (_logit(PROBABILITY) - intercept)),
        needed_of_access=round(100 * (_logit(OF_ACCESS) - intercept)),
        weights={term: weights[term] for term in sorted(kept)},
    )


@cache
def _terms(text: str) -> tuple[str, ...]:
    """A text's terms: each fold asks for most of them again."""
    return tuple(map(intern, terms(unwrap(text).norm)))


def _framed(learned_from: Sequence[Row]) -> Iterator[Row]:
    """The rows, and each in some frames."""
    for number, row in enumerate(learned_from):
        yield row._replace(counts=row.counts * (1 - OF_FRAMED))
        for turn in range(FRAMED):
            frame = FRAMES[(number + turn * 2) % len(FRAMES)]
            yield row._replace(text=frame % row.text, counts=row.counts * OF_FRAMED / FRAMED)


def _logit(probability: float) -> float:
    return log(probability / (1 - probability))


def says_no(learned: WordWeights, row: Row) -> bool:
    """Whether a message has nothing to do with signing in, as far as its words tell."""
    return unrelated(unwrap(row.text), 0, learned) is not None


def checked(all_rows: Sequence[Row], chosen: Sequence[Row], by_hand: WordWeights) -> Checked:
    """How judgements by words do on some of the rows, each judged by what was learned from others."""
    right = too_careful = dismissed = worst = 0
    for fold in range(FOLDS):
        left_out = chosen[fold::FOLDS]
        learned = learn([row for row in all_rows if row not in left_out], by_hand)
        for row in left_out:
            if says_no(learned, row):
                wrong = "no" not in row.right
                worst += wrong and row.advice == "yes"
                dismissed += wrong and row.advice != "yes"
            else:
                # Words never say »yes«: what deserves it counts as right with »maybe«, too.
                wrong = row.right == {"no"}
                too_careful += wrong
            right += not wrong
    return Checked(len(chosen), right, too_careful, dismissed, worst)


def written(learned: WordWeights, learned_from: Sequence[Row]) -> str:
    """The knowledge's file."""
    lines = [
        "# Was die Worte einer Meldung besagen, deren Ursache kein Fehler des Wissens nennt. `make learn` lernt",
        "# die Gewichte aus den gekennzeichneten Meldungen in tests/corpus; von Hand sind nur »why« und »access«.",
        "# Über 0: spricht dafür, dass der Fehler nichts mit der Anmeldung zu tun hat; unter 0: dagegen.",
        "# Kommt eine der Silben aus »access« vor, muss mehr zusammenkommen (»needed_of_access«).",
        f"why = {json.dumps(learned.why, ensure_ascii=False)}",
        f"access = {json.dumps(learned.access, ensure_ascii=False)}",
        f'learned_from = "{fingerprint(learned_from)}"',
        f"needed = {learned.needed}",
        f"needed_of_access = {learned.needed_of_access}",
        "",
        "[weights]",
        *(f'"{term}" = {weight}' for term, weight in learned.weights.items()),
    ]
    return "\n".join(lines) + "\n"


def main() -> int:
    """Learn, say how well, and write the file."""
    by_hand = load_knowledge().word_weights
    learned_from = rows()
    fallen = [row for row in learned_from if _judged_by_words(row)]
    for name, chosen in (("all messages", learned_from), ("those judged by words", fallen)):
        found = checked(learned_from, chosen, by_hand)
        print(
            f"{name}, left out while learning: {found.right} of {found.rows} right; »maybe« for »no« "
            f"{found.too_careful}, »no« for »maybe« {found.dismissed}, »no« for »yes« {found.worst}"
        )
    learned = learn(learned_from, by_hand)
    (DIRECTORY / FILE).write_text(written(learned, learned_from), "utf-8")
    return 0


def _judged_by_words(row: Row) -> bool:
    """Whether no finding of the knowledge tells the cause of a message of an error."""
    return diagnose(row.text).findings[0].id in {*UNRELATED, *UNRELATED.values()}


if __name__ == "__main__":
    sys.exit(main())
