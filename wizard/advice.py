"""What is said of a finding, for the marketplace it was found at."""

from __future__ import annotations

from .catalog import Finding, Knowledge


def advice(
    finding: Finding, renew: str, knowledge: Knowledge, marketplace: str | None
) -> tuple[str, str, tuple[str, ...]]:
    """What the matter is, why renewing helps or does not, and what to do.

    `renew` is that of the diagnosis. A marketplace with keys instead of a consent has nothing to
    renew: then what the finding says of marketplaces in general would mislead.
    """
    place = knowledge.marketplaces.get(marketplace or "")
    if place is not None and renew != finding.renew:
        return place.renewal, "", ()
    return finding.summary, finding.renew_why, finding.action
