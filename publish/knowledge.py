"""What can only be checked by running the engine: `python -m publish.knowledge`.

Loading checks form and references (`wizard.loading`). Here each example must give its own finding,
each near miss the one it names, and no expression may backtrack catastrophically. All mistakes are
named at once, in German, with file and key, for people who are no programmers.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from publish import current
from publish.redos import danger
from wizard import diagnose
from wizard.loading import DIRECTORY, KnowledgeError, load
from wizard.probe import Probe

if TYPE_CHECKING:
    from wizard.catalog import Finding, Knowledge, Pattern


def check(directory: Path = DIRECTORY) -> list[str]:
    """Everything that is wrong with the knowledge below `directory`, one German sentence each."""
    try:
        return faults(load(directory), directory)
    except KnowledgeError as error:
        return [str(error)]


def faults(knowledge: Knowledge | None = None, directory: Path = DIRECTORY) -> list[str]:
    """The same of what was read already: the `knowledge` of this build, unless another is given."""
    knowledge = knowledge or current.knowledge()
    wrong = list(_unsafe_patterns(knowledge, directory))
    if wrong:
        # Such a pattern could hold up the examples for hours.
        return wrong
    for finding in knowledge.findings.values():
        wrong += _examples(finding, knowledge)
    return wrong


def _examples(finding: Finding, knowledge: Knowledge) -> Iterator[str]:
    where = f"findings/{finding.group}/{finding.id}.toml"
    for number, example in enumerate(finding.examples, 1):
        place = f"{where}, [[examples]] Nr. {number}"
        answer = diagnose(example.text, knowledge=knowledge)
        found = answer.findings[0].id
        if found != finding.id:
            yield f"{place}: Schlüssel »text«: ergibt »{found}« statt »{finding.id}«."
            continue
        market = answer.marketplace.id or answer.marketplace.certainty
        if market != example.marketplace:
            yield (
                f"{place}: Schlüssel »marketplace«: erkannt wird »{market}«, "
                f"angegeben ist »{example.marketplace}«."
            )
    for number, miss in enumerate(finding.near_misses, 1):
        found = diagnose(miss.text, knowledge=knowledge).findings[0].id
        if found != miss.gives:
            place = f"{where}, [[near_misses]] Nr. {number}"
            same = "genau diesen Fehler" if found == finding.id else f"»{found}«"
            yield f"{place}: Schlüssel »gives«: Die Meldung ergibt {same} statt »{miss.gives}«."


def _unsafe_patterns(knowledge: Knowledge, directory: Path) -> Iterator[str]:
    for market in knowledge.marketplaces.values():
        name = f"marketplaces/{market.id}.toml"
        yield from _unsafe(directory, name, ("clues",), [clue.pattern for clue in market.clues])
    for service in knowledge.services.values():
        name = f"services/{service.id}.toml"
        yield from _unsafe(directory, name, ("clues",), [clue.pattern for clue in service.clues])
    for finding in knowledge.findings.values():
        name = f"findings/{finding.group}/{finding.id}.toml"
        yield from _unsafe(directory, name, ("patterns",), finding.patterns)
        yield from _unsafe(directory, name, ("unless",), finding.unless)
    for at, signal in enumerate(knowledge.signals):
        yield from _unsafe(directory, "signals.toml", ("signals", at, "patterns"), signal.patterns)
    for at, question in enumerate(knowledge.questions.values()):
        for number, choice in enumerate(question.choices):
            keys = ("questions", at, "choices", number, "patterns")
            yield from _unsafe(directory, "questions.toml", keys, choice.patterns)


def _unsafe(
    directory: Path, name: str, keys: Sequence[str | int], patterns: Iterable[Pattern]
) -> Iterator[str]:
    """The dangerous ones of the patterns that stand in the file `name` under `keys`."""
    told: set[int] = set()
    for at, pattern in enumerate(patterns):
        if pattern.regex is None:
            continue
        reason = danger(Probe.of(pattern).regex.pattern)
        if reason is None:
            continue
        number = _entry(_under(directory / name, keys), at)
        if number not in told:
            told.add(number)
            heads = "".join(f", [[{key}]]" for key in keys if isinstance(key, str))
            yield (
                f"{name}{heads} Nr. {number}: Schlüssel »regex«: kann die Suche beliebig lange "
                f"aufhalten ({reason}): {pattern.regex[:120]}"
            )


def _under(path: Path, keys: Sequence[str | int]) -> list[dict[str, Any]]:
    entries: Any = tomllib.loads(path.read_text("utf-8"))
    for key in keys:
        entries = entries[key]
    return list(entries)


def _entry(entries: Iterable[dict[str, Any]], at: int) -> int:
    """The number, from 1, of the entry from which the pattern `at` came: `each` makes several."""
    made = [number for number, entry in enumerate(entries, 1) for _ in entry.get("each", [None])]
    return made[at]


def main(arguments: Iterable[str] = ()) -> int:
    """Check the knowledge in the directory given (our own by default); 0 when nothing is wrong."""
    chosen = [Path(argument) for argument in arguments]
    wrong = check(chosen[0] if chosen else DIRECTORY)
    for sentence in wrong:
        print(sentence, file=sys.stderr)
    if wrong:
        print(f"Das Wissen hat {len(wrong)} Fehler.", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
