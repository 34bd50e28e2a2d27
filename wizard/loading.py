"""Reads the TOML files below `knowledge/` into a checked :class:`~wizard.catalog.Knowledge`.

Whoever edits the knowledge is no programmer: each error is a German sentence that names the file
and the key. Everything is checked here that can be checked without running the engine; that each
example gives its own finding is checked by the tests.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from .catalog import (
    ANY,
    FALLBACKS,
    GROUPS,
    KINDS,
    NONE,
    RENEWALS,
    SIGN_INS,
    STRENGTHS,
    Choice,
    Clue,
    Example,
    Finding,
    Guide,
    Knowledge,
    Marketplace,
    NearMiss,
    Pattern,
    Preparation,
    Question,
    Service,
    Signal,
    Source,
    Step,
    SubStep,
    Term,
    Trouble,
    Variant,
    WordWeights,
)
from .probe import Probe

DIRECTORY = Path(__file__).with_name("knowledge")

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
_MEANS = ("success", "renewed", "guess", "fine", "failing", "aside", "foreign", "demand")
_MINIMUM_LITERAL = 2
_LISTS = "words.toml"
_PLACEHOLDER = re.compile(r"\{([a-z][a-z-]*)\}")
"""A word list in an expression; no repetition of an expression begins with a letter."""


class KnowledgeError(ValueError):
    """Something in the knowledge is wrong; the message is German and names file and key."""


class _Table:
    """One TOML table that knows where it stands, and complains about keys it does not know."""

    def __init__(
        self, data: Mapping[str, Any], where: str, lists: Mapping[str, str] | None = None
    ) -> None:
        self.data = dict(data)
        self.where = where
        self.lists = lists or {}

    def fail(self, key: str, sentence: str) -> KnowledgeError:
        return KnowledgeError(f"{self.where}: Schlüssel »{key}«: {sentence}")

    def _take(self, key: str, default: Any, kind: type | tuple[type, ...], name: str) -> Any:
        if key not in self.data:
            if default is _REQUIRED:
                raise self.fail(key, "fehlt.")
            return default
        value = self.data.pop(key)
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is int):
            raise self.fail(key, f"muss {name} sein.")
        return value

    def text(self, key: str, default: Any = None) -> str:
        value = self._take(key, _REQUIRED if default is None else default, str, "ein Text")
        if default is None and not value.strip():
            raise self.fail(key, "darf nicht leer sein.")
        return str(value)

    def maybe_text(self, key: str) -> str | None:
        value: str | None = self._take(key, None, str, "ein Text")
        return value

    def one_of(self, key: str, choices: Iterable[str], default: Any = None) -> str:
        value = self.text(key, default)
        known = tuple(choices)
        if value not in known:
            raise self.fail(key, f"»{value}« gibt es nicht; möglich: {', '.join(known)}.")
        return value

    def texts(self, key: str, required: bool = False) -> tuple[str, ...]:
        value = self._take(key, _REQUIRED if required else [], (str, list), "eine Liste von Texten")
        items = [value] if isinstance(value, str) else value
        if not all(isinstance(item, str) and item.strip() for item in items):
            raise self.fail(key, "darf nur nicht leere Texte enthalten.")
        if required and not items:
            raise self.fail(key, "darf nicht leer sein.")
        return tuple(items)

    def number(self, key: str, low: int, high: int, default: Any = None) -> int:
        value = self._take(key, _REQUIRED if default is None else default, int, "eine ganze Zahl")
        if not low <= value <= high:
            raise self.fail(key, f"muss zwischen {low} und {high} liegen.")
        return int(value)

    def flag(self, key: str) -> bool:
        return bool(self._take(key, False, bool, "true oder false"))

    def day(self, key: str) -> date:
        value: date = self._take(key, _REQUIRED, date, "ein Datum (JJJJ-MM-TT)")
        return value

    def table(self, key: str, required: bool = True) -> _Table:
        value = self._take(key, _REQUIRED if required else {}, dict, "eine Tabelle")
        return _Table(value, f"{self.where}, [{key}]", self.lists)

    def tables(self, key: str, required: bool = False) -> list[_Table]:
        value = self._take(key, _REQUIRED if required else [], list, "eine Liste von Tabellen")
        if not all(isinstance(item, dict) for item in value) or (required and not value):
            raise self.fail(key, "muss aus Tabellen bestehen.")
        return [
            _Table(item, f"{self.where}, [[{key}]] Nr. {number}", self.lists)
            for number, item in enumerate(value, 1)
        ]

    def words(self) -> dict[str, str]:
        """All keys that are left, as texts."""
        return {key: self.text(key) for key in list(self.data)}

    def named_tables(self) -> dict[str, _Table]:
        """All keys that are left, as tables."""
        return {key: self.table(key) for key in list(self.data)}

    def done(self) -> None:
        if self.data:
            raise self.fail(next(iter(self.data)), "ist unbekannt (Tippfehler?).")


_REQUIRED = object()


def load(directory: Path = DIRECTORY) -> Knowledge:
    """Read and check everything below `directory`.

    Raises KnowledgeError for the first thing that is wrong, and OSError where a file that must
    exist cannot be read.
    """
    meta = _read(directory, "meta.toml")
    version = meta.text("version")
    meta.done()
    kinds = _read(directory, "kinds.toml").words()
    for kind in KINDS:
        if kind not in kinds:
            raise KnowledgeError(f"kinds.toml: Schlüssel »{kind}«: fehlt.")
    knowledge = Knowledge(
        version=version,
        marketplaces=_by_id(directory, "marketplaces", _marketplace),
        services=_by_id(directory, "services", _service),
        findings=_findings(directory),
        questions=_questions(_read(directory, "questions.toml")),
        signals=_signals(_read(directory, "signals.toml")),
        notes=_read(directory, "notes.toml").words(),
        kinds=kinds,
        retired=_read(directory, "retired.toml").words(),
        word_weights=_word_weights(_read(directory, "word-weights.toml")),
        guide=_guide(_read(directory, "guides/renewal.toml")),
        glossary=_glossary(_read(directory, "glossary.toml")),
    )
    _check_references(knowledge)
    return knowledge


def _read(directory: Path, name: str) -> _Table:
    path = directory / name
    lists = {} if name == _LISTS else _lists(directory)
    try:
        with path.open("rb") as file:
            return _Table(tomllib.load(file), name, lists)
    except FileNotFoundError:
        raise KnowledgeError(f"{name}: Die Datei fehlt.") from None
    except UnicodeDecodeError:
        raise KnowledgeError(f"{name}: Die Datei ist nicht in UTF-8 gespeichert.") from None
    except tomllib.TOMLDecodeError as error:
        raise KnowledgeError(f"{name}: Die Datei ist kein gültiges TOML ({error}).") from None


def _lists(directory: Path) -> Mapping[str, str]:
    """The word lists that expressions may use: `{name}` stands for any of the list's words."""
    try:
        stat = (directory / _LISTS).stat()
    except FileNotFoundError:
        raise KnowledgeError(f"{_LISTS}: Die Datei fehlt.") from None
    return _lists_of(directory, stat.st_mtime_ns, stat.st_size)


