"""The two measures of redaction: nothing secret survives, nothing else is lost."""

from collections import Counter
from collections.abc import Callable

import pytest

from tests.support.ordinary_texts import ORDINARY, ordinary_lines
from tests.support.pasted_messages import pasted
from tests.support.secrets_generator import leaks, messages
from wizard.redact import redact

MESSAGES = 10_000


def words_kept(texts: tuple[str, ...]) -> float:
    """Which part of the words of texts stands in the redacted texts, too."""
    words = kept = 0
    for text in texts:
        before, after = Counter(text.split()), Counter(redact(text).text.split())
        words += before.total()
        kept += (before & after).total()
    return kept / words


def test_no_planted_secret_survives(record_property: Callable[[str, object], None]) -> None:
    leaked = []
    damaged = []
    for planted in messages(MESSAGES):
        text = redact(planted.text).text
        if found := leaks(planted, text):
            leaked.append((planted.dress, found[0], planted.text))
        if lost := [part for part in planted.kept if part not in text]:
            damaged.append((planted.dress, lost, planted.text))
    record_property("messages", MESSAGES)
    record_property("leaks", len(leaked))
    record_property("damaged", len(damaged))
    assert leaked[:3] == []
    assert damaged[:3] == []


def test_ordinary_text_is_left_alone(record_property: Callable[[str, object], None]) -> None:
    kept = words_kept(ORDINARY)
    record_property("words_kept", kept)
    assert kept >= 0.995


@pytest.mark.parametrize("seed", range(3))
def test_nothing_marked_in_a_strangers_messages_is_shown(seed: int) -> None:
    shown = [
        (found, message.text)
        for message in pasted(seed)
        if (found := message.shown((start, end) for start, end, _ in redact(message.text).spans))
    ]
    assert shown == []


def test_the_measure_of_what_is_shown_sees_it() -> None:
    messages = list(pasted(0))
    assert sum(len(message.secrets) for message in messages) > 450
    assert all(message.shown(iter(())) for message in messages)


def test_nothing_is_masked_in_lines_without_a_secret() -> None:
    lines = ordinary_lines()
    assert [(line, found.spans) for line in lines if (found := redact(line)).spans] == []
    text = "\n".join(lines)
    assert [text[start:end] for start, end, _ in redact(text).spans] == []


def test_the_measure_of_leaks_sees_a_leak() -> None:
    planted = next(message for message in messages(50) if len(message.secrets[0]) > 20)
    secret = planted.secrets[0]
    assert leaks(planted, planted.text)
    assert leaks(planted, f"… {secret[5:13]} …")
    assert not leaks(planted, f"… {secret[5:12]} …")
