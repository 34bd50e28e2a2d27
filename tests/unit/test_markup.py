"""What of a page is ours, for the stricter look at its HTML."""

from __future__ import annotations

import pytest

from publish.markup import MarkupError, own_parts

PAGE = """<body><nav>theirs</nav>
<article class="md-content__inner md-typeset"><h1>a</h1><article>b</article><p>c</p></article>
<footer><div class="th-footer"><div>d</div><nav>e</nav></div><div>theirs</div></footer></body>"""


def test_content_and_footer_to_their_own_ends() -> None:
    parts = own_parts(PAGE, "x.html")
    assert "<article>b</article><p>c</p></article>" in parts
    assert '<div class="th-footer"><div>d</div><nav>e</nav></div></footer>' in parts
    assert "theirs" not in parts


def test_a_page_without_them_is_a_fault() -> None:
    with pytest.raises(MarkupError, match=r"x\.html"):
        own_parts(PAGE.replace("md-content__inner", "other"), "x.html")