@lru_cache(maxsize=2)
def _lists_of(directory: Path, _changed: int, _size: int) -> Mapping[str, str]:
    table = _read(directory, _LISTS)
    lists: dict[str, str] = {}
    for name in list(table.data):
        words = "|".join(table.texts(name, required=True))
        # A list may begin with another one.
        lists[name] = f"(?:{_PLACEHOLDER.sub(lambda found: lists[found[1]], words)})"
    return lists


def _by_id[Record](
    directory: Path, folder: str, build: Callable[[_Table, str], Record]
) -> dict[str, Record]:
    found: dict[str, Record] = {}
    for path in sorted((directory / folder).glob("*.toml")):
        table = _read(directory, f"{folder}/{path.name}")
        slug = table.text("id")
        _check_slug(table, slug, path)
        found[slug] = build(table, slug)
        table.done()
    return found


def _check_slug(table: _Table, slug: str, path: Path) -> None:
    if not _SLUG.match(slug):
        raise table.fail(
            "id", f"»{slug}« darf nur kleine Buchstaben, Ziffern und Bindestriche haben."
        )
    if slug != path.stem:
        raise table.fail("id", f"»{slug}« muss heißen wie die Datei (»{path.stem}«).")


def _marketplace(table: _Table, slug: str) -> Marketplace:
    return Marketplace(
        id=slug,
        name=table.text("name"),
        sign_in=table.one_of("sign_in", SIGN_INS),
        guide=table.text("guide"),
        token_life=table.text("token_life"),
        renewal=table.text("renewal"),
        help_title=table.text("help_title", ""),
        help_url=table.text("help_url", ""),
        clues=_clues(table),
    )


def _service(table: _Table, slug: str) -> Service:
    return Service(
        id=slug,
        name=table.text("name"),
        what=table.text("what"),
        clues=_clues(table),
        consent=table.flag("consent"),
    )


