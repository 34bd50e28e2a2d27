"""A diagnosis explained stage by stage, in German, for whoever keeps the knowledge."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from desk.advice import CERTAINTY, RENEW
from desk.terminal import printable
from wizard.catalog import UNRELATED, Finding, Knowledge, Pattern, WordWeights
from wizard.redact import LABELS, redact
from wizard.signs import MENTION, PROOF, STRONG, WORDING, Sign
from wizard.trace import (
    COUNTS,
    GUESSED,
    OTHER_SUBJECT,
    RULED_OUT,
    WEAKER,
    Attempt,
    Match,
    Trace,
    attempts,
    trace,
)
from wizard.word_weights import known, needed

_STRENGTHS = {
    PROOF: "Beweis",
    STRONG: "starkes Zeichen",
    MENTION: "Erwähnung",
    WORDING: "üblicher Wortlaut",
}
_STATES = {"decisive": "entscheidet", "also": "außerdem", "resolved": "danach behoben"}
_MOST = 12
"""So many lines of one kind are shown."""
_TEXT = 1_500
"""So many characters of a text are shown."""
_WORDS = 70


def explain(
    text: str,
    knowledge: Knowledge,
    *,
    marketplace: str | None = None,
    activity: str | None = None,
    expected: str | None = None,
) -> str:
    """The five stages as lines of German text; nothing secret of `text` is in it.

    `expected`: the id of a finding that should have come out: its patterns are gone through. Raises
    KeyError for an unknown one, ValueError for an unknown marketplace or activity.
    """
    told = trace(text, knowledge, marketplace=marketplace, activity=activity)
    shown = _Shown(text, told)
    parts = [
        _unwrapped(told, shown),
        _read(told),
        _matched(told, knowledge, shown),
        _decided(told, knowledge),
        _redacted(told),
    ]
    if expected is not None:
        finding = knowledge.findings[expected]
        parts.append(_expected(finding, attempts(text, finding, knowledge, activity), told))
    return printable("\n\n".join("\n".join(part) for part in parts)) + "\n"


class _Shown:
    """The message as it may be shown: explanations are sent around, so what is secret is dotted.

    `pasted` has the length of the pasted text, `flat` that of the flat one.
    """

    def __init__(self, text: str, told: Trace) -> None:
        secret = bytearray(len(text))
        for start, end, _ in redact(text).spans:
            secret[start:end] = b"\1" * (end - start)
        self.pasted = "".join(
            "•" if hide else sign for sign, hide in zip(text, secret, strict=True)
        )
        self.flat = "".join(
            "•" if any(secret[slice(*told.flat.origin(at, at + 1))]) else sign
            for at, sign in enumerate(told.flat.text[:_TEXT])
        )

    def words(self, start: int, end: int) -> str:
        """A place of the pasted text on one line, shortened."""
        words = " ".join(self.pasted[start:end].split())
        return words if len(words) <= _WORDS else f"{words[: _WORDS - 1]}…"


def _unwrapped(told: Trace, shown: _Shown) -> Iterator[str]:
    yield "1. Auspacken – aus welchen Hüllen die Meldung kommt"
    if told.flat.cut:
        yield "   Der Text ist sehr lang. Ausgewertet wird der Teil mit den neuesten Einträgen."
    undone = Counter(
        (shown.pasted[one.start : one.end], told.flat.text[one.low : one.high])
        for one in told.changes
        if "•" not in shown.pasted[one.start : one.end]
    )
    if not undone:
        yield "   Nichts auszupacken: Der Text steht so da, wie er gemeint ist."
        return
    for (written, read), count in undone.most_common(_MOST):
        yield f"   {count} × »{_visible(written[:_WORDS])}« gelesen als »{_visible(read[:_WORDS])}«"
    yield from _more(len(undone))
    yield "   So liest ihn die Auswertung:"
    yield from _quoted(shown.flat, len(told.flat.text))


def _read(told: Trace) -> Iterator[str]:
    yield "2. Lesen – wie der Text aufgebaut ist"
    lines = "1 Zeile" if told.lines == 1 else f"{told.lines} Zeilen"
    yield f"   {lines}, {len(told.flat.text)} Zeichen"
    if told.times:
        yield f"   Zeitangaben: {' bis '.join(told.times)}"
    else:
        yield "   Keine Zeitangabe: Es ist wohl kein Protokoll."


def _matched(told: Trace, knowledge: Knowledge, shown: _Shown) -> Iterator[str]:
    yield "3. Vergleichen – was das Wissen darin wiederfindet"
    yield "   Zeichen für einen Marktplatz oder Dienst:"
    if not told.signs and not told.against:
        yield "     keine"
    for sign, *place in told.signs[:_MOST]:
        words = shown.words(*place)
        yield f"     {_name(sign.subject, knowledge)}, {_STRENGTHS[sign.level]}: »{words}«"
        yield f"       {sign.why}"
    yield from _more(len(told.signs), 5)
    for sign, *place in told.against[:_MOST]:
        yield f"     zählt nicht: »{shown.words(*place)}« – {_against(sign, knowledge)}"
    yield "   Muster von Befunden, die passen:"
    if not told.matches:
        yield "     keine"
    for match in told.matches[:_MOST]:
        times = f", {match.count} ×" if match.count > 1 else ""
        yield f"     {match.finding.id}: »{shown.words(match.start, match.end)}«{times}"
        yield f"       {_fate(match, knowledge)}"
    yield from _more(len(told.matches), 5)


def _against(sign: Sign, knowledge: Knowledge) -> str:
    if sign.level == 0:
        return f"spricht gegen {_name(sign.subject, knowledge)}: {sign.why}"
    return f"{_name(sign.subject, knowledge)} wird nur verneint, vermutet oder läuft"


def _fate(match: Match, knowledge: Knowledge) -> str:
    owner = match.finding.marketplace
    subject = _name(match.subject, knowledge)
    return {
        COUNTS: f"zählt, Gewicht {_weight(match)}: {match.pattern.why}",
        WEAKER: f"zählt nicht (Gewicht {_weight(match)}): Ein anderer Befund sagt es genauer.",
        OTHER_SUBJECT: f"zählt nicht: gilt nur für {_name(owner, knowledge)}, der Text spricht hier von {subject}.",
        RULED_OUT: f"zählt nicht: »unless« schließt es aus, denn im Text steht »{match.by}«.",
        GUESSED: "zählt nicht: Es steht in einer Frage, jemand vermutet es nur.",
    }[match.fate]


def _weight(match: Match) -> int:
    own = match.pattern.weight
    return match.finding.weight if own is None else own


def _decided(told: Trace, knowledge: Knowledge) -> Iterator[str]:
    answer = told.diagnosis
    yield "4. Entscheiden – welche Antwort daraus wird"
    place = answer.marketplace
    if place.id is not None:
        yield f"   Marktplatz: {_name(place.id, knowledge)} ({CERTAINTY[place.certainty]})"
    elif place.service is not None:
        yield f"   Marktplatz: keiner, sondern {_name(place.service, knowledge)}"
    else:
        yield f"   Marktplatz: {CERTAINTY[place.certainty]}"
    weights = {case.finding.id: case.weight for case in told.cases}
    for finding in answer.findings:
        weight = weights.get(finding.id)
        shown = "" if weight is None else f", Gewicht {weight}"
        yield f"   {_STATES[finding.state]}: {finding.id} (Erneuern hilft: {RENEW[finding.renew]}{shown})"
    if told.cases and told.cases[0].finding.id in UNRELATED:
        yield from _by_words(told, knowledge.word_weights)
    for note in answer.notes:
        yield f"   Hinweis: {knowledge.notes[note]}"
    way = answer.next
    if way.type == "guide":
        yield f"   Es geht weiter mit: Anleitung »{way.guide}«, Schritt {way.step}"
    elif way.type == "question" and way.question is not None:
        yield f"   Es geht weiter mit der Frage: {knowledge.questions[way.question].text}"
    else:
        yield "   Es geht weiter mit: Fehlerseite und Ticket"


def _by_words(told: Trace, learned: WordWeights) -> Iterator[str]:
    """How a message that no finding knows, or knows no cause of, is judged."""
    case = told.cases[0]
    terms = known(told.flat, case.last, learned)
    total = sum(learned.weights[term] for term in terms)
    unrelated = told.diagnosis.findings[0].id == UNRELATED[case.finding.id]
    verdict = "ohne Bezug zur Anmeldung" if unrelated else "offen"
    yield (
        f"   Kein Befund kennt die Ursache; nach ihren Worten: {verdict} "
        f"(Summe {total:+}, nötig sind mehr als {needed(told.flat, case.last, learned):+})"
    )
    heaviest = sorted(terms, key=lambda term: -abs(learned.weights[term]))[:_MOST]
    if heaviest:
        yield "     " + ", ".join(f"»{term}« {learned.weights[term]:+}" for term in heaviest)
    if told.demands_consent:
        yield "     Der Text verlangt eine Anmeldung oder Zustimmung: Dann genügen die Worte allein nicht für ein Nein."


def _redacted(told: Trace) -> Iterator[str]:
    answer = told.diagnosis
    yield "5. Maskieren – was beim Weitergeben fehlt"
    if not answer.masked:
        yield "   Nichts: Der Text enthält nichts, was geheim oder persönlich aussieht."
        return
    for one in answer.masked:
        yield f"   {one.count} × {LABELS[one.kind]}"
    yield "   Der Text zum Weitergeben:"
    yield from _quoted(answer.redacted, len(answer.redacted))


def _expected(finding: Finding, tried: list[Attempt], told: Trace) -> Iterator[str]:
    yield f"Warum nicht »{finding.id}«?"
    first = told.diagnosis.findings[0].id
    if first == finding.id:
        yield "   Doch: Dieser Befund entscheidet."
        return
    fates = {id(match.pattern): match for match in told.matches if match.finding.id == finding.id}
    if not tried:
        yield "   Er hat kein Muster und wird nie von selbst erkannt."
    for number, one in enumerate(tried, 1):
        yield f"   Muster Nr. {number}: {_shown(one.pattern)}"
        yield f"     {_why_not(one, id(one.pattern) in fates)}"
    if any(one.holds for one in tried):
        winner = told.diagnosis.findings[0]
        yield f"   Es gewinnt »{winner.id}«. Warum, steht oben unter 3 und 4."


def _why_not(one: Attempt, known: bool) -> str:
    if one.activity is not None:
        return f"passt nur mit --taetigkeit {one.activity}"
    if one.missing:
        words = ", ".join(f"»{_visible(word)}«" for word in one.missing)
        return f"passt nicht: Im Text fehlt {words}."
    if one.regex_fails:
        return "passt nicht: Der Text von »literal« steht da, aber der Ausdruck »regex« passt dort nicht."
    return "passt" if known else "passt, gehört aber zu einer Stelle, die nicht zählt"


def _shown(pattern: Pattern) -> str:
    parts = [f"»{_visible(text)}«" for text in (*pattern.literal, *pattern.code)]
    shown = " und ".join(parts)
    return f"{shown} mit Ausdruck {pattern.regex[:_WORDS]}" if pattern.regex else shown


def _name(subject: str | None, knowledge: Knowledge) -> str:
    if subject is None:
        return "keinem bestimmten Marktplatz"
    known = knowledge.marketplaces.get(subject) or knowledge.services.get(subject)
    return known.name if known else subject


def _visible(text: str) -> str:
    """White space as words, so that one sees it."""
    return text.replace("\r", "").replace("\n", "⏎").replace("\t", "⇥").replace("\xa0", "␣")


def _quoted(text: str, length: int) -> Iterator[str]:
    """The beginning of a text that is `length` long."""
    for line in text[:_TEXT].splitlines():
        yield f"   | {line}"
    if length > _TEXT:
        yield f"   | … ({length - _TEXT} weitere Zeichen)"


def _more(count: int, indent: int = 3) -> Iterator[str]:
    if count > _MOST:
        yield f"{' ' * indent}… und {count - _MOST} weitere"
