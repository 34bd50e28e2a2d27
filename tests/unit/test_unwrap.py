"""The layers in which messages arrive, and the way back to the pasted text."""

from __future__ import annotations

import html
import json
import urllib.parse

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.unwrap import _FOLD, LIMIT, STRANGE, normalise, unwrap

SENTENCE = 'An error occurred: "refreshing token".'


def found(pasted: str, words: str) -> str:
    """What of the pasted text the evidence for `words` would mark."""
    flat = unwrap(pasted)
    at = flat.norm.index(normalise(words))
    start, end = flat.origin(at, at + len(words))
    return pasted[start:end]


@pytest.mark.parametrize(
    "pasted",
    [
        SENTENCE,
        json.dumps(SENTENCE),
        json.dumps(json.dumps(SENTENCE)),
        json.dumps({"a": json.dumps({"b": json.dumps({"c": SENTENCE})})}),
        html.escape(SENTENCE),
        html.escape(html.escape(SENTENCE)),
        html.escape(json.dumps(json.dumps(SENTENCE))),
        urllib.parse.quote(SENTENCE),
        urllib.parse.quote_plus(SENTENCE),
        urllib.parse.quote(urllib.parse.quote(SENTENCE)),
        json.dumps(urllib.parse.quote(SENTENCE)),
        "An error occurred: „refreshing token“.",
        '> An error occurred:\n> "refreshing\n> token".',
        "An  error\toccurred:\r\n    &quot;refreshing&nbsp;token&quot;.",
        'An error occ\u00adurred: \u200b"refreshing token".\ufeff',
        'AN ERROR OCCURRED: "REFRESHING TOKEN".',
    ],
)
def test_every_layer_is_undone(pasted: str) -> None:
    assert normalise(SENTENCE) in unwrap(pasted).norm


def test_escaped_umlauts_become_letters() -> None:
    flat = unwrap(r'{"m": "Die Vorg\u00e4nge \u20ac \ud83d\ude00"}')
    assert "Die Vorgänge € 😀" in flat.text
    assert "vorgange" in flat.norm


@pytest.mark.parametrize(
    "written", ["gültig", "g&uuml;ltig", "g%C3%BCltig", "gÃ¼ltig", "g\\u00fcltig"]
)
def test_umlauts_are_found_however_they_are_written(written: str) -> None:
    assert found(f"nicht {written}!", "gultig") == written


def test_quoted_printable_mail() -> None:
    assert "token ist nicht gultig" in unwrap(
        "Token=3D ist nicht g=C3=BCltig".replace("=3D", "=20") + "\na=3Db"
    ).norm.replace("  ", " ")


@pytest.mark.parametrize(
    ("pasted", "words", "marked"),
    [
        (
            r'{"e":"{\"error\":\"invalid_grant\"}"}',
            '"error":"invalid_grant"',
            r"\"error\":\"invalid_grant\"",
        ),
        ("x%3Ay", ":", "%3A"),
        ("a &amp;quot;b&amp;quot; c", '"b"', "&amp;quot;b&amp;quot;"),
        ("a\n  > b", "a b", "a\n  > b"),
        (r"\\\"token\\\" weg", '"token" weg', r"\\\"token\\\" weg"),
    ],
)
def test_spans_are_exact_to_the_character(pasted: str, words: str, marked: str) -> None:
    assert found(pasted, words) == marked


def test_plus_is_a_space_only_in_form_bodies() -> None:
    assert (
        "invalid grant parameter : refresh_token"
        in unwrap("d=invalid+grant+parameter+%3A+refresh_token&e=1").norm
    )
    assert "1+1" in unwrap("1+1 ist 2").norm


def test_windows_paths_keep_their_backslashes() -> None:
    assert "c:\\new\\test.js" in unwrap(r"at C:\new\test.js:12").norm


def test_newlines_stay_in_the_text_and_are_spaces_when_searching() -> None:
    flat = unwrap("a\n\nb")
    assert (flat.text, flat.norm) == ("a\nb", "a b")


@pytest.mark.parametrize("blank", ["  ", "\t ", "\xa0\xa0", "\u2003\u2003", "\u3000 ", " > "])
@pytest.mark.parametrize("beside", ["", "„", "🙂"])
def test_runs_of_blanks_become_one_whatever_else_is_written(blank: str, beside: str) -> None:
    assert unwrap(f"{beside}Token{blank}abgelaufen").text == f"{beside}Token abgelaufen"


