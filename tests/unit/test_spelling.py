"""The spelling check knows what is prose, and complains about nothing else."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from publish.spelling import Speller, check, own_words, read, words
from wizard.loading import load

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def speller() -> Speller:
    return Speller(own_words())


@pytest.mark.parametrize("word", ["Verkäuferkonto", "Zustimmung", "Fehlermeldungen", "Token"])
def test_right_words_are_known(speller: Speller, word: str) -> None:
    assert speller.knows(word)


@pytest.mark.parametrize("word", ["Zustimung", "Verkaeufer", "abgelaufn", "Fehlermeldugn"])
def test_wrong_words_are_not(speller: Speller, word: str) -> None:
    assert not speller.knows(word)


def test_code_addresses_and_names_in_capitals_are_no_prose() -> None:
    html = """<p>Fehler <code>invalid_grannt</code> bei https://exammple.org/xyzz: RuName</p>
    <pre>mesage</pre><p lang="en">wrongg</p><p class="th-words">tocken</p>"""
    assert list(words(read(html))) == ["Fehler", "bei"]


def test_what_is_read_aloud_is_looked_at() -> None:
    html = '<meta name="description" content="Eins"><img alt="Zwei"><a title="Drei">Vier</a>'
    assert list(words(read(html))) == ["Eins", "Zwei", "Drei", "Vier"]


def test_a_misspelt_word_is_named_with_its_pages(tmp_path: Path, speller: Speller) -> None:
    nothing = replace(load(), findings={}, marketplaces={}, services={})
    (tmp_path / "eins.html").write_text("<p>Die Zustimung ist abgelaufen.</p>", "utf-8")
    (tmp_path / "zwei.html").write_text("<p>Ihre Zustimung</p>", "utf-8")
    assert check(tmp_path, nothing, speller) == {"Zustimung": ["eins.html", "zwei.html"]}


def test_no_word_of_the_list_is_needless() -> None:
    """What a dictionary knows, too, does not have to be listed."""
    books = Speller(())
    assert [word for word in own_words() if books.knows(word)] == []
