"""An address that only looks like a marketplace's is told as such and never taken for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desk.triage import Job, triage
from wizard import diagnose
from wizard.hosts import LOOK_ALIKE, SIGN_IN_ELSEWHERE, masked, suspicions
from wizard.texts import customer_reply, internal_note

if TYPE_CHECKING:
    from pathlib import Path

    from wizard.catalog import Knowledge

# In turn: Cyrillic letters, Greek, full width, accent, punycode; digits and pairs of letters; the
# whole name before a foreign one, or before an @; the same without a scheme or in layers.
LOOK_ALIKES = [
    "https://signin.еbay.de/ws",
    "https://api.еbаy.com/identity/v1/oauth2/token",
    "https://sellercentral.аmazon.de/ap/signin",
    "https://api.amazοn.com/auth/o2/token",
    "https://ＥＢＡＹ.com/login",
    "https://api.ébay.com/x",
    "https://api.xn--bay-qdd.com/x",
    "https://amaz0n.de/ap/signin",
    "https://www.arnazon.com/ap/signin",
    "https://eb4y.de/x",
    "https://api.ebay.com.evil.example/identity/v1/oauth2/token",
    "https://api.amazon.com.login.example/auth/o2/token",
    "https://sellingpartnerapi-eu.amazon.com-orders.example/orders/v0/orders",
    "https://sellercentral.amazon.de@evil.example/ap/signin",
    r"https:\/\/api.ebay.com.evil.example\/identity\/v1\/oauth2\/token",
    "hxxps://signin.ebay.de.evil.example/",
    "HTTPS://API.EBAY.COM.EVIL.EXAMPLE/IDENTITY/V1/OAUTH2/TOKEN",
    "https://ebay.de\u3002evil.example/anmelden",
    "https://ebay.de\u2024evil.example/anmelden",
    "https://ebay.de\ufe52evil.example/anmelden",
    "https://ebay.de\uff0fevil.example/anmelden",
    "https://ebay.de%2Eevil.example/anmelden",
    "https://ebay.de%00.evil.example/anmelden",
    "api.ebay.com.evil.example/identity/v1/oauth2/token",
    "Host: API.EBAY.COM.EVIL.EXAMPLE",
    "redirect=https%3A%2F%2Fapi.ebay.com.evil.example%2Fidentity%2Fv1%2Foauth2%2Ftoken",
    "https:&#x2F;&#x2F;api.ebay.com.evil.example&#x2F;identity&#x2F;v1&#x2F;oauth2&#x2F;token",
    r"https:\u002f\u002fapi.ebay.com.evil.example\u002fidentity",
    "Siehe signin.еbay.de",
    "sellercentral.amazon.de.evil.example/ap/signin",
    "//sellercentral.amazon.de.evil.example/ap/signin",
    "hxxps://sellercentral[.]amazon[.]de[.]evil[.]example/login",
    "www.arnazon.de/anmelden",
    "Absender: service@arnazon.de",
    "Von: Support <support@sellercentral.amazon.de.evil.example>",
    "Absender: service@amazon-sicherheit.de",
    "Ihr Аmazon-Konto",
    "\u0130zmir: API.EBAY.COM.EVIL.EXAMPLE/identity/v1/oauth2/token",
    "\u212aAUFLAND.DE.EVIL.EXAMPLE/anmelden",
]
GENUINE = [
    "https://api.ebay.com/identity/v1/oauth2/token",
    "https://signin.ebay.de/ws/eBayISAPI.dll?SignIn",
    "https://api.sandbox.ebay.com/identity/v1/oauth2/token",
    "https://sellercentral.amazon.de/ap/signin",
    "https://sellercentral-europe.amazon.com/apps/authorize/consent",
    "https://api.amazon.com:443/auth/o2/token",
    "https://sellingpartnerapi-eu.amazon.com./orders/v0/orders",
    "https://www.amazon.co.uk/ap/signin",
    "https://www.amazon.com.au/ap/signin",
    "https://mein-shop.myshopify.com/admin/oauth/authorize",
    "https://m.media-amazon.com/images/login.png",
    "https://kundin:passwort@api.ebay.com/x",
    "https://tokens.s3.eu-central-1.amazonaws.com/login",
    "https://accounts.google.com/signin",
    "https://evil.example/login",
    "https://sell.amazon.com.tr/login, https://signin.ebay.com.hk/login",
    "https://developer.amazonservices.eu/signin",
    "https://e\u200bbay.de/login",
    "service@marketplace.amazon.de, käufer@members.ebay.de, info@ebay-lampen.example, otto@musterladen.example",
    "www.amazon.de/ap/signin und www.lampen-amazon.example/impressum",
    "amazon.de.log, ebay.com.har und das Modul amazon.de.orders",
    "Bitte bei amazon.com.Danach neu anmelden",
    "https://amazone.example/login",
    "https://shopware.mein-laden.example/api/oauth/token",
    "https://woocommerce.mein-laden.example/wp-login.php",
    "https://ebay.schnittstelle.example/oauth/callback?account=1",
    "https://amazon.warenwirtschaft.intern/login",
    "Привет, мир",
    "Müller & Söhne, größte Auswahl",
]


@pytest.mark.parametrize("text", LOOK_ALIKES)
def test_look_alikes_are_told_and_prove_nothing(text: str) -> None:
    answer = diagnose(f'{text} {{"error":"invalid_grant"}}')
    assert answer.notes[:1] == (LOOK_ALIKE,)
    assert answer.marketplace.id is None
    assert answer.marketplace.evidence == ()


@pytest.mark.parametrize("text", GENUINE)
def test_genuine_addresses_stay(text: str) -> None:
    assert suspicions(text) == []


@pytest.mark.parametrize("before", ["", "(", "`", "„", "»", "<", "=", ","])
@pytest.mark.parametrize(
    "after", [",", ")", "`", "“ jetzt", "«", ">", ";", "|", "&x=1", "…", "]", "}", "*", ",https://"]
)
def test_what_stands_around_an_address_in_prose_is_no_part_of_it(before: str, after: str) -> None:
    text = f"Jetzt anmelden: {before}https://signin.ebay.de{after} und verifizieren"
    assert suspicions(text) == []
    assert diagnose(f"{text} invalid_grant").marketplace.id == "ebay"


def test_what_the_knowledge_and_its_examples_name_is_genuine(knowledge: Knowledge) -> None:
    texts = [example.text for one in knowledge.findings.values() for example in one.examples]
    texts += [source.url for one in knowledge.findings.values() for source in one.sources]
    assert len(texts) > 200
    assert {text: found for text in texts if (found := suspicions(text))} == {}


@pytest.mark.parametrize(
    "text",
    [
        "Ihr eBay-Konto wird gesperrt. Jetzt anmelden: https://ebay-sicherheit.example/anmelden",
        "Token abgelaufen! https://amazon-sellercentral.example/ap/signin?x=1",
        "https://login.kaufland-partner.example/",
        "https://amazom.example/ap/signin",
        "https://kauflnad.example/login",
        "https://ebay-konto.example/1",
        "https://ebaay.example/signin",
        "Bitte unter www.amazon-seller.example/anmelden bestätigen",
        # the marketplace only in the path
        "Ihr Token läuft ab. Melden Sie sich hier an: https://konto.example/ebay/signin",
        "Klicken Sie hier: https://203.0.113.7/amazon/login.php?x=1",
        "Token abgelaufen https://konto.example/amazon.de/ap/signin",
        "Token abgelaufen http://[2001:db8::1]/amazon.de/ap/signin",
        "Token abgelaufen http://[::ffff:203.0.113.7]:8080/amazon.de/ap/signin",
        "https://sites.google.com/view/amazon-sellercentral-login",
        "https://bit.ly/ebay-anmelden",
    ],
)
def test_a_sign_in_link_from_elsewhere_is_warned_of(text: str) -> None:
    assert [one.note for one in suspicions(text)] == [SIGN_IN_ELSEWHERE]
    assert SIGN_IN_ELSEWHERE in diagnose(text).notes


NESTED = [
    "https://evil.example/?next=https://sellercentral.amazon.de/",
    "https://evil.example/?a=1,2&next=https%3A%2F%2Fsellercentral.amazon.de%2Fap%2Fsignin",
    "https://evil.example/#https://sellercentral.amazon.de/",
    "https://evil.example/weiter/https://sellercentral.amazon.de/",
    "https://evil.example/sellercentral.amazon.de/",
    "https://evil.example/?h=sellercentral.amazon.de",
    "https://evil.example/?h=//sellercentral.amazon.de/ap",
    r"https:\/\/evil.example\/?next=https:\/\/sellercentral.amazon.de\/",
    "https://evil.example:8443/?next=https://api.amazon.com/auth/o2/token",
    "https://user:x@evil.example/?next=https://api.amazon.com/auth/o2/token",
    "evil.example/?next=https://sellercentral.amazon.de/ap",
    "www.evil.example/?next=https://sellercentral.amazon.de/ap",
    "https://safelinks.protection.outlook.com.evil.example/?url=https://sellercentral.amazon.de/",
]


@pytest.mark.parametrize("text", NESTED)
def test_an_address_within_a_foreign_one_proves_nothing(text: str) -> None:
    answer = diagnose(f'{text} {{"error":"invalid_grant"}}')
    assert answer.marketplace.id is None
    assert answer.marketplace.evidence == ()
    assert answer.notes[:1] not in ((LOOK_ALIKE,), (SIGN_IN_ELSEWHERE,))


@pytest.mark.parametrize(
    "text",
    [
        # one's own, theirs, of mail programs; lists; files of one's own server
        "https://sellercentral.amazon.de/apps/authorize/consent?redirect_uri=https://erp.example/back",
        "https://sellercentral.amazon.de/x?redirect_uri=https://erp.example/back?to=https://sellercentral.amazon.de/",
        "http://localhost:8080/back?from=https://sellercentral.amazon.de/",
        "http://192.168.1.4/back?from=https://sellercentral.amazon.de/",
        "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fsellercentral.amazon.de%2Fap&data=05",
        "https://urldefense.com/v3/__https://sellercentral.amazon.de/ap__;!!x",
        "https://erp.example/orders,https://sellercentral.amazon.de/",
        "erp.example;https://sellercentral.amazon.de/;401",
        "GET /weiter?next=https://sellercentral.amazon.de/",
        "weiter.php?next=https://sellercentral.amazon.de/",
        "redirect_uri=https://sellercentral.amazon.de/",
    ],
)
def test_an_address_that_is_not_within_a_foreign_one_counts(text: str) -> None:
    answer = diagnose(f'{text} {{"error":"invalid_grant"}}')
    assert answer.marketplace.id == "amazon"
    assert not {LOOK_ALIKE, SIGN_IN_ELSEWHERE} & {*answer.notes}


def test_whoever_is_invited_to_sign_in_behind_a_foreign_address_is_warned() -> None:
    text = "Token abgelaufen. Jetzt anmelden: https://evil.example/?next=https://sellercentral.amazon.de/"
    assert [one.note for one in suspicions(text)] == [SIGN_IN_ELSEWHERE]
    assert diagnose(text).marketplace.id is None


def test_a_foreign_host_that_names_a_marketplace_is_fine_where_nobody_signs_in() -> None:
    assert suspicions("GET https://ebay.schnittstelle.example/orders?limit=50") == []


@pytest.mark.parametrize(
    "text",
    [
        "https://api.wawi.example/ebay/login -> 401",
        "Anleitung siehe hier: https://www.wawi.example/hilfe/amazon-anmeldung",
        "Melden Sie sich hier an: http://localhost:8080/ebay/signin",
        "Melden Sie sich hier an: http://192.168.1.4/ebay/signin",
        "Melden Sie sich hier an: http://server01/ebay/signin",
        "Melden Sie sich hier an: http://[::1]:8080/ebay/signin",
        "Melden Sie sich hier an: http://[fd12::1]/ebay/signin",
        "Bewertungen hier: https://www.vergleich.example/review/amazon.de",
        "Hier: https://konto.example/weiter?ziel=/ebay/signin",
    ],
)
def test_a_marketplace_in_the_path_alone_frightens_nobody(text: str) -> None:
    assert suspicions(text) == []


def test_the_genuine_address_beside_a_look_alike_counts() -> None:
    answer = diagnose(
        'https://еbay.de/x und https://api.ebay.com/identity/v1/oauth2/token "invalid_grant"'
    )
    assert answer.marketplace.id == "ebay"
    assert LOOK_ALIKE in answer.notes


def test_positions_stay_where_an_address_is_covered() -> None:
    text = 'a https://еbay.de/x?y=1 b "invalid_grant"'
    covered = masked(text, suspicions(text))
    assert len(covered) == len(text)
    assert covered.startswith("a xxx")
    assert covered.endswith('x b "invalid_grant"')
    (evidence, *_) = diagnose(text).findings[0].evidence
    assert "invalid_grant" in text[evidence.start : evidence.end]


def test_the_answer_offers_no_address_of_the_text() -> None:
    answer = diagnose("Bitte anmelden: https://ebay-sicherheit.example/anmelden invalid_grant")
    shown = answer.to_dict()
    del shown["redacted"]
    assert "sicherheit.example" not in str(shown)


def test_whoever_sent_the_text_is_told(tmp_path: Path, knowledge: Knowledge) -> None:
    """In the reply, in the note, and in the row of an export."""
    text = "invalid_grant, bitte anmelden: https://ebay.de.evil.example/login"
    answer = diagnose(text, knowledge=knowledge)
    for written in (customer_reply(answer, knowledge), internal_note(answer, text, knowledge)):
        assert knowledge.notes[LOOK_ALIKE] in written.plain()
    assert (
        knowledge.notes[LOOK_ALIKE]
        not in customer_reply(diagnose("invalid_grant", knowledge=knowledge), knowledge).plain()
    )
    (tmp_path / "ein.csv").write_text(f'Text\n"{text}"\n', "utf-8")
    triage(Job(tmp_path / "ein.csv", tmp_path / "aus.csv", jobs=1))
    assert knowledge.notes[LOOK_ALIKE] in (tmp_path / "aus.csv").read_text("utf-8")


@pytest.mark.parametrize(
    "part",
    [
        "http://ebay",
        "\u0430ebay. ",
        ":\\\\\\\\",
        "://ebay.com-",
        "ebay.com.",
        "ebay.com.a" * 3 + " ",
        "hier://a/ebay/login",
        "hier ://a/ebay/",
        "https://a.example/?n=https://x.amazon.de/",
        "a.de/?n=http://ebay.de",
        "://a/=//amazon.de,",
    ],
)
def test_long_texts_are_read_in_one_go(part: str) -> None:
    """Anything that looked at a rest of the text again for each address would not come to an end."""
    text = part * (1_000_000 // len(part))
    assert len(masked(text, suspicions(text))) == len(text)