@given(st.text(alphabet=st.one_of(st.sampled_from(sorted(_FOLD)), st.characters()), max_size=60))
def test_normalising_changes_letter_by_letter(text: str) -> None:
    def folded(char: str) -> str:
        plain = _FOLD.get(char, char if char.isascii() else STRANGE).lower()
        return {"`": "'"}.get(plain, " " if plain in "\n\r\t\v\f\x1c\x1d\x1e\x1f" else plain)

    assert normalise(text) == "".join(map(folded, text))


@pytest.mark.parametrize(
    "seen",
    [
        "An err0r occurred whi1e refreshing t0ken",
        "An error occurred whi-\nle refre-\nshing token",
        "Anerroroccurredwhilerefreshingtoken",
        "An error occurred while refreshlng token",
    ],
)
def test_reading_errors_do_not_matter_when_blurred(seen: str) -> None:
    assert unwrap("An error occurred while refreshing token").blur() in unwrap(seen).blur()


def test_letters_read_as_two_do_not_matter_when_blurred() -> None:
    flat = unwrap("Token: grant pararneter nevv perrnission")
    assert unwrap("parameter new permission").blur() in flat.blur()
    start = flat.blur().find(unwrap("parameter").blur())
    low, high = flat.unblur(start, start + len(unwrap("parameter").blur()))
    assert flat.text[low:high] == "pararneter"


def test_a_text_that_is_too_long_keeps_its_newest_end() -> None:
    old, new = "2026-01-01 00:00:00 alt\n", "2026-11-01 00:00:00 neu\n"
    filler = "x " * (LIMIT // 2)
    late = unwrap(old + filler + new)
    assert late.cut
    assert late.norm.endswith("neu ")
    assert "alt" not in late.norm
    early = unwrap(new + filler + old)
    assert early.norm.startswith("2026-11-01 00:00:00 neu")
    start = late.norm.index("neu")
    assert (old + filler + new)[slice(*late.origin(start, start + 3))] == "neu"


@given(
    st.text(
        alphabet=st.sampled_from('ab"\\nu0041%3C&;amp#x+=> \n\tÃ¼€“\ud800\U0001f600'), max_size=60
    )
)
def test_any_text_is_unwrapped_and_every_span_leads_back(text: str) -> None:
    flat = unwrap(text)
    assert len(flat.text) == len(flat.norm)
    last = 0
    for position in range(len(flat.text)):
        start, end = flat.origin(position, position + 1)
        assert 0 <= start <= end <= len(text)
        assert start >= last or start == last
        last = start


@given(st.text(max_size=200))
def test_text_without_layers_is_left_as_it_is(text: str) -> None:
    plain = "".join(char for char in text if char.isalnum() and char not in "ÃÂâ")
    flat = unwrap(plain)
    assert flat.text == plain
    if plain:
        assert flat.origin(0, len(plain)) == (0, len(plain))


@pytest.mark.parametrize(
    "unit",
    [
        "\\",
        "&amp;",
        "%25",
        "[",
        '\\\\"',
        "&",
        "%",
        "> ",
        "\n",
        " ",
        "=\n",
        "C:\\",
        "\\u00",
        "+a",
        "a.",
        "a+",
        "Ã",
    ],
)
def test_repetition_of_anything_ends(unit: str) -> None:
    # The signs in front switch on every layer.
    flat = unwrap("+ % & \\ Ã =3D " + unit * 50_000)
    assert len(flat.text) <= len(unit) * 50_000 + 20


@pytest.mark.parametrize(
    ("text", "flat"),
    [
        ("Please re-\nauthorize your account", "Please re-authorize your account"),
        ("> https://api.ebay.com/post-\n> order/v2", " https://api.ebay.com/post-order/v2"),
        ("Fehler -\nText", "Fehler -\nText"),
        ("Bestellung 12-\n13 offen", "Bestellung 12-\n13 offen"),
        ("ein\u00a0Token\u2009ist\u3000da", "ein Token ist da"),
    ],
)
def test_words_broken_at_a_hyphen_and_odd_blanks(text: str, flat: str) -> None:
    assert unwrap(text).text == flat


def test_a_word_broken_at_a_hyphen_leads_back_to_both_lines() -> None:
    text = "Please re-\nauthorize your account"
    flat = unwrap(text)
    start = flat.text.index("re-authorize")
    low, high = flat.origin(start, start + len("re-authorize"))
    assert text[low:high] == "re-\nauthorize"
