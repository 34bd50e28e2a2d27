"""What an answer says in short, for tests that hold many texts against each other."""

from __future__ import annotations

from wizard import diagnose


def judged(text: str) -> tuple[str | None, str]:
    """Marketplace and advice."""
    answer = diagnose(text)
    return answer.marketplace.id, answer.findings[0].renew
