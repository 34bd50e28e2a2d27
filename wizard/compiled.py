"""The engine's part of the knowledge as one compact JSON, so that a browser parses no TOML.

The build writes :data:`FILE_NAME` next to this module for the browser and leaves the TOML out;
everywhere else the TOML is there and wins. The wheel holds both: judging a whole export need not
work out again what was known when the wheel was made. Prose that only pages show is not part of
the file; the sentences on why something counts are, since an answer carries them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
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

FILE_NAME = "engine.json"
FORMAT = 5

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
    data = {
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
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def read(text: str) -> Knowledge:
    """Knowledge without page prose from what :func:`write` gave.

    Raises ValueError where the text is of another format.
    """
    data = json.loads(text)
    if data.get("format") != FORMAT:
        raise ValueError("engine.json has another format than this engine")
    return Knowledge(
        version=data["version"],
        marketplaces={
            slug: Marketplace(slug, name, sign_in, guide, "", "", _clues(clues))
            for slug, name, sign_in, guide, clues in data["marketplaces"]
        },
        services={
            slug: Service(slug, name, "", _clues(clues), consent)
            for slug, name, clues, consent in data["services"]
        },
        findings={entry[0]: _finding(entry) for entry in data["findings"]},
        questions={
            slug: Question(
                slug,
                ask,
                why,
                tuple(
                    Choice(name, label, hint, market, _patterns(patterns))
                    for name, label, hint, market, patterns in choices
                ),
            )
            for slug, ask, why, choices in data["questions"]
        },
        signals=tuple(
            Signal(slug, means, _patterns(patterns)) for slug, means, patterns in data["signals"]
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


def _read_pattern(row: list[Any]) -> Pattern:
    full = row + _USUAL[len(row) :]
    full[0] = tuple(full[0])
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


def _patterns(rows: list[list[Any]]) -> Sequence[Pattern]:
    return _Lazy(rows, _read_pattern)


def _clue(clue: Clue) -> list[Any]:
    return [clue.strength, _pattern(clue.pattern)]


def _clues(rows: list[list[Any]]) -> Sequence[Clue]:
    return _Lazy(rows, lambda row: Clue(_read_pattern(row[1]), row[0]))


def _finding(entry: list[Any]) -> Finding:
    slug, group, title, market, kind, renew, weight, service, step, asks, patterns, unless = entry
    return Finding(
        slug,
        group,
        title,
        market,
        kind,
        renew,
        weight,
        _patterns(patterns),
        _patterns(unless),
        service,
        step,
        asks,
    )
