"""The engine's part of the knowledge as one compact JSON, so that a browser parses no TOML.

The build writes :data:`FILE_NAME` next to this module for the browser and leaves the TOML out;
everywhere else the TOML is there and wins. The wheel holds both: judging a whole export need not
work out again what was known when the wheel was made. Prose that only pages show is not part of
the file; the sentences on why something counts are, since an answer carries them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, overload

from .catalog import (
    Choice,
    Clue,
    Finding,
    Knowledge,
    Marketplace,
    Pattern,
    Question,
    Ready,
    Service,
    Signal,
    WordWeights,
)
from .index import Index
from .parts import Parts, taken_out

FILE_NAME = "engine.json"
FORMAT = 6

_DIRECTORY = Path(__file__).parent


def load_knowledge() -> Knowledge:
    """The knowledge that comes with the package.

    Raises KnowledgeError where a TOML file is wrong, and OSError where nothing is there.
    """
    if (_DIRECTORY / "knowledge" / "meta.toml").exists():
        from .loading import load  # noqa: PLC0415 -- the browser has neither TOML nor the checks

        return load()
    return read((_DIRECTORY / FILE_NAME).read_text(encoding="utf-8"))


def shipped() -> str | None:
    """What :func:`write` gave when the package was built; None where it is not of this TOML."""
    try:
        text = (_DIRECTORY / FILE_NAME).read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    head = json.dumps({"format": FORMAT, "source": source()}, separators=(",", ":"))
    return text if text.startswith(head.removesuffix("}")) else None


def source() -> str:
    """A fingerprint of the TOML files that come with the package."""
    import hashlib  # noqa: PLC0415 -- not in the browser

    found = hashlib.sha256()
    folder = _DIRECTORY / "knowledge"
    for name, path in sorted(
        (one.relative_to(folder).as_posix(), one) for one in folder.rglob("*.toml")
    ):
        content = path.read_bytes()
        found.update(f"{name}\0{len(content)}\0".encode())
        found.update(content)
    return found.hexdigest()


def sourced(text: str) -> str:
    """What :func:`write` gave for the TOML that comes with the package, as :func:`shipped` knows it."""
    head = json.dumps({"format": FORMAT}, separators=(",", ":")).removesuffix("}")
    return f'{head},"source":"{source()}"{text.removeprefix(head)}'


def write(knowledge: Knowledge) -> str:
    """The engine's part as JSON text; the same knowledge always gives the same text."""
    data: dict[str, Any] = {
        "format": FORMAT,
        "version": knowledge.version,
        "marketplaces": [
            [one.id, one.name, one.sign_in, one.guide, [_clue(clue) for clue in one.clues]]
            for one in knowledge.marketplaces.values()
        ],
        "services": [
            [one.id, one.name, [_clue(clue) for clue in one.clues], one.consent]
            for one in knowledge.services.values()
        ],
        "findings": [
            [
                one.id,
                one.group,
                one.title,
                one.marketplace,
                one.kind,
                one.renew,
                one.weight,
                one.service,
                one.step,
                one.asks,
                [_pattern(pattern) for pattern in one.patterns],
                [_pattern(pattern) for pattern in one.unless],
            ]
            for one in knowledge.findings.values()
        ],
        "questions": [
            [
                one.id,
                one.text,
                one.why,
                [
                    [
                        choice.id,
                        choice.label,
                        choice.hint,
                        choice.marketplace,
                        [_pattern(pattern) for pattern in choice.patterns],
                    ]
                    for choice in one.choices
                ],
            ]
            for one in knowledge.questions.values()
        ],
        "signals": [
            [one.id, one.means, [_pattern(pattern) for pattern in one.patterns]]
            for one in knowledge.signals
        ],
        "notes": dict(knowledge.notes),
        "kinds": dict(knowledge.kinds),
        "retired": dict(knowledge.retired),
        "word_weights": knowledge.word_weights,
        # JSON has no numbers as keys.
        "ready": [
            list(part.items()) if isinstance(part, dict) else part
            for part in Index(knowledge).ready()
        ],
    }
    _share(data)
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def read(text: str) -> Knowledge:
    """Knowledge without page prose from what :func:`write` gave.

    Raises ValueError where the text is of another format.
    """
    data = json.loads(text)
    if data.get("format") != FORMAT:
        raise ValueError("engine.json has another format than this engine")
    told = _Told(Parts(data["parts"]), data["whys"])
    return Knowledge(
        version=data["version"],
        marketplaces={
            slug: Marketplace(slug, name, sign_in, guide, "", "", told.clues(clues))
            for slug, name, sign_in, guide, clues in data["marketplaces"]
        },
        services={
            slug: Service(slug, name, "", told.clues(clues), consent)
            for slug, name, clues, consent in data["services"]
        },
        findings={entry[0]: _finding(entry, told) for entry in data["findings"]},
        questions={
            slug: Question(
                slug,
                ask,
                why,
                tuple(
                    Choice(name, label, hint, market, told.patterns(patterns))
                    for name, label, hint, market, patterns in choices
                ),
            )
            for slug, ask, why, choices in data["questions"]
        },
        signals=tuple(
            Signal(slug, means, told.patterns(patterns))
            for slug, means, patterns in data["signals"]
        ),
        notes=data["notes"],
        kinds=data["kinds"],
        retired=data["retired"],
        word_weights=WordWeights._make(data["word_weights"]),
        ready=_ready(data["ready"]),
    )


