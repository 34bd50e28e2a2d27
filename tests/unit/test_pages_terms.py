"""Terms are linked where a page first uses them, and nowhere else."""

from __future__ import annotations

import pytest

from publish.terms import link_terms
from wizard.catalog import Term

TERMS = (
    Term("token", "Token", 'Ein "Schlüssel".', "…", words=("Token", "Tokens")),
    Term("access-token", "Access-Token", "Kurz.", "…", words=("Access-Token",)),
)
LINK = '<a class="th-term" href="../glossar.html#token" title="Ein &quot;Schlüssel&quot;.">'


def linked(page: str) -> str:
    return link_terms(page, TERMS, "../glossar.html")


def test_the_first_use_is_linked_and_no_other() -> None:
    assert linked("<p>Ein Token. Noch ein Token.</p>") == (
        f"<p>Ein {LINK}Token</a>. Noch ein Token.</p>"
    )


def test_another_form_counts_as_the_same_term() -> None:
    assert linked("<p>Tokens</p><p>Token</p>") == f"<p>{LINK}Tokens</a></p><p>Token</p>"


@pytest.mark.parametrize(
    "page",
    [
        "<h2>Token</h2>",
        "<p><a href='x'>Token</a></p>",
        "<p><code>Token</code></p>",
        "<p><b title='Token'>x</b></p>",
        "<ul><li><svg><title>Token</title></svg></li></ul>",
        "<p><!-- Token --></p>",
        "<p>Tokenhilfe, Zugriffs-Token-Liste</p>",
        "<div>Token</div>",
    ],
)
def test_what_is_no_prose_stays(page: str) -> None:
    assert linked(page) == page


def test_the_longer_term_wins() -> None:
    page = linked("<p>Das Access-Token und das Token.</p>")
    assert page.index("#access-token") < page.index("#token")


def test_prose_goes_on_after_a_heading() -> None:
    assert LINK in linked("<h2>Token</h2><ul><li>ein <b>Token</b></li></ul>")


def test_a_page_that_links_a_term_itself_is_left_to_do_so() -> None:
    page = '<p>Das Token, kurz: <a href="../glossar.html#token">Token</a>.</p>'
    assert linked(page) == page


def test_without_terms_nothing_changes() -> None:
    assert link_terms("<p>Token</p>", (), "glossar.html") == "<p>Token</p>"
