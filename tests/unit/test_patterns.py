"""The patterns of the knowledge as the engine holds them; `test_redos` says which are refused."""

from wizard import load_knowledge
from wizard.index import Index


def test_every_pattern_is_made_ready_once() -> None:
    knowledge = load_knowledge()
    index = Index(knowledge)
    probes = list(map(index.probe, range(len(index))))
    assert [probe.number for probe in probes] == list(range(len(index)))
    assert probes == list(map(index.probe, range(len(index))))
    ready = [probe.pattern for probe in probes]
    for finding in knowledge.findings.values():
        assert set(finding.patterns) <= set(ready)
