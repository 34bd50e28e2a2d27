"""Texts to copy: whole, polite sentences, steps and links, and nothing that was not redacted."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from wizard import Diagnosis, diagnose
from wizard.catalog import NO_ERROR, NO_TEXT, UNKNOWN_ERROR, Knowledge
from wizard.model import Evidence
from wizard.texts import (
    LOOK_ALIKES,
    CopyText,
    Items,
    Message,
    Paragraph,
    customer_reply,
    internal_note,
    load_texts,
    merged,
    portal_ticket,
)

BASE = "https://hilfe.example/token/"
SECRET = "IwEBIEthrd7Qx0pLmWn8KzVtYc5Rb2JdHfGaSe1UoXi9"
AMAZON = (
    '2026-03-02 07:14:09 POST https://api.amazon.com/auth/o2/token 400 {"error":"invalid_grant",'
    '"error_description":"The request has an invalid grant parameter : refresh_token"} '
    f"refresh_token=Atzr|{SECRET} Kunde: kundin@example.org"
)
UNKNOWN = json.dumps(
    {"error": {"title": "ServerError", "message": "An error occurred while refreshing token."}}
)
PLACEHOLDER = re.compile(r"\$\{?[a-z]")


def all_texts(diagnosis: Diagnosis, text: str, knowledge: Knowledge) -> list[CopyText]:
    return [
        customer_reply(diagnosis, knowledge, base=BASE),
        internal_note(diagnosis, text, knowledge, base=BASE),
        portal_ticket(diagnosis, knowledge),
    ]


class Tags(HTMLParser):
    """Collects text, links, and whether each tag that is opened is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.links: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag != "br":
            self.open.append(tag)
        self.links += [value or "" for name, value in attrs if name == "href"]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def tags(html: str) -> Tags:
    parser = Tags()
    parser.feed(html)
    parser.close()
    assert parser.open == []
    return parser


def test_the_reply_to_an_expired_consent_leads_through_the_renewal(knowledge: Knowledge) -> None:
    reply = customer_reply(diagnose(AMAZON, knowledge=knowledge), knowledge, base=BASE).plain()

    assert reply.startswith("Guten Tag,\n\n")
    assert "Amazon" in reply
    for step in ("1. Entfernen Sie das Aktiv-Kennzeichen.", "\n5. Prüfen Sie die Funktionen."):
        assert step in reply
    assert "E-COMMERCE - STAMMDATEN - PLATTFORMEN" in reply
    assert "im Seller Central" in reply
    assert f"{BASE}anleitungen/amazon.html#schritt-1" in reply
    assert "**" not in reply


def test_the_reply_asks_for_the_marketplace_where_the_text_does_not_tell(
    knowledge: Knowledge,
) -> None:
    reply = customer_reply(diagnose(UNKNOWN, knowledge=knowledge), knowledge, base=BASE).plain()

    assert "um welchen Marktplatz es geht" in reply
    assert "Seller Central" not in reply
    assert "anleitungen/" not in reply


def test_the_reply_does_not_send_to_a_renewal_that_does_not_help(knowledge: Knowledge) -> None:
    for finding in knowledge.findings.values():
        for example in finding.examples:
            diagnosis = diagnose(example.text, knowledge=knowledge)
            if diagnosis.findings[0].renew != "no" or diagnosis.next.type == "question":
                continue
            reply = customer_reply(diagnosis, knowledge, base=BASE).plain()
            said = re.search("Eine neue Anmeldung in microtech büro[+] (hilft|ist) .*nicht", reply)
            assert said or diagnosis.findings[0].id in (NO_ERROR, NO_TEXT), finding.id
            assert "anleitungen/" not in reply


def test_the_reply_has_no_links_without_an_address(knowledge: Knowledge) -> None:
    reply = customer_reply(diagnose(AMAZON, knowledge=knowledge), knowledge)
    assert tags(reply.html()).links == []


