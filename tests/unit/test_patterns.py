"""No pattern of the knowledge or the engine can backtrack catastrophically.

Two checks: regexploit's analysis, and the pattern's own work on texts made to provoke it.
"""

from __future__ import annotations

import re
import warnings

import pytest

from wizard import load_knowledge, read, unwrap
from wizard.catalog import Pattern
from wizard.match import Index, Probe

with warnings.catch_warnings():
    # Regexploit imports a module of the standard library by its old name.
    warnings.simplefilter("ignore", DeprecationWarning)
    from regexploit.ast.sre import SreOpParser
    from regexploit.redos import find

SERIOUS = 3
"""Regexploit's stars: cubic growth. Quadratic growth stays harmless within a pattern's window."""


def patterns() -> list[tuple[str, Pattern]]:
    knowledge = load_knowledge()
    found: list[tuple[str, Pattern]] = []
    for market in knowledge.marketplaces.values():
        found += [(market.id, clue.pattern) for clue in market.clues]
    for service in knowledge.services.values():
        found += [(service.id, clue.pattern) for clue in service.clues]
    for finding in knowledge.findings.values():
        found += [(finding.id, pattern) for pattern in (*finding.patterns, *finding.unless)]
    for signal in knowledge.signals:
        found += [(signal.id, pattern) for pattern in signal.patterns]
    for choice in knowledge.questions["activity"].choices:
        found += [(choice.id, pattern) for pattern in choice.patterns]
    return [(name, pattern) for name, pattern in found if pattern.regex is not None]


PATTERNS = [pytest.param(pattern, id=f"{name}-{n}") for n, (name, pattern) in enumerate(patterns())]
# These run over whole texts, so they must be linear, not merely harmless.
WHOLE_TEXT = [
    pytest.param(value.pattern, id=name)
    for module in (unwrap, read)
    for name, value in vars(module).items()
    if isinstance(value, re.Pattern)
]


@pytest.mark.parametrize("pattern", PATTERNS)
def test_no_pattern_of_the_knowledge_backtracks_catastrophically(pattern: Pattern) -> None:
    source = Probe.of(pattern).regex.pattern
    parsed = SreOpParser().parse_sre(source)
    assert [redos for redos in find(parsed) if redos.starriness > SERIOUS] == []


@pytest.mark.parametrize("source", WHOLE_TEXT)
def test_no_pattern_over_whole_texts_backtracks(source: str) -> None:
    parsed = SreOpParser().parse_sre(source)
    assert [redos for redos in find(parsed) if redos.starriness > SERIOUS] == []


def test_a_catastrophic_pattern_would_be_found() -> None:
    parsed = SreOpParser().parse_sre(r"(?:a+)+(?:a+)+b")
    assert any(redos.starriness > SERIOUS for redos in find(parsed))


def test_every_pattern_is_made_ready_once() -> None:
    index = Index.of(load_knowledge())
    assert len(index.probes) >= len(PATTERNS)
    assert [probe.number for probe in index.probes] == list(range(len(index.probes)))
