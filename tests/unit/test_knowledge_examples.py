"""Every example in the knowledge gives its own finding, every near miss the one it names."""

from __future__ import annotations

import pytest

from wizard import diagnose, load_knowledge
from wizard.catalog import ANY, NONE, Example, NearMiss

KNOWLEDGE = load_knowledge()
EXAMPLES = [
    pytest.param(finding.id, example, id=f"{finding.id}-{number}")
    for finding in KNOWLEDGE.findings.values()
    for number, example in enumerate(finding.examples, 1)
]
NEAR_MISSES = [
    pytest.param(finding.id, miss, id=f"{finding.id}-{number}")
    for finding in KNOWLEDGE.findings.values()
    for number, miss in enumerate(finding.near_misses, 1)
]


@pytest.mark.parametrize(("slug", "example"), EXAMPLES)
def test_example(slug: str, example: Example) -> None:
    answer = diagnose(example.text)
    assert answer.findings[0].id == slug
    assert (answer.marketplace.id or answer.marketplace.certainty) == example.marketplace


@pytest.mark.parametrize(("slug", "miss"), NEAR_MISSES)
def test_near_miss(slug: str, miss: NearMiss) -> None:
    found = diagnose(miss.text).findings[0].id
    assert found == miss.gives
    assert found != slug


def test_there_is_a_finding_for_each_kind() -> None:
    assert {finding.kind for finding in KNOWLEDGE.findings.values()} == set(KNOWLEDGE.kinds)


def test_advice_that_renewing_helps_leads_into_the_guide() -> None:
    for finding in KNOWLEDGE.findings.values():
        if finding.renew == "yes" and finding.marketplace != NONE:
            assert finding.step is not None, finding.id


@pytest.mark.parametrize("market", KNOWLEDGE.marketplaces)
def test_nothing_renews_where_keys_are_used(market: str) -> None:
    if KNOWLEDGE.marketplaces[market].sign_in == "keys":
        own = [f for f in KNOWLEDGE.findings.values() if f.marketplace == market]
        assert all(finding.renew != "yes" for finding in own)


def test_general_findings_are_in_the_general_group() -> None:
    for finding in KNOWLEDGE.findings.values():
        assert finding.marketplace != ANY or finding.group == "general", finding.id