def test_the_note_shows_evidence_certainty_message_and_version(knowledge: Knowledge) -> None:
    diagnosis = diagnose(AMAZON, knowledge=knowledge)
    note = internal_note(diagnosis, AMAZON, knowledge, base=BASE).plain()

    assert diagnosis.findings[0].id in note
    assert "Er geht aus dem Text hervor." in note
    assert diagnosis.findings[0].evidence[0].why in note
    assert "invalid grant parameter" in note
    assert "2026-03-02 07:14:09" in note
    assert diagnosis.redacted in note
    assert f"Stand des Wissens: {knowledge.version}." in note
    assert f"{BASE}assistent.html#fehler={diagnosis.findings[0].id}&markt=amazon" in note


def test_the_note_tells_a_given_marketplace_from_a_recognised_one(knowledge: Knowledge) -> None:
    diagnosis = diagnose(UNKNOWN, marketplace="ebay", knowledge=knowledge)
    note = internal_note(diagnosis, UNKNOWN, knowledge).plain()
    assert "Er wurde angegeben und geht nicht aus dem Text hervor." in note


def test_the_ticket_holds_the_masked_message_and_what_was_tried(knowledge: Knowledge) -> None:
    diagnosis = diagnose(AMAZON, knowledge=knowledge)
    ticket = portal_ticket(diagnosis, knowledge).plain()

    assert ticket.startswith("Betreff: ")
    assert "Marktplatz: Amazon" in ticket
    assert diagnosis.redacted in ticket
    assert "»Amazon: Token erneuern« erneuert: ja / nein" in ticket
    assert (
        "Marktplatz: bitte ergänzen"
        in portal_ticket(diagnose(UNKNOWN, knowledge=knowledge), knowledge).plain()
    )


def test_no_text_holds_what_is_redacted(knowledge: Knowledge) -> None:
    diagnosis = diagnose(AMAZON, knowledge=knowledge)
    for text in all_texts(diagnosis, AMAZON, knowledge):
        for form in (text.plain(), text.html()):
            assert SECRET not in form
            assert SECRET[:12] not in form
            assert "kundin@example.org" not in form


def test_evidence_that_covers_a_secret_is_quoted_without_it(knowledge: Knowledge) -> None:
    diagnosis = diagnose(f"Bearer Atza|{SECRET} An error occurred", knowledge=knowledge)
    text = f"Bearer Atza|{SECRET} An error occurred"
    note = internal_note(diagnosis, text, knowledge).plain()
    assert SECRET not in note


def test_evidence_that_overlaps_is_quoted_once() -> None:
    spans = [
        Evidence(5, 12, "a"),
        Evidence(8, 15, "a"),
        Evidence(8, 15, "b"),
        Evidence(30, 31, "a"),
    ]
    assert merged(spans) == [Evidence(5, 15, "a"), Evidence(8, 15, "b"), Evidence(30, 31, "a")]


@pytest.mark.parametrize("text", ["", "Guten Tag", "Es kommt ein Fehler."])
def test_the_reply_to_a_text_without_a_message_asks_for_it(text: str, knowledge: Knowledge) -> None:
    diagnosis = diagnose(text, knowledge=knowledge)
    reply = customer_reply(diagnosis, knowledge, base=BASE).plain()
    assert "Bitte schicken Sie uns den vollständigen Text der Meldung." in reply or (
        diagnosis.next.type == "question"
    )
    assert "fügen Sie" not in reply


def test_foreign_markup_stays_text_in_the_rich_form(knowledge: Knowledge) -> None:
    text = f'<img src=x onerror=alert(1)> {UNKNOWN} <script>alert("x")</script>'
    diagnosis = diagnose(text, knowledge=knowledge)
    for copy in all_texts(diagnosis, text, knowledge):
        html = copy.html()
        assert "<script" not in html
        assert "<img" not in html
        tags(html)


