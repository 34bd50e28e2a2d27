"""A new finding's file, begun from a message that the knowledge does not know well.

The message is masked first. What can be told from it is filled in (patterns, an example, the nearest
finding as a near miss); what only a person knows is left empty, with a comment above it in German,
and loading names every key that is still empty.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from wizard import Diagnosis, diagnose
from wizard.catalog import ANY, FALLBACKS, Knowledge, Pattern
from wizard.probe import Probe
from wizard.redact import redact
from wizard.unwrap import normalise, unwrap

KNOWLEDGE = Path("wizard") / "knowledge"
"""Where the file belongs, seen from the project's folder."""

_MOST_TEXT = 1_500
"""Characters of the message that the example keeps: the lines around what is searched for."""
_MOST_PATTERNS = 3
_WORDS = 7
_SHORTEST = 8
_WEIGHT = 60
_SENTENCE = 2
"""A phrase with so many spaces is more than a name."""
_RARE = 2
"""In examples of so many findings a phrase may stand and still tell something."""

# What differs from one message to the next, and so is no part of a literal.
_VARIABLE = re.compile(
    r"‹[^›]*›"  # what was masked
    r"|\b\d{4}-\d\d-\d\d(?:[t ]\d\d:\d\d(?::\d\d)?(?:[.,]\d+)?z?)?|\b\d\d\.\d\d\.\d{2,4}\b"
    r"|\b\d\d:\d\d(?::\d\d)?\b"
    r"|\b(?=[a-z_-]*\d)[a-z0-9_-]{9,}\b"  # numbers and keys
    r"|\bhttp/[\d.]+ \d{3}\b"
    r"|\b\d+\b"
)
_WORD = re.compile(r"[a-zäöüß0-9_./'-]*[a-zäöüß0-9_]")
_BREAKS = re.compile(r"""[\n"{}\[\]<>|;]|[.,!?:](?=\s)|\s[-–]\s""")
_CODES = re.compile(
    r"\b(?:[a-z]+_[a-z_]{3,}|[A-Z][a-z]+(?:[A-Z][a-z]+){1,6}|(?<=HTTP )[45]\d\d|(?<=HTTP/1\.1 )[45]\d\d)\b"
)


class ScaffoldError(ValueError):
    """No file can be begun; the message is German."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A begun finding: its `slug`, its `group` (folder), the file's `text`, and what is known now.

    `known`: the title of the finding that the message gives today, or empty where it gives none.
    `literals`: what the file looks for.
    """

    slug: str
    group: str
    text: str
    known: str
    literals: tuple[str, ...]


def draft(message: str, knowledge: Knowledge, *, slug: str = "", today: date) -> Draft:
    """Begin a finding from a message.

    `slug`: its name for ever; proposed where it is empty. Raises ScaffoldError for an empty message,
    for one in which nothing can be searched for, and for a name that is taken or out of form.
    """
    masked = redact(message.strip()).text
    if not masked:
        raise ScaffoldError("Die Meldung ist leer.")
    answer = diagnose(masked, knowledge=knowledge)
    literals = phrases(masked, knowledge)
    if not literals:
        raise ScaffoldError(
            "In der Meldung steht nichts, woran man sie wiedererkennt: nur Zahlen und Maskiertes."
        )
    slug = slug or _proposed(literals[0])
    _check(slug, knowledge)
    group, marketplace = _place(answer, knowledge)
    example = _around(masked, literals)
    first = answer.findings[0].id
    proposal = _Proposal(
        slug,
        marketplace,
        literals,
        _expression(masked, literals),
        example,
        _nearest(first, knowledge),
    )
    return Draft(
        slug=slug,
        group=group,
        text=_file(proposal, knowledge, today),
        known="" if first in FALLBACKS else knowledge.findings[first].title,
        literals=tuple(literals),
    )


