"""What expressions have in common is written once, and they come back as they were."""

from __future__ import annotations

import pytest

from wizard import load_knowledge
from wizard.parts import Parts, taken_out

LIST = r"(?:amazon|ebay|otto|kaufland|shopware)"


def test_a_group_of_several_expressions_stands_once() -> None:
    rests, parts = taken_out([rf"\b{LIST} geht", rf"weder {LIST} noch {LIST}", "nichts"])
    assert parts == [LIST]
    assert rests == [r"\b§0; geht", "weder §0; noch §0;", "nichts"]


def test_brackets_that_are_meant_literally_are_no_groups() -> None:
    source = r"[(?:]{0,3}\(?:ein ziemlich langer Ausdruck ohne Gruppe\)[]):(]"
    assert taken_out([source, source]) == ([source, source], [])


def test_every_expression_of_the_knowledge_comes_back() -> None:
    sources = [
        pattern.regex
        for finding in load_knowledge().findings.values()
        for pattern in (*finding.patterns, *finding.unless)
        if pattern.regex
    ]
    rests, parts = taken_out(sources)
    told = Parts(parts)
    assert [told.written_out(rest) for rest in rests] == sources
    assert sum(map(len, rests)) + sum(map(len, parts)) < 0.8 * sum(map(len, sources))


def test_the_sign_itself_is_refused() -> None:
    with pytest.raises(ValueError, match="§"):
        taken_out(["§ 5"])