def _clues(table: _Table) -> tuple[Clue, ...]:
    clues = []
    for entry in table.tables("clues", required=True):
        strength = entry.one_of("strength", STRENGTHS)
        clues += [Clue(_pattern(one), strength) for one in _each(entry)]
    return tuple(clues)


def _pattern(table: _Table, why_needed: bool = True) -> Pattern:
    literal = table.texts("literal")
    regex = table.maybe_text("regex")
    code = table.texts("code")
    if not literal and not code:
        raise table.fail(
            "literal", "fehlt: Ein Text, der in jedem Fall dasteht, hält die Suche schnell."
        )
    if code and regex is not None:
        raise table.fail("regex", "geht nicht zusammen mit »code«.")
    for text in literal:
        if len(text.strip()) < _MINIMUM_LITERAL and text.strip().isalnum():
            raise table.fail("literal", f"»{text}« ist zu kurz.")
    if regex is not None:
        regex = _with_lists(table, regex)
        try:
            compiled = Probe.of(Pattern(literal, regex, case=bool(table.data.get("case")))).regex
        except re.error as error:
            raise table.fail("regex", f"ist kein gültiger Ausdruck ({error}).") from None
        if compiled.match(""):
            raise table.fail("regex", "passt auch auf einen leeren Text.")
    pattern = Pattern(
        literal=literal,
        regex=regex,
        why=table.text("why") if why_needed else table.text("why", ""),
        code=code,
        identifies=table.flag("identifies"),
        weight=table.number("weight", 0, 100, default=-1) if "weight" in table.data else None,
        case=table.flag("case"),
        window=table.number("window", 0, 4000, default=0),
        prose=table.flag("prose"),
        activity=table.maybe_text("activity"),
    )
    table.done()
    return pattern


def _with_lists(table: _Table, regex: str) -> str:
    """An expression with its word lists written out."""

    def words(found: re.Match[str]) -> str:
        if found[1] not in table.lists:
            raise table.fail("regex", f"»{found[1]}« gibt es in {_LISTS} nicht.")
        return table.lists[found[1]]

    return _PLACEHOLDER.sub(words, regex)


def _patterns(table: _Table, key: str, why_needed: bool = True) -> tuple[Pattern, ...]:
    return tuple(_pattern(one, why_needed) for entry in table.tables(key) for one in _each(entry))


def _each(table: _Table) -> list[_Table]:
    """The patterns that an entry stands for: one for each of the words of `each`, else itself.

    The word must stand in the text beside what `literal` names. In the expression `{each}` stands for the word.
    """
    if "each" not in table.data:
        return [table]
    if "code" in table.data:
        raise table.fail("each", "geht nicht zusammen mit »code«.")
    words = table.texts("each", required=True)
    literal = table.texts("literal")
    regex = table.maybe_text("regex")
    entries = []
    for word in words:
        own = dict(table.data, literal=[*literal, word])
        if regex is not None:
            own["regex"] = regex.replace("{each}", re.escape(word).replace("\\ ", " "))
        entries.append(_Table(own, table.where, table.lists))
    return entries


def _findings(directory: Path) -> dict[str, Finding]:
    found: dict[str, Finding] = {}
    for path in sorted((directory / "findings").glob("*/*.toml")):
        group = path.parent.name
        table = _read(directory, f"findings/{group}/{path.name}")
        if group not in GROUPS:
            raise KnowledgeError(f"findings/{group}: Diese Gruppe gibt es nicht.")
        slug = table.text("id")
        _check_slug(table, slug, path)
        if slug in found:
            raise table.fail("id", f"»{slug}« gibt es schon in »{found[slug].group}«.")
        found[slug] = _finding(table, slug, group)
        table.done()
    return found