@dataclass(frozen=True, slots=True)
class _Proposal:
    """What the file is filled in with; `nearest`: a finding's id and one of its examples."""

    slug: str
    marketplace: str
    literals: Sequence[str]
    expression: str
    example: str
    nearest: tuple[str, str] | None


def phrases(text: str, knowledge: Knowledge) -> list[str]:
    """The word groups by which the text is told from others, the most telling first.

    Each is found in the text by the engine itself; none holds what changes from message to message.
    """
    examples = [
        normalise(example.text)
        for finding in knowledge.findings.values()
        for example in finding.examples
    ]
    flat = unwrap(text)
    found = [
        (sum(normalise(one) in example for example in examples), place, one)
        for place, one in enumerate(dict.fromkeys(_candidates(flat.text)))
        # As the engine will look for it.
        if Probe.of(Pattern((one,), None, "")).literals[0] in flat.norm
    ]
    # What nobody else says first, then sentences, then what names an error, then the longer one.
    found.sort(
        key=lambda one: (
            one[0] > _RARE,
            one[2].count(" ") < _SENTENCE,
            not _names_error(one[2]),
            -len(one[2]),
            one[1],
        )
    )
    kept: list[str] = []
    for others, _, phrase in found:
        tells = others <= _RARE and (" " in phrase or "_" in phrase)
        if (tells or not kept) and not any(phrase in one or one in phrase for one in kept):
            kept.append(phrase)
    return kept[:_MOST_PATTERNS]


def _candidates(text: str) -> Iterator[str]:
    """Runs of words, without what varies; at most so many words, beginning and ending in one."""
    for line in _BREAKS.split(text):
        for part in _VARIABLE.split(line.lower()):
            words = [word for word in part.split() if _WORD.fullmatch(word.strip("'().,:!?=*"))]
            if len(words) < len(part.split()):
                # A sign stands between: only what is written together can be looked for.
                words = _longest_run(part)
            phrase = " ".join(words[:_WORDS]).strip("'().,:!?=*- ")
            if len(phrase) >= _SHORTEST and not phrase.replace(" ", "").isdigit():
                yield phrase


def _longest_run(part: str) -> list[str]:
    runs: list[list[str]] = [[]]
    for word in part.split():
        if _WORD.fullmatch(word):
            runs[-1].append(word)
        else:
            runs.append([])
    return max(runs, key=lambda run: len(" ".join(run)))


def _names_error(phrase: str) -> bool:
    return bool(
        re.search(r"error|fehl|invalid|denied|expired|abgel|ungult|ungült|not |nicht|_", phrase)
    )


def _expression(text: str, literals: Sequence[str]) -> str:
    """A regular expression for the first phrase and what follows it on its line, or nothing.

    Only where something variable stands between it and further words: that is what expressions are for.
    """
    norm = unwrap(text).text.lower()
    start = norm.find(literals[0])
    if start < 0:
        return ""
    line = norm[start : norm.find("\n", start) if "\n" in norm[start:] else len(norm)]
    rest = line[len(literals[0]) :]
    gap = _VARIABLE.search(rest) or re.search(r"\d+", rest)
    if gap is None or gap.start() > 3:
        return ""
    after = re.match(r"[^a-z]{0,3}([a-z]{3,}(?: [a-z]{2,}){0,3})", rest[gap.end() :])
    if after is None:
        return ""
    return f"{_escaped(literals[0])}.{{1,60}}{_escaped(after[1])}"


def _escaped(words: str) -> str:
    return re.escape(words).replace(r"\ ", " ").replace(r"\-", "-")


def _proposed(phrase: str) -> str:
    """A name made of the phrase: small letters, digits and hyphens."""
    for sign, letters in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
        phrase = phrase.replace(sign, letters)
    plain = unicodedata.normalize("NFKD", phrase).encode("ascii", "ignore").decode()
    return "-".join(re.findall(r"[a-z0-9]+", plain.lower())[:5])