def test_the_rich_form_has_lists_links_bold_labels_and_the_same_words() -> None:
    copy = CopyText(
        (
            Paragraph("Wählen Sie **ÄNDERN** & `x`:", "https://a.example/?a=1&b=2"),
            Items(("eins", "**zwei**"), numbered=True),
            Items(("drei",)),
            Message("a < b\n  c"),
        )
    )
    assert copy.plain() == (
        "Wählen Sie ÄNDERN & x:\nhttps://a.example/?a=1&b=2\n\n1. eins\n2. zwei\n\n- drei\n\na < b\n  c\n"
    )
    assert copy.html() == (
        "<p>Wählen Sie <strong>ÄNDERN</strong> &amp; <code>x</code>:<br>"
        '<a href="https://a.example/?a=1&amp;b=2">https://a.example/?a=1&amp;b=2</a></p>\n'
        "<ol><li>eins</li><li><strong>zwei</strong></li></ol>\n"
        "<ul><li>drei</li></ul>\n"
        "<p><code>a &lt; b<br>&nbsp;&nbsp;c</code></p>\n"
    )


def test_every_finding_gives_whole_texts(knowledge: Knowledge) -> None:
    for finding in knowledge.findings.values():
        text = finding.examples[0].text if finding.examples else ""
        for marketplace in (None, "ebay"):
            diagnosis = diagnose(text, marketplace=marketplace, knowledge=knowledge)
            for copy in all_texts(diagnosis, text, knowledge):
                # The masked message may hold anything; the sentences are ours.
                ours = [block for block in copy.blocks if not isinstance(block, Message)]
                plain = CopyText(tuple(ours)).plain()
                assert "\n\n\n" not in plain, finding.id
                assert "None" not in plain, finding.id
                tags(copy.html())


def test_the_sentences_are_filled_completely(knowledge: Knowledge) -> None:
    for text in (AMAZON, UNKNOWN, "", "Hallo"):
        diagnosis = diagnose(text, knowledge=knowledge)
        for copy in all_texts(diagnosis, text, knowledge):
            assert not PLACEHOLDER.search(copy.plain())


def test_a_sentence_file_of_ones_own_is_used(knowledge: Knowledge, tmp_path: Path) -> None:
    source = Path(load_texts.__code__.co_filename).with_name("knowledge") / "texts.toml"
    own = tmp_path / "texts.toml"
    own.write_text(
        source.read_text(encoding="utf-8").replace('"Guten Tag,"', '"Moin,"'), encoding="utf-8"
    )
    reply = customer_reply(diagnose(AMAZON, knowledge=knowledge), knowledge, texts=load_texts(own))
    assert reply.plain().startswith("Moin,")


@pytest.mark.parametrize("key", ["yes", "no", "maybe"])
def test_every_answer_to_renewing_has_its_sentences(key: str) -> None:
    texts = load_texts()
    assert texts["reply"][f"renew_{key}"]
    assert texts["note"][f"renew_{key}"]


SUPPORT_SPEAK = re.compile(
    r"Ticket|den Support|Serviceportal|füg\w+ (Sie )?(sie |diese )?(\w+ )*(ein|bei|an)\b|hier ein|markierte",
    re.IGNORECASE,
)


def test_the_reply_does_not_send_its_reader_to_the_support_that_writes_it(
    knowledge: Knowledge,
) -> None:
    texts = load_texts()
    for finding in knowledge.findings.values():
        if finding.id in (NO_ERROR, NO_TEXT, UNKNOWN_ERROR):
            continue
        for sentence in finding.action:
            letter = texts["reply_action"].get(sentence, sentence)
            assert not SUPPORT_SPEAK.search(letter), (
                f"{finding.id}: »{letter}« — say it for a letter in texts.toml, [reply_action]"
            )


def test_every_sentence_of_a_reply_is_one_of_a_finding(knowledge: Knowledge) -> None:
    advice = {sentence for finding in knowledge.findings.values() for sentence in finding.action}
    left = set(load_texts()["reply_action"]) - advice
    assert not left, "no finding gives this advice any more"