def _ready(data: list[Any]) -> Ready:
    ready = Ready._make(data)
    return ready._replace(needs=dict(ready.needs))


# A pattern is a list in this order; what is as usual at the end is left out.
_USUAL: list[Any] = [[], None, "", [], False, None, False, 0, False, None]
_REGEX, _WHY = 1, 2


def _pattern(pattern: Pattern) -> list[Any]:
    row: list[Any] = [
        list(pattern.literal),
        pattern.regex,
        pattern.why,
        list(pattern.code),
        pattern.identifies,
        pattern.weight,
        pattern.case,
        pattern.window,
        pattern.prose,
        pattern.activity,
    ]
    while row and row[-1] == _USUAL[len(row) - 1]:
        row.pop()
    return row


def _rows(data: dict[str, Any]) -> Iterator[list[Any]]:
    """The rows of all patterns, in order."""
    for one in data["marketplaces"]:
        yield from (row for _, row in one[4])
    for one in data["services"]:
        yield from (row for _, row in one[2])
    for one in data["findings"]:
        yield from (*one[10], *one[11])
    for one in data["questions"]:
        for choice in one[3]:
            yield from choice[4]
    for one in data["signals"]:
        yield from one[2]


def _share(data: dict[str, Any]) -> None:
    """Have what stands in many rows stand once: groups of expressions, and why something counts."""
    rows = list(_rows(data))
    with_regex = [row for row in rows if len(row) > _REGEX and row[_REGEX] is not None]
    rests, data["parts"] = taken_out([row[_REGEX] for row in with_regex])
    for row, rest in zip(with_regex, rests, strict=True):
        row[_REGEX] = rest
    with_why = [row for row in rows if len(row) > _WHY and row[_WHY]]
    whys = {why: number for number, why in enumerate(dict.fromkeys(row[_WHY] for row in with_why))}
    data["whys"] = list(whys)
    for row in with_why:
        row[_WHY] = whys[row[_WHY]]


class _Told:
    """Makes patterns of their rows; see :func:`_share`."""

    def __init__(self, parts: Parts, whys: Sequence[str]) -> None:
        self._parts = parts
        self._whys = whys

    def patterns(self, rows: list[list[Any]]) -> Sequence[Pattern]:
        """The patterns of some rows."""
        return _Lazy(rows, self._pattern)

    def clues(self, rows: list[list[Any]]) -> Sequence[Clue]:
        """The clues of some rows."""
        return _Lazy(rows, lambda row: Clue(self._pattern(row[1]), row[0]))

    def _pattern(self, row: list[Any]) -> Pattern:
        full = row + _USUAL[len(row) :]
        full[0] = tuple(full[0])
        if full[_REGEX]:
            full[_REGEX] = self._parts.written_out(full[_REGEX])
        if full[_WHY] != "":
            full[_WHY] = self._whys[full[_WHY]]
        full[3] = tuple(full[3])
        return Pattern._make(full)


class _Lazy[Item](Sequence[Item]):
    """Records that are made of their rows when asked for: of most nobody ever asks."""

    def __init__(self, rows: list[Any], make: Callable[[Any], Item]) -> None:
        self._rows = rows
        self._make = make

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, place: int) -> Item: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Item]: ...
    def __getitem__(self, place: int | slice) -> Item | Sequence[Item]:
        if isinstance(place, slice):
            return _Lazy(self._rows[place], self._make)
        return self._make(self._rows[place])


def _clue(clue: Clue) -> list[Any]:
    return [clue.strength, _pattern(clue.pattern)]


def _finding(entry: list[Any], told: _Told) -> Finding:
    slug, group, title, market, kind, renew, weight, service, step, asks, patterns, unless = entry
    return Finding(
        slug,
        group,
        title,
        market,
        kind,
        renew,
        weight,
        told.patterns(patterns),
        told.patterns(unless),
        service,
        step,
        asks,
    )
