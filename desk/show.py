"""A diagnosis for people at a terminal: what it is, what to do, and the words that prove it."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from desk.advice import CERTAINTY, RENEW
from desk.terminal import printable
from wizard.advice import advice
from wizard.catalog import Knowledge
from wizard.links import answer_link, finding_link, guide_link
from wizard.model import Diagnosis, Evidence
from wizard.redact import redact

_RENEW_STYLE = {"yes": "bold green", "no": "bold red", "maybe": "bold yellow"}
_LINES_SHOWN = 12
_LINE_LENGTH = 400


def show(
    console: Console, diagnosis: Diagnosis, text: str, knowledge: Knowledge, base: str = ""
) -> None:
    """Print the diagnosis of `text`; without colours the evidence is marked by carets below it."""
    first = diagnosis.findings[0]
    finding = knowledge.findings[first.id]
    what, why, action = advice(finding, first.renew, knowledge, diagnosis.marketplace.id)
    console.print(Text(finding.title, "bold"))
    _line(console, "Marktplatz", _marketplace(diagnosis, knowledge))
    _line(console, "Erneuern hilft", Text(RENEW[first.renew], _RENEW_STYLE[first.renew]))
    _line(console, "Befund", Text(first.id))
    console.print()
    console.print(
        Padding(
            _prose(" ".join(filter(None, (what, why)))),
            (0, 2),
            expand=False,
        )
    )
    if action:
        console.print()
        for sentence in action:
            console.print(Padding(_prose(f"• {sentence}"), (0, 2), expand=False))
    _evidence(console, diagnosis, text)
    if len(diagnosis.findings) > 1:
        _heading(console, "Auch erkannt")
        for other in diagnosis.findings[1:]:
            title = knowledge.findings[other.id].title
            state = " (danach wieder in Ordnung)" if other.state == "resolved" else ""
            console.print(Padding(Text(f"• {title}{state}"), (0, 2), expand=False))
    for note in diagnosis.notes:
        console.print()
        console.print(Padding(_prose(knowledge.notes.get(note, note)), (0, 2), expand=False))
    _heading(console, "Wie es weitergeht")
    for sentence in _way_on(diagnosis, knowledge, base):
        console.print(Text(f"  {sentence}"), soft_wrap=True)


def _marketplace(diagnosis: Diagnosis, knowledge: Knowledge) -> Text:
    answer = diagnosis.marketplace
    known = knowledge.marketplaces.get(answer.id or "")
    service = knowledge.services.get(answer.service or "")
    certainty = CERTAINTY.get(answer.certainty, answer.certainty)
    if known:
        return Text.assemble((known.name, "bold"), f" ({certainty})")
    return Text(f"{certainty}, sondern {service.name}" if service else certainty)


def _way_on(diagnosis: Diagnosis, knowledge: Knowledge, base: str) -> list[str]:
    first = diagnosis.findings[0]
    step = diagnosis.next
    sentences = []
    if step.type == "guide" and step.guide:
        sentences.append(f"Anleitung: {guide_link(step.guide, step.step, base=base)}")
    elif step.type == "question" and step.question:
        question = knowledge.questions.get(step.question)
        option = "--markt" if step.question == "marketplace" else "--taetigkeit"
        sentences.append(
            f"{question.text if question else 'Bitte antworten Sie:'} "
            f"({option} {' | '.join(step.choices)})"
        )
    sentences += [
        f"Fehlerseite: {finding_link(first.id, base=base)}",
        f"Link auf die Antwort: {answer_link(first.id, diagnosis.marketplace.id, base=base)}",
    ]
    return sentences


def _evidence(console: Console, diagnosis: Diagnosis, text: str) -> None:
    spans = [
        *diagnosis.findings[0].evidence,
        *diagnosis.marketplace.evidence,
    ]
    if not spans:
        return
    _heading(console, "Belege in der Meldung")
    clean = printable(_covered(text))
    for line_start, line in _lines_with(clean, spans)[:_LINES_SHOWN]:
        marked = Text(line.expandtabs(1))
        below = [" "] * len(line)
        for span in spans:
            start = max(0, span.start - line_start)
            end = min(len(line), span.end - line_start)
            if start < end:
                marked.stylize("bold underline", start, end)
                below[start:end] = "^" * (end - start)
        console.print(Text.assemble("  ", marked), soft_wrap=True)
        if console.color_system is None:
            # NO_COLOR, or no terminal: the marks must not depend on styles.
            console.print(Text("  " + "".join(below).rstrip()), soft_wrap=True)
    for why in dict.fromkeys(span.why for span in spans if span.why):
        console.print(Padding(_prose(f"• {why}"), (0, 2), expand=False))
    against = dict.fromkeys(span.why for span in diagnosis.marketplace.against if span.why)
    if against:
        _heading(console, "Dagegen spricht")
        for why in against:
            console.print(Padding(_prose(f"• {why}"), (0, 2), expand=False))


def _lines_with(text: str, spans: Sequence[Evidence]) -> list[tuple[int, str]]:
    """Start and text of each line that holds evidence; a very long line is cut around it."""
    lines: dict[int, str] = {}
    for span in sorted(spans, key=lambda span: span.start):
        at = span.start
        while at < span.end:
            start = text.rfind("\n", 0, at) + 1
            end = text.find("\n", at)
            end = len(text) if end < 0 else end
            if end - start > _LINE_LENGTH:
                start = max(start, at - _LINE_LENGTH // 4)
                end = min(end, start + _LINE_LENGTH)
            lines.setdefault(start, text[start:end])
            at = end + 1
    return sorted(lines.items())


def _covered(text: str) -> str:
    """The text with a dot for every character that is redacted, so that spans stay right."""
    parts, at = [], 0
    for start, end, _ in redact(text).spans:
        parts += [text[at:start], "•" * (end - start)]
        at = end
    return "".join((*parts, text[at:]))


def _heading(console: Console, title: str) -> None:
    console.print()
    console.print(Text(title, "bold"))


def _line(console: Console, label: str, value: Text) -> None:
    console.print(Text.assemble((f"  {label + ':':<16}", "dim"), value))


def _prose(markdown: str) -> Text:
    """Knowledge's sentences, whose only marks are bold labels and code."""
    result = Text()
    for at, part in enumerate(markdown.replace("`", "").split("**")):
        result.append(part, "bold" if at % 2 else "")
    return result
