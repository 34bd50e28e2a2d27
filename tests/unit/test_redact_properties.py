"""What holds for any text: no crash, masks that stay, time that grows with the length."""

import re
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from publish.redos import danger
from tests.support.masks import are_kept, with_masks
from tests.support.ordinary_texts import ORDINARY
from tests.support.secrets_generator import messages
from wizard.lines import Lines
from wizard.redact import redact
from wizard.redaction import text as redaction_text
from wizard.redaction.fields import _LINE
from wizard.redaction.stems import _all, held_by

FOUND = Path(__file__).parents[1] / "fuzz" / "found" / "redact"
PIECES = st.sampled_from(
    "password token secret code client_id refresh_token Authorization Cookie Käufer Lieferadresse Name "
    "ShippingAddress Bearer Basic Atzr| v^1.1# AgAAAA** eyJ amzn1.oa2-cs.v1. shpat_ ck_ AKIA DE89 305-1234567-1234567 "
    "12-34567-12345 +49 0511 Tel Frau Straße Ticket Bestellung Nr. A1B2C3D4E5F6 abcdef0123456789abcdef0123456789 "
    "Max Mustermann max@firma.de 12345 https://a:b@c.de Users PRIVATE KEY -----BEGIN -----END ----- "
    "‹ › ‹Name‹ entfernt› ‹Name entfernt› value null".split(" ")
)
GLUE = st.sampled_from(
    [*' :=">\'\\&%;,|/[]{}()<>#\n\t.-_@', '": "', '\\"', '\\\\\\"', "=>", "%3D", "%22", "%253D", "&quot;", "\\u0022",
     "\r\n> ", ": ", " = ", "\u200b", "=\n", "=3D", "„", "“", "</", "\x00", "\ud800", "İ", "ß", "\\n"]
)  # fmt: skip
TEXTS = st.one_of(
    st.text(max_size=200),
    st.lists(st.one_of(PIECES, GLUE, st.text(max_size=6)), max_size=40).map("".join),
    st.lists(st.tuples(PIECES, GLUE), max_size=30).map(lambda p: "".join(a + b for a, b in p)),
)
SETTINGS = settings(deadline=None, max_examples=400, suppress_health_check=[HealthCheck.too_slow])


@SETTINGS
@given(TEXTS)
def test_masks_stay_when_any_text_is_redacted_again(text: str) -> None:
    answer = redact(text)
    assert are_kept(answer, redact(answer.text))


@SETTINGS
@given(TEXTS)
def test_spans_are_in_order_within_the_text_and_make_the_answer(text: str) -> None:
    answer = redact(text)
    assert with_masks(text, answer) == answer.text
    assert sum(masked.count for masked in answer.masked) == len(answer.spans)


def test_generated_messages_are_redacted_once_and_for_all() -> None:
    for planted in messages(1500, seed=4711):
        once = redact(planted.text).text
        assert redact(once).text == once


@pytest.mark.parametrize(
    "text",
    [
        "\u200bpassword=\u200b‹",
        "%22%",
        "amzn1.application-amzn1.application-oa2-client.12345678",
        *(
            path.read_bytes()[1:].decode("utf-8", "surrogateescape")
            for path in sorted(FOUND.iterdir())
        ),
    ],
)
def test_what_was_found_once_is_redacted_once_and_for_all(text: str) -> None:
    once = redact(text).text
    assert redact(once).text == once


def test_positions_are_the_same_in_lower_case() -> None:
    every = "".join(map(chr, [*range(0xD800), *range(0xE000, 0x11000)]))
    scan = redaction_text.Scan(every)
    assert len(scan.lower) == len(scan.reverse) == len(scan.digits) == len(scan.runs) == len(every)


ADVERSARIAL = [
    "aB3dE5gH7jK9mN1pQ2sT4vW6yZ8" * 2 + "\n",
    'password="', "token=", "secret:„", '"code":"', "address:{", "<ShippingAddress>", "name: A ", "käufer: ",
    '\\"secret\\":\\"', "eyJ.", "Atza|\n", "v^1.1#", "@", "a@a.", "://a:", "%41", "&amp;", "\\", '\\"', "=\n",
    "-----BEGIN PRIVATE KEY-----", "0 ", "+49 ", "DE00", "0000000-0000000-", "Bearer ", 'cookie=="', "a1B2", "Ab1/",
    "AAAA1111bbbb\n", "Frau A ", "grüße\n", "Str. 1 ", "order #", "[", "schrieb A A A ", "C:\\Users\\", "--password ",
    "token: [", "a-PRD-", "(at)", "\u200b", "=3D", "b:secret>x", '"secret", "', "x" * 31 + " ", "/orders/1234", "amzn1.a.",
    "12345 Ulm\n", "Passwort „", "Login: a/b", "key;token\n", "key;token;" * 40 + "\n", "secret\n", "token (", "PASS a\n",
    "insert into a (key) values ('", "insert into a (", "LOGIN a@bcd ", "password für a b c d e ", "tan 123", "geb. 1.1.",
    "key 0123456789abcdef0123456789abcdef ist ", "UGFzc3dvcmQ6\n", "<td>token</td><td>", "a at b punkt de ", "token: string ", "cookie\na=b\n", "passwort A#1b2c ", "login A#1b2cd ",
    "auth=('A#1b2c',", "mysql -p A1b# ", "secret -> ", "/user:a A1b# ",
    "user a-b pw ", "benutzername ", "iban DE12 1234 ", "ust-id 12 ", "bic ABCDEFGH ", "Private-Lines: 1\nAAAAAAAAAAAAAAAA\n",
    "Anna Bo GmbH ", "A B C D ", "grüße Anna ", "Anna Bo, Xstr. 1, ", "livraison :\nA 1\n", "1010 Wien\n", "Xstr. 1\n1010 Wien\n",
    "cvc 123 ", "app passwort abcd ", "abcd ", "<a name=\"password\">x", "a&", "password=a&", "password=a;", "AtzrIIwEB ", "<br>",
    "=C3=A4\n", "käufer;plz;ort\n", "a;plz;telefon\nb;c\n", "a, b\n", "key-", "hooks.slack.com/services/a", "sk-ant-", "1//0", "password: a1‹",
    "login a1 / b2c3 ", "token ABCD-1234-", "<TOKEN>", 'password = """', "${", "$TOKEN", "\u00a0", "SWIA", "303-1234567-1234567 von Anna ",
    "passwort für a b c d e lautet: ", "passwort lautet a b c d e ", "password: a b c d e f g ", "benutzer abc passwort ", "ebay-name a", "(ebay: abcd", "Ab (ebay: abcd)",
    "passwort für a b c d e ist a1b2", "passwort (a): a b", "passwort -> a b", "passwort: Aa Bb Cc Dd Ee Ff ", "zugangsdaten a b c: abc / defg", "mein name ist Ab Cd ",
    "käufer a1b2 ", "0201.55.", "grüße\nAnna Bo\nFirma Bo\n", "mitglied", "secret: abcdefghij ",
]  # fmt: skip


