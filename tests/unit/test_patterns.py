"""The patterns of the knowledge as the engine holds them; `test_redos` says which are refused."""

from wizard import load_knowledge
from wizard.match import Index


def test_every_pattern_is_made_ready_once() -> None:
    knowledge = load_knowledge()
    index = Index.of(knowledge)
    assert [probe.number for probe in index.probes] == list(range(len(index.probes)))
    ready = [probe.pattern for probe in index.probes]
    for finding in knowledge.findings.values():
        assert set(finding.patterns) <= set(ready)
