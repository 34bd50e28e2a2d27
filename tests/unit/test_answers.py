"""The words of the answers, as the page gets them."""

from __future__ import annotations

import json
import re

import pytest

from publish.runtime.answers import GLOBAL, as_script, pieces
from publish.runtime.errors import RuntimeBuildError
from wizard.catalog import Knowledge


def test_a_sentence_is_text_and_elements() -> None:
    assert pieces("a &lt;b&gt; <strong>c <code>d</code></strong> e") == [
        "a <b> ",
        ["strong", "c ", ["code", "d"]],
        " e",
    ]


@pytest.mark.parametrize("html", ['<a href="x">y</a>', "<p>y</p>", '<code class="x">y</code>'])
def test_what_has_no_place_in_a_sentence_fails_the_build(html: str) -> None:
    with pytest.raises(RuntimeBuildError, match=html.partition(">")[0]):
        pieces(html)


def test_the_script_has_each_finding_and_where_retired_ones_lead(knowledge: Knowledge) -> None:
    script = as_script(knowledge).decode()
    found = re.fullmatch(rf"self\.{GLOBAL}=(\{{.*\}});\n", script)
    assert found
    answers = json.loads(found[1])
    assert answers.keys() == knowledge.findings.keys() | knowledge.retired.keys()
    for old, new in knowledge.retired.items():
        assert answers[old] == {"neu": new}
    for name, finding in knowledge.findings.items():
        assert answers[name]["titel"] == finding.title
        assert len(answers[name]["tun"]) == len(finding.action)


def test_no_tag_is_in_it(knowledge: Knowledge) -> None:
    """In the single file it stands within the page."""
    assert b"<" not in as_script(knowledge)