def _finding(table: _Table, slug: str, group: str) -> Finding:
    finding = Finding(
        id=slug,
        group=group,
        title=table.text("title"),
        marketplace=table.text("marketplace"),
        service=table.maybe_text("service"),
        kind=table.one_of("kind", KINDS),
        renew=table.one_of("renew", RENEWALS),
        weight=table.number("weight", 0, 100),
        patterns=_patterns(table, "patterns"),
        unless=_patterns(table, "unless", why_needed=False),
        step=table.maybe_text("step"),
        asks=table.maybe_text("asks"),
        summary=table.text("summary"),
        meaning=table.text("meaning"),
        cause=table.text("cause"),
        renew_why=table.text("renew_why"),
        action=table.texts("action", required=True),
        search=table.texts("search", required=True),
        codes=table.texts("codes"),
        related=table.texts("related"),
        sources=_sources(table),
        checked_on=table.day("checked_on"),
        examples=tuple(
            _done(entry, Example(entry.text("text", ""), entry.text("marketplace")))
            for entry in table.tables("examples", required=True)
        ),
        near_misses=tuple(
            _done(entry, NearMiss(entry.text("text"), entry.text("gives")))
            for entry in table.tables("near_misses")
        ),
    )
    if finding.renew == "no" and finding.step is not None:
        raise table.fail("step", "gibt es nur, wo Erneuern hilft oder helfen kann.")
    if finding.service is not None and finding.marketplace != NONE:
        raise table.fail("service", f'gibt es nur mit marketplace = "{NONE}".')
    return finding


def _check_once(table: _Table, key: str, names: Iterable[str]) -> None:
    """Raise KnowledgeError for a name that is there twice."""
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise table.fail(key, f"»{name}« gibt es schon.")
        seen.add(name)


def _done[Record](table: _Table, record: Record) -> Record:
    table.done()
    return record


def _sources(table: _Table) -> tuple[Source, ...]:
    return tuple(
        _done(entry, Source(entry.text("url"), entry.text("says")))
        for entry in table.tables("sources")
    )


def _questions(table: _Table) -> dict[str, Question]:
    found = {}
    for entry in table.tables("questions", required=True):
        question = Question(
            id=entry.text("id"),
            text=entry.text("text"),
            why=entry.text("why"),
            choices=tuple(
                _done(
                    choice,
                    Choice(
                        id=choice.text("id"),
                        label=choice.text("label"),
                        hint=choice.text("hint", ""),
                        marketplace=choice.maybe_text("marketplace"),
                        patterns=_patterns(choice, "patterns", why_needed=False),
                    ),
                )
                for choice in entry.tables("choices", required=True)
            ),
        )
        entry.done()
        if question.id in found:
            raise entry.fail("id", f"»{question.id}« gibt es schon.")
        found[question.id] = question
        _check_once(table, "choices.id", (choice.id for choice in question.choices))
    table.done()
    return found


def _signals(table: _Table) -> tuple[Signal, ...]:
    signals = tuple(
        _done(
            entry,
            Signal(
                id=entry.text("id"),
                means=entry.one_of("means", _MEANS),
                patterns=_patterns(entry, "patterns", why_needed=False),
            ),
        )
        for entry in table.tables("signals", required=True)
    )
    table.done()
    _check_once(table, "signals.id", (signal.id for signal in signals))
    return signals


def _guide(table: _Table) -> Guide:
    guide = Guide(
        id=table.text("id"),
        title=table.text("title"),
        minutes=table.number("minutes", 1, 240),
        labels=_labels(table.table("labels")),
        variants={
            name: _done(
                entry,
                Variant(
                    id=name,
                    title=entry.text("title"),
                    short_title=entry.text("short_title"),
                    lead=entry.text("lead"),
                    help_text=entry.text("help_text", ""),
                    help_title=entry.text("help_title", ""),
                    help_url=entry.text("help_url", ""),
                    words=entry.table("words").words(),
                ),
            )
            for name, entry in table.table("variants").named_tables().items()
        },
        preparation=tuple(
            _done(
                entry,
                Preparation(entry.text("id"), entry.text("title"), entry.text("text")),
            )
            for entry in table.tables("preparation")
        ),
        caution=table.table("caution").words(),
        trap=table.table("trap").words(),
        steps=tuple(_step(entry) for entry in table.tables("steps", required=True)),
    )
    table.done()
    _check_guide(guide, table)
    return guide


def _labels(table: _Table) -> dict[str, str | tuple[str, ...]]:
    labels: dict[str, str | tuple[str, ...]] = {}
    for key, value in table.data.items():
        labels[key] = tuple(value) if isinstance(value, list) else str(value)
    return labels


def _step(table: _Table) -> Step:
    step = Step(
        id=table.text("id"),
        title=table.text("title"),
        see=table.text("see", ""),
        action=tuple(
            _done(
                entry,
                SubStep(
                    id=entry.text("id"),
                    text=entry.text("text"),
                    picture=entry.text("picture", ""),
                ),
            )
            for entry in table.tables("action", required=True)
        ),
        trouble=tuple(
            _done(
                entry,
                Trouble(
                    when=entry.text("when"),
                    picture=entry.text("picture", ""),
                    do=entry.text("do"),
                    step=entry.maybe_text("step"),
                    ticket=entry.flag("ticket"),
                    assistant=entry.flag("assistant"),
                ),
            )
            for entry in table.tables("trouble")
        ),
    )
    table.done()
    return step