def _check(slug: str, knowledge: Knowledge) -> None:
    if not re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", slug):
        raise ScaffoldError(
            f"»{slug}« darf nur kleine Buchstaben, Ziffern und Bindestriche haben, keine Umlaute."
        )
    if slug in knowledge.findings or slug in knowledge.retired:
        raise ScaffoldError(f"»{slug}« gibt es schon. Geben Sie mit --name einen anderen Namen an.")


def _place(answer: Diagnosis, knowledge: Knowledge) -> tuple[str, str]:
    """The folder, and the marketplace, as far as the message tells."""
    market = answer.marketplace
    if market.id is None:
        return ("services", "none") if market.service in knowledge.services else ("general", ANY)
    return (market.id if market.id in {"amazon", "ebay"} else "shops"), market.id


def _around(text: str, literals: Sequence[str]) -> str:
    """The text, or of a long one the lines around the first phrase."""
    if len(text) <= _MOST_TEXT:
        return text
    at = max(0, text.lower().find(literals[0].split()[0]))
    low = text.rfind("\n", 0, max(0, at - _MOST_TEXT // 2)) + 1
    return text[low : low + _MOST_TEXT].strip()


def _nearest(first: str, knowledge: Knowledge) -> tuple[str, str] | None:
    """The finding that the message gives today and its first example: it must stay apart."""
    if first in FALLBACKS:
        first = "token-erneuerung-fehlgeschlagen"
    finding = knowledge.findings.get(first)
    if finding is None or not finding.examples:
        return None
    text = min((example.text for example in finding.examples), key=len)
    return (first, text) if text.strip() else None


def _file(proposal: _Proposal, knowledge: Knowledge, today: date) -> str:
    slug, marketplace, literals = proposal.slug, proposal.marketplace, proposal.literals
    example, nearest = proposal.example, proposal.nearest
    kinds = "\n".join(f"#   {kind}: {name}" for kind, name in knowledge.kinds.items())
    markets = ", ".join(knowledge.marketplaces)
    codes = dict.fromkeys(_CODES.findall(example))
    certain = marketplace if marketplace in knowledge.marketplaces else "unknown"
    lines = [
        "# Füllen Sie aus, was zwischen leeren Anführungszeichen fehlt. Zeilen mit # sind Erklärungen;",
        "# am Ende können Sie sie löschen. Dann prüft »make build« die Datei.",
        "",
        "# Der Name, zugleich die Adresse der Seite. Nach dem Veröffentlichen nie mehr ändern.",
        f"id = {_toml(slug)}",
        "# Die Überschrift der Fehlerseite.",
        'title = ""',
        f"# Wo kommt der Fehler vor? any (überall), none (kein Marktplatz) oder: {markets}.",
        f"marketplace = {_toml(marketplace)}",
        *(
            ["# Welcher Dienst? Eine Kennung aus wizard/knowledge/services/.", 'service = ""']
            if marketplace == "none"
            else []
        ),
        "# Die Art des Fehlers, eine von diesen:",
        kinds,
        'kind = ""',
        "# Hilft es, das Token zu erneuern? yes, no oder maybe.",
        'renew = ""',
        "# Nur bei yes oder maybe: Mit welchem Schritt der Anleitung beginnt man? Sonst löschen.",
        '# step = "1"',
        "# 0 bis 100: Welcher Befund gewinnt, wenn mehrere passen? 60 ist üblich.",
        f"weight = {_WEIGHT}",
        "",
        "# Ein Satz: Was ist los?",
        'summary = ""',
        "# Was bedeutet die Meldung?",
        'meaning = ""',
        "# Wie kommt es dazu?",
        'cause = ""',
        "# Warum hilft Erneuern, warum nicht, oder was ist zuerst zu prüfen?",
        'renew_why = ""',
        "# Was ist zu tun? Jeder Schritt ein ganzer Satz.",
        'action = [""]',
        "",
        "# Wörter, die jemand in die Suche tippt.",
        f"search = {_list(literals[:2])}",
        "# Fehlernummern und Kennungen, wie sie in der Meldung stehen.",
        f"codes = {_list(codes)}",
        "# Kennungen verwandter Befunde.",
        f"related = {_list([nearest[0]] if nearest else [])}",
        "# Der Tag, an dem Sie die Quellen gelesen haben.",
        f"checked_on = {today.isoformat()}",
        "# Wo steht das? Die Adresse, und in einem Satz, was sie belegt.",
        'sources = [{ url = "", says = "" }]',
        "",
        "# Woran wird der Fehler erkannt? Eines der Muster genügt. Löschen Sie, was auch in anderen",
        "# Meldungen vorkommt. »why« erklärt dem Leser in einem Satz, warum diese Stelle zählt.",
    ]
    for number, literal in enumerate(literals):
        lines += ["[[patterns]]", f"literal = {_toml(literal)}"]
        if number == 0 and proposal.expression:
            lines += [
                "# Für schwierige Fälle: Der Ausdruck lässt in der Mitte zu, was sich ändert.",
                f"# regex = '''{proposal.expression}'''",
            ]
        lines += ['why = ""', ""]
    lines += [
        "# Die Meldung, maskiert. Sie muss genau diesen Befund ergeben und steht auf seiner Seite.",
        "# Lesen Sie sie durch: Es darf nichts Echtes mehr darin stehen.",
        "[[examples]]",
        f"text = {_toml(example)}",
        "# Der Marktplatz, den die Meldung nennt; sonst unknown oder none.",
        f"marketplace = {_toml('none' if marketplace == 'none' else certain)}",
        "",
    ]
    if nearest:
        lines += [
            "# Sieht ähnlich aus und muss etwas anderes ergeben.",
            "[[near_misses]]",
            f"text = {_toml(nearest[1])}",
            f"gives = {_toml(nearest[0])}",
            "",
        ]
    return "\n".join(lines)


def _toml(text: str) -> str:
    """A text as TOML; one of several lines between three quotes, so that it can be read."""
    if "\n" in text and "'''" not in text and not text.endswith("'") and _plain(text):
        return f"'''\n{text}'''"
    # JSON's escapes are TOML's as well, but for the one of surrogates.
    quoted = json.dumps(text, ensure_ascii=False)
    return "".join(f"\\u{ord(c):04x}" if ord(c) == 127 else c for c in quoted)


def _plain(text: str) -> bool:
    return all(sign in "\t\n" or (sign >= " " and sign != "\x7f") for sign in text)


def _list(items: Iterable[str]) -> str:
    return f"[{', '.join(map(_toml, items))}]"


def write(made: Draft, knowledge_folder: Path) -> Path:
    """Write the draft into the folder of its group; returns the path.

    Raises ScaffoldError when the file is there already, OSError when it cannot be written.
    """
    path = knowledge_folder / "findings" / made.group / f"{made.slug}.toml"
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(made.text)
    except FileExistsError:
        raise ScaffoldError(f"»{path}« gibt es schon.") from None
    return path


def after(made: Draft, path: Path) -> str:
    """What to do now, in German."""
    found = "\n".join(f"  »{literal}«" for literal in made.literals)
    known = (
        f"Bisher ergibt die Meldung:\n  »{made.known}«\n"
        "Ist das schon richtig, dann löschen Sie die neue Datei wieder.\n\n"
        if made.known
        else ""
    )
    return (
        f"Angelegt: {path}\n\n"
        f"Daran wird der Fehler künftig erkannt:\n{found}\n\n"
        f"{known}"
        "So geht es weiter:\n"
        "  1. Öffnen Sie die Datei in einem Texteditor und füllen Sie die leeren Anführungszeichen aus.\n"
        "     Was hineingehört, steht jeweils darüber.\n"
        "  2. Lesen Sie die Meldung unter [[examples]]: Es darf nichts Echtes mehr darin stehen.\n"
        "  3. Rufen Sie »make serve« auf. Was noch fehlt, wird mit Datei und Schlüssel genannt.\n"
    )