def test_a_marketplace_with_keys_is_never_sent_to_a_renewal(knowledge: Knowledge) -> None:
    for place in knowledge.marketplaces.values():
        if place.sign_in != "keys":
            continue
        diagnosis = diagnose(UNKNOWN, marketplace=place.id, knowledge=knowledge)
        reply, note, ticket = (one.plain() for one in all_texts(diagnosis, UNKNOWN, knowledge))
        assert "hilft in diesem Fall nicht" in reply
        assert place.renewal in reply
        assert "ANMELDEN" not in reply
        assert (
            f"{BASE}assistent.html#fehler=token-erneuerung-fehlgeschlagen&markt={place.id}" in reply
        )
        assert "Bitte erneuern" not in reply
        assert f"Erneuern hilft: nein. {place.renewal}" in note
        assert "neu angemeldet" not in ticket


def test_a_marketplace_without_an_entry_counts_as_given(knowledge: Knowledge) -> None:
    diagnosis = diagnose(UNKNOWN, marketplace="andere", knowledge=knowledge)
    note = internal_note(diagnosis, UNKNOWN, knowledge, base=BASE).plain()
    assert "Er muss erfragt werden" not in note
    assert "Marktplatz: ein anderer" in note
    assert "&markt=andere" in note
    assert "anleitungen/andere.html" in customer_reply(diagnosis, knowledge, base=BASE).plain()


def test_the_note_names_what_was_ruled_out(knowledge: Knowledge) -> None:
    note = internal_note(diagnose(AMAZON, knowledge=knowledge), AMAZON, knowledge).plain()
    causes = re.search(r"^- Ursachen: (.*)\.$", note, re.MULTILINE)
    places = re.search(r"^- Marktplätze: (.*)\.$", note, re.MULTILINE)
    assert causes
    assert places
    assert "Zu viele Abrufe" in causes[1]
    assert "Token abgelaufen" not in causes[1]
    assert "eBay" in places[1]
    assert "Amazon" not in places[1]
    # A text that says too little rules nothing out, and neither does an answer without a text.
    for text in ("Es kommt ein Fehler.", "Guten Tag", ""):
        diagnosis = diagnose(text, knowledge=knowledge)
        assert "nicht gefunden" not in internal_note(diagnosis, text, knowledge).plain()
    assert set(LOOK_ALIKES) <= set(knowledge.kinds)


def test_the_same_words_prove_once(knowledge: Knowledge) -> None:
    text = knowledge.findings["ebay-token-hart-abgelaufen"].examples[0].text
    note = internal_note(diagnose(text, knowledge=knowledge), text, knowledge).plain()
    proofs = re.findall(r"^- ».*$", note, re.MULTILINE)
    assert len(proofs) == len(set(proofs)) > 2


def test_another_service_is_named_instead_of_a_marketplace(knowledge: Knowledge) -> None:
    text = "Fehler beim Abruf: https://www.googleapis.com/drive/v3/files antwortet nicht"
    reply, note, ticket = (
        one.plain() for one in all_texts(diagnose(text, knowledge=knowledge), text, knowledge)
    )
    assert "von einem anderen Dienst: Google" in reply
    assert "Die Meldung stammt von: Google." in note
    assert "Betroffener Dienst: Google" in ticket
    assert "bitte ergänzen\n\nEinschätzung" not in ticket


def test_the_reply_about_another_marketplace_leads_to_the_general_guide(
    knowledge: Knowledge,
) -> None:
    text = "TikTok Shop: refresh token has expired"
    diagnosis = diagnose(text, knowledge=knowledge)
    reply = customer_reply(diagnosis, knowledge, base="https://hilfe.example/").plain()
    assert "https://hilfe.example/anleitungen/andere.html#schritt-1" in reply
    note = internal_note(diagnosis, text, knowledge).plain()
    assert "Die Meldung stammt von: Anderer Marktplatz." in note


def test_what_is_no_error_is_not_called_one(knowledge: Knowledge) -> None:
    text = knowledge.findings["abruf-erfolgreich"].examples[0].text
    reply, _, ticket = (
        one.plain() for one in all_texts(diagnose(text, knowledge=knowledge), text, knowledge)
    )
    assert "Betroffen ist" not in reply
    assert "ist nicht nötig" in reply
    assert "tritt" not in ticket