@pytest.mark.parametrize("unit", ADVERSARIAL)
def test_time_grows_with_the_length_only(unit: str) -> None:
    def seconds(length: int) -> float:
        text = (unit * (length // len(unit) + 1))[:length]
        best = float("inf")
        for _ in range(2):
            start = time.process_time()
            redact(text)
            best = min(best, time.process_time() - start)
        return best

    small = max(seconds(8_000), 0.002)
    assert seconds(64_000) < small * 8 * 4  # eight times the text; quadratic would be 64 times


def test_a_text_of_very_many_lines_is_not_read_line_by_line() -> None:
    """Lines that hold nothing cost nothing each: 10 MB of short ones took half a minute in browsers."""
    text = "x y\n" * 500_000
    start = time.process_time()
    redact(text)
    assert time.process_time() - start < 1


def test_no_pattern_can_backtrack_catastrophically(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: set[str] = set()
    compile_pattern = re.compile

    def remember(source: str, flags: int = 0) -> re.Pattern[str]:
        if isinstance(source, str):
            seen.add(source)
        return compile_pattern(source, flags)

    redaction_text.pattern.cache_clear()
    monkeypatch.setattr(re, "compile", remember)
    for text in (*ORDINARY, *(planted.text for planted in messages(1500, seed=1))):
        redact(text)
    assert len(seen) > 80
    # There, what stands before a quotation mark tells how it is read; the check does not look at that.
    assert {source: why for source in seen - {_LINE} if (why := danger(source))} == {}


def test_what_a_secret_ran_into_is_read_anew() -> None:
    """Behind the mask »code« is the name of a field, before it was the end of a word."""
    text = (
        "payload=%7B%22LWA_APP_ID%22%3A%20%22x%22%2C%20%22spapTelei_oauth_fon = "
        "0049 419 3 0049 4code%22%3A%20%22ANLYLFsmXnXZiIkhhppo%22%2C%20%22a%22%3A%201"
    )

    answer = redact(text)

    assert "ANLYLFsmXnXZiIkhhppo" not in answer.text
    assert redact(answer.text).text == answer.text
    assert [text[start:end] for start, end, _ in answer.spans] == [
        "0049 419 3 0049 4",
        "ANLYLFsmXnXZiIkhhppo",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "refresh_token=Atzr|IwEBIQ7f3kQz9wX2mB8rT5vY1cN6pL4sD0gH‹",
        "refresh_token=Atzr|IwEBIQ7f3kQz9wX2mB8rT5vY1cN6pL4sD0gH›",
        "»‹Atzr|IwEBIQ7f3kQz9wX2mB8rT5vY1cN6pL4sD0gH›« steht im Protokoll",
        "‹refresh_token›: Atzr|IwEBIQ7f3kQz9wX2mB8rT5vY1cN6pL4sD0gH",
        "password=IwEBIQ7f3kQz9wX2‹mB8rT5vY1cN6pL4sD0gH",
        "›Atzr|IwEBIQ7f3kQz9wX2mB8rT5vY1cN6pL4sD0gH‹",
    ],
)
def test_quotation_marks_that_look_like_those_of_masks_hide_nothing(text: str) -> None:
    answer = redact(text)

    assert "IwEBIQ7f3kQz9wX2" not in answer.text
    assert redact(answer.text).text == answer.text


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(TEXTS, TEXTS)
def test_a_long_text_is_masked_by_its_lines_as_it_is_without(text: str, other: str) -> None:
    log = f"{text}\n{other}\n{text}\n2026-03-01 Auftrag 100001\n{other}\n2026-03-02 Auftrag 2"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(redaction_text, "LONG", 0)
        patch.setattr(Lines, "are_worth_it", False)
        without = redact(log)
        patch.setattr(Lines, "are_worth_it", True)
        assert redact(log) == without


@given(st.lists(st.text("aekosty_0-", min_size=1, max_size=12)))
def test_each_word_is_told_the_stems_in_it(words: list[str]) -> None:
    raw = {word.encode() for word in words}
    assert held_by(raw) == {stem for stem in _all.values() if any(stem in word for word in words)}
