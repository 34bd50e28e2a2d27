"""Texts to copy from an answer: reply to the customer, internal note, ticket for the portal.

All sentences stand in `knowledge/texts.toml`, with the finding, and in the guide; here they are only
chosen. Every text exists as plain text and as simple HTML for mail clients, and holds nothing of the
pasted message that was not redacted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from string import Template

from .catalog import NO_ERROR, NO_TEXT, OTHER, UNKNOWN_ERROR, Finding, Guide, Knowledge
from .hosts import WARNINGS
from .links import answer_link, assistant_link, finding_link, guide_link
from .model import Diagnosis, Evidence
from .redact import LABELS, redact
from .version import VERSION

_FILE = Path(__file__).with_name("knowledge") / "texts.toml"
_EXCERPT = 160
"""Characters of one piece of evidence in a note; more would bury the sentence about it."""
_REMOVED = "‹entfernt›"
_MESSAGE = 12_000
"""Characters of a message in a note or ticket, which people read: of more, beginning and end."""
_UNCLEAR = {NO_TEXT: "result_no_text", NO_ERROR: "result_no_error", UNKNOWN_ERROR: "result_unknown"}
_OTHER_SERVICE = "anderer-dienst"
_NO_ERROR_KIND = "not-an-error"
LOOK_ALIKES = (
    "refresh-token-expired-or-revoked",
    "app-credentials-wrong",
    "authorization-missing-or-role",
    "throttled",
    "clock-or-signature",
    "wrong-region-or-environment",
    "network",
    "service-outage",
)
"""Kinds that are mixed up with each other most: a note names those that the text does not show."""

Texts = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Sentences; may hold `**bold**` and `` `code` ``. `link`: an address that follows them."""

    text: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class Items:
    """A list, numbered or not."""

    items: tuple[str, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Message:
    """Foreign text, shown as it is."""

    text: str


Block = Paragraph | Items | Message


@dataclass(frozen=True, slots=True)
class CopyText:
    """One text to copy."""

    blocks: tuple[Block, ...]

    def plain(self) -> str:
        """For plain-text fields; blocks are parted by blank lines."""
        return "\n\n".join(_plain(block) for block in self.blocks) + "\n"

    def html(self) -> str:
        """A fragment of simple HTML for rich paste; all text is escaped."""
        return "\n".join(_html(block) for block in self.blocks) + "\n"


def load_texts(path: Path = _FILE) -> Texts:
    """The sentences of the copy texts."""
    import tomllib  # noqa: PLC0415 -- the browser has no TOML: it gets the sentences ready-made

    return tomllib.loads(path.read_text(encoding="utf-8"))


def customer_reply(
    diagnosis: Diagnosis, knowledge: Knowledge, *, base: str = "", texts: Texts | None = None
) -> CopyText:
    """»Antwort an den Kunden«: what is the matter, the steps, and the link.

    It quotes nothing of the pasted text. `base`: address of the help site; without it the links are
    left out, since a customer cannot open a relative one.
    """
    say = _Sentences(texts or load_texts(), "reply", diagnosis, knowledge)
    finding = say.finding
    unclear = _UNCLEAR.get(finding.id)
    blocks: list[Block] = [
        *say("greeting"),
        *say("thanks"),
        *_warnings(diagnosis, knowledge),
        *say(unclear or say.result()),
    ]
    if diagnosis.next.type == "question":
        blocks += say(f"ask_{diagnosis.next.question}")
    elif unclear:
        # What these advise is meant for whoever pasted the text into the assistant.
        blocks += say("unclear")
    else:
        blocks += _advice(say, diagnosis)
    if base:
        if diagnosis.next.type == "guide" and diagnosis.next.guide:
            link = guide_link(diagnosis.next.guide, diagnosis.next.step, base=base)
            blocks += say("guide", link=link)
        elif unclear:
            blocks += say("check_yourself", link=assistant_link(base=base))
        elif say.renew == "keys":
            # The finding's own page speaks of marketplaces with a consent.
            market = diagnosis.marketplace.id
            blocks += say("page", link=answer_link(finding.id, market, base=base))
        else:
            blocks += say("page", link=finding_link(finding.id, base=base))
    blocks += [*say("closing"), *say("regards")]
    return CopyText(tuple(blocks))


def _advice(say: _Sentences, diagnosis: Diagnosis) -> list[Block]:
    """Whether renewing helps, and what to do."""
    renew, guide = say.renew, say.guide
    blocks: list[Block] = [*say(f"renew_{renew}")]
    if renew == "keys":
        # The finding's advice leads to a renewal, which there is none of.
        return blocks
    action = say.finding.action
    if renew == "yes" and guide is not None:
        blocks += [*say("caution"), *say("steps"), _steps(guide, diagnosis.next.step)]
    elif action:
        items = tuple(say.in_reply(sentence) for sentence in action)
        blocks += [*say("action"), Items(items, numbered=len(items) > 1)]
    if renew == "maybe" and guide is not None:
        blocks += say("then_guide")
    return blocks


def internal_note(
    diagnosis: Diagnosis,
    text: str,
    knowledge: Knowledge,
    *,
    base: str = "",
    texts: Texts | None = None,
) -> CopyText:
    """»Interne Notiz«: finding, evidence, what was ruled out, the masked message, the version.

    What is ruled out are the look-alikes and the other marketplaces that the text gives no sign of.

    `text` is the text that was diagnosed: evidence is quoted from it, without what is redacted.
    """
    say = _Sentences(texts or load_texts(), "note", diagnosis, knowledge)
    finding = say.finding
    first = diagnosis.findings[0]
    certainty = "service" if say.words["service"] else diagnosis.marketplace.certainty
    certainty = "other" if _is_other(diagnosis) else certainty
    hidden = [(start, end) for start, end, _ in redact(text).spans]

    def quoted(evidence: Iterable[Evidence]) -> tuple[str, ...]:
        quotes = (f"»{_excerpt(text, span, hidden)}«: {span.why}" for span in merged(evidence))
        # The same words in two places prove no more than in one.
        return tuple(dict.fromkeys(quotes))

    def titles(state: str) -> tuple[str, ...]:
        others = [other for other in diagnosis.findings[1:] if other.state == state]
        return tuple(f"{knowledge.findings[other.id].title} ({other.id})" for other in others)

    blocks: list[Block] = [
        *say("heading"),
        *say("finding"),
        *say(f"marketplace_{certainty}"),
        *_warnings(diagnosis, knowledge),
        *say(f"renew_{say.renew}"),
    ]
    if first.first_seen:
        often = first.count > 1 and first.last_seen and first.last_seen != first.first_seen
        blocks += say("seen_often" if often else "seen_once")
    for key, items in (
        ("evidence", quoted((*first.evidence, *diagnosis.marketplace.evidence))),
        ("against", quoted(diagnosis.marketplace.against)),
        ("also", titles("also")),
        ("resolved", titles("resolved")),
        ("ruled_out", say.ruled_out() if text.strip() and finding.id not in _UNCLEAR else ()),
    ):
        if items:
            blocks += [*say(key), Items(items)]
    market = OTHER if _is_other(diagnosis) else diagnosis.marketplace.id
    blocks += say("link", link=answer_link(finding.id, market, base=base))
    if diagnosis.redacted.strip():
        blocks += [*say("message"), say.message(diagnosis.redacted)]
    if diagnosis.masked:
        blocks += say("masked")
    blocks += say("version")
    return CopyText(tuple(blocks))


def portal_ticket(
    diagnosis: Diagnosis, knowledge: Knowledge, *, texts: Texts | None = None
) -> CopyText:
    """»Ticket für das Serviceportal«: what a customer sends to microtech when nothing helped."""
    say = _Sentences(texts or load_texts(), "ticket", diagnosis, knowledge)
    unclear = say.finding.id in _UNCLEAR
    guided = say.guide is not None and say.words["marketplace"]
    if say.words["service"]:
        problem, place = "problem_service", "service"
    else:
        problem = "problem_no_error" if say.finding.kind == _NO_ERROR_KIND else "problem"
        place = "marketplace" if say.words["marketplace"] else "marketplace_unknown"
    tried = [
        *(say("done_guide" if guided else "done_sign_in") if say.renew in ("yes", "maybe") else ()),
        *say("done_functions"),
        *say("done_since"),
    ]
    blocks: list[Block] = [
        *say("subject_unclear" if unclear else "subject"),
        *say("greeting"),
        *say(problem),
        *say(place),
        *(() if say.finding.id == NO_TEXT else say(say.result())),
        *(say("seen") if say.words["first"] else ()),
        *say("done"),
        Items(tuple(part.text for part in tried)),
        *say("message"),
        say.message(diagnosis.redacted),
        *say("version"),
        *say("regards"),
    ]
    return CopyText(tuple(blocks))


def _is_other(diagnosis: Diagnosis) -> bool:
    """Whether the user said that it is a marketplace which has no entry of its own."""
    place = diagnosis.marketplace
    return place.id is None and place.service is None and diagnosis.next.guide == OTHER


def _warnings(diagnosis: Diagnosis, knowledge: Knowledge) -> list[Block]:
    """That an address in the text is not what it seems: whoever sent the text has to know."""
    return [Paragraph(knowledge.notes[note]) for note in diagnosis.notes if note in WARNINGS]


def merged(evidence: Iterable[Evidence]) -> list[Evidence]:
    """The evidence with spans joined that overlap and say the same, in the order given."""
    result: list[Evidence] = []
    for span in evidence:
        for at, other in enumerate(result):
            if other.why == span.why and other.start <= span.end and span.start <= other.end:
                start, end = min(other.start, span.start), max(other.end, span.end)
                result[at] = Evidence(start, end, span.why)
                break
        else:
            result.append(span)
    return result


class _Sentences:
    """The sentences of one text, filled with what is known of the diagnosis."""

    def __init__(self, texts: Texts, kind: str, diagnosis: Diagnosis, knowledge: Knowledge) -> None:
        self._texts = texts[kind]
        self._of_messages = texts["message"]
        self._in_reply = texts["reply_action"]
        self.finding: Finding = knowledge.findings[diagnosis.findings[0].id]
        marketplace = knowledge.marketplaces.get(diagnosis.marketplace.id or "")
        variant = diagnosis.next.guide or (marketplace.guide if marketplace else OTHER)
        self.guide: Guide | None = None
        if knowledge.guide and variant in knowledge.guide.variants:
            self.guide = knowledge.guide.for_variant(variant)
        service = knowledge.services.get(diagnosis.marketplace.service or "")
        first = diagnosis.findings[0]
        # A marketplace with keys has nothing to renew, whatever the finding says of others.
        self.renew = "keys" if first.renew != self.finding.renew else first.renew
        if self.renew == "no" and self.finding.kind == _NO_ERROR_KIND:
            self.renew = "fine"
        kinds = {one.kind for one in diagnosis.findings}
        if self.renew == "maybe":
            # Then it is just what could not be ruled out.
            kinds.add(LOOK_ALIKES[0])
        absent = (kind for kind in LOOK_ALIKES if kind not in kinds)
        named = {diagnosis.marketplace.id, *diagnosis.marketplace.candidates}
        recognised = diagnosis.marketplace.certainty == "recognised"
        others = (one.name for one in knowledge.marketplaces.values() if one.id not in named)
        masked = ", ".join(
            f"{part.count}× {LABELS.get(part.kind, part.kind)}" for part in diagnosis.masked
        )
        self.words: dict[str, str] = {
            "title": self.finding.title,
            "summary": self.finding.summary,
            "renew_why": self.finding.renew_why,
            "renewal": marketplace.renewal if marketplace else "",
            "kinds": "; ".join(knowledge.kinds[kind] for kind in absent),
            "marketplaces": ", ".join(others) if recognised else "",
            "finding": self.finding.id,
            "kind": knowledge.kinds.get(self.finding.kind, self.finding.kind),
            "marketplace": marketplace.name if marketplace else "",
            "service": service.name if service else "",
            "guide_title": self.guide.title if self.guide else "",
            "first": first.first_seen or "",
            "last": first.last_seen or "",
            "count": str(first.count),
            "masked": masked,
            "knowledge": diagnosis.knowledge or knowledge.version,
            "program": VERSION,
        }

    def __call__(self, key: str, *, link: str = "") -> tuple[Paragraph, ...]:
        return (Paragraph(Template(self._texts[key]).substitute(self.words).strip(), link),)

    def result(self) -> str:
        """The key of the sentence that says what the matter is."""
        if self.renew == "keys":
            key = "result_keys"
        elif self.finding.id == _OTHER_SERVICE and self.words["service"]:
            key = "result_service"
        elif self.words["marketplace"] and self.finding.kind == _NO_ERROR_KIND:
            key = "result_market_fine"
        else:
            key = "result_market" if self.words["marketplace"] else "result"
        return key if key in self._texts else "result"

    def in_reply(self, sentence: str) -> str:
        """A finding's advice as support would write it to a customer."""
        return self._in_reply.get(sentence, sentence)

    def ruled_out(self) -> tuple[str, ...]:
        """What the text gives no sign of."""
        keys = [f"ruled_out_{key}" for key in ("kinds", "marketplaces") if self.words[key]]
        return tuple(part.text for key in keys for part in self(key))

    def message(self, redacted: str) -> Message:
        """The redacted text; of a very long one its beginning and its end."""
        if not redacted.strip():
            return Message(self._of_messages["missing"])
        left = len(redacted) - _MESSAGE
        if left <= 0:
            return Message(redacted)
        gap = Template(self._of_messages["gap"]).substitute(count=f"{left:,}".replace(",", "."))
        half = _MESSAGE // 2
        return Message("\n".join((redacted[:half], gap, redacted[-half:])))


def _steps(guide: Guide, entry: str | None) -> Items:
    """The guide's steps from the one at which it is entered, each as title and actions."""
    steps = list(guide.steps)
    ids = [step.id for step in steps]
    if entry in ids:
        steps = steps[ids.index(entry) :]
    return Items(
        tuple(
            " ".join((f"**{step.title}**.", *(action.text for action in step.action)))
            for step in steps
        ),
        numbered=True,
    )


def _excerpt(text: str, span: Evidence, hidden: Sequence[tuple[int, int]]) -> str:
    """The words of `span` on one line, with whatever is redacted taken out."""
    parts: list[str] = []
    at = span.start
    for start, end in sorted(hidden):
        if end <= at or start >= span.end:
            continue
        parts += [text[at : max(at, start)], _REMOVED]
        at = min(end, span.end)
    parts.append(text[at : span.end])
    words = " ".join("".join(parts).split())
    return words if len(words) <= _EXCERPT else f"{words[: _EXCERPT - 1]}…"


def _plain(block: Block) -> str:
    if isinstance(block, Paragraph):
        return "\n".join(filter(None, (_unmarked(block.text), block.link)))
    if isinstance(block, Items):
        return "\n".join(
            f"{f'{at}.' if block.numbered else '-'} {_unmarked(item)}"
            for at, item in enumerate(block.items, start=1)
        )
    return block.text.strip("\n")


def _html(block: Block) -> str:
    if isinstance(block, Paragraph):
        link = f'<a href="{escape(block.link)}">{escape(block.link)}</a>' if block.link else ""
        return f"<p>{'<br>'.join(filter(None, (_marked(block.text), link)))}</p>"
    if isinstance(block, Items):
        tag = "ol" if block.numbered else "ul"
        return f"<{tag}>{''.join(f'<li>{_marked(item)}</li>' for item in block.items)}</{tag}>"
    return f"<p><code>{_lines(block.text)}</code></p>"


def _lines(text: str) -> str:
    """A message as HTML that wraps and keeps its indents, without an attribute of style.

    A browser that is handed one with the page's policy in force leaves the style out.
    """
    lines = escape(text.strip("\n")).split("\n")
    return "<br>".join(re.sub("  +|^ |\t", _kept, line) for line in lines)


def _kept(blanks: re.Match[str]) -> str:
    return "&nbsp;" * len(blanks[0].replace("\t", "    "))


def _unmarked(text: str) -> str:
    return text.replace("**", "").replace("`", "")


def _marked(text: str) -> str:
    bold = re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", escape(text))
    return re.sub(r"`(.+?)`", r"<code>\1</code>", bold)