def _check_guide(guide: Guide, table: _Table) -> None:
    ids = {step.id for step in guide.steps}
    for step in guide.steps:
        for trouble in step.trouble:
            if trouble.step is not None and trouble.step not in ids:
                raise table.fail("steps", f"Schritt »{trouble.step}« gibt es nicht.")
    for name in guide.variants:
        try:
            guide.for_variant(name)
        except KeyError as error:
            raise table.fail(f"variants.{name}.words", f"Das Wort {error} fehlt.") from None
        except ValueError:
            raise table.fail("steps", "Ein einzelnes »$« muss »$$« geschrieben werden.") from None


def _word_weights(table: _Table) -> WordWeights:
    table.text("learned_from")  # of whoever learns them anew
    weights = table.table("weights")
    found = WordWeights(
        why=table.text("why"),
        needed=table.number("needed", -1_000, 1_000),
        needed_of_access=table.number("needed_of_access", -1_000, 1_000),
        access=table.texts("access"),
        weights={term: weights.number(term, -1_000, 1_000) for term in list(weights.data)},
    )
    table.done()
    return found


def _glossary(table: _Table) -> tuple[Term, ...]:
    terms = tuple(
        _done(
            entry,
            Term(
                id=entry.text("id"),
                term=entry.text("term"),
                short=entry.text("short"),
                text=entry.text("text"),
                words=entry.texts("words"),
                also=entry.texts("also"),
                sources=_sources(entry),
            ),
        )
        for entry in table.tables("terms", required=True)
    )
    table.done()
    _check_once(table, "terms.id", (term.id for term in terms))
    return terms


def _check_references(knowledge: Knowledge) -> None:
    """Everything that names something else must name something that is there."""
    guide = knowledge.guide
    variants = set(guide.variants) if guide else set()
    steps = {step.id for step in guide.steps} if guide else set()
    for market in knowledge.marketplaces.values():
        if market.guide not in variants:
            raise KnowledgeError(
                f"marketplaces/{market.id}.toml: Schlüssel »guide«: »{market.guide}« gibt es nicht."
            )
        if market.id in knowledge.services:
            raise KnowledgeError(
                f"services/{market.id}.toml: Schlüssel »id«: »{market.id}« ist ein Marktplatz."
            )
    for needed in FALLBACKS:
        if needed not in knowledge.findings:
            raise KnowledgeError(f"findings/general/{needed}.toml: Die Datei fehlt.")
    for finding in knowledge.findings.values():
        _check_finding(finding, knowledge, steps)
    for old, new in knowledge.retired.items():
        if new not in knowledge.findings:
            raise KnowledgeError(f"retired.toml: Schlüssel »{old}«: »{new}« gibt es nicht.")
        if old in knowledge.findings:
            raise KnowledgeError(f"retired.toml: Schlüssel »{old}«: gibt es noch.")


def _check_finding(finding: Finding, knowledge: Knowledge, steps: set[str]) -> None:
    where = f"findings/{finding.group}/{finding.id}.toml"

    def need(good: bool, key: str, value: str | None) -> None:
        if not good:
            raise KnowledgeError(f"{where}: Schlüssel »{key}«: »{value}« gibt es nicht.")

    markets = knowledge.marketplaces
    need(finding.marketplace in (*markets, ANY, NONE), "marketplace", finding.marketplace)
    need(
        finding.service is None or finding.service in knowledge.services, "service", finding.service
    )
    need(finding.step is None or finding.step in steps, "step", finding.step)
    need(finding.asks is None or finding.asks in knowledge.questions, "asks", finding.asks)
    for other in finding.related:
        need(other in knowledge.findings and other != finding.id, "related", other)
    for example in finding.examples:
        known = example.marketplace in (*markets, "unknown", "none")
        need(known, "examples.marketplace", example.marketplace)
    for miss in finding.near_misses:
        need(
            miss.gives in knowledge.findings and miss.gives != finding.id,
            "near_misses.gives",
            miss.gives,
        )
    activities = {choice.id for choice in knowledge.questions["activity"].choices}
    for pattern in (*finding.patterns, *finding.unless):
        need(
            pattern.activity is None or pattern.activity in activities, "activity", pattern.activity
        )
