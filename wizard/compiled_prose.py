"""The prose that copy texts and reminders need, as one compact JSON for the browser.

:mod:`wizard.compiled` leaves it out of the engine's part, so that an answer is there sooner; a page
fetches this one when somebody wants a text. The build writes :data:`FILE_NAME`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from .catalog import Guide, Knowledge, Step, SubStep, Variant
from .reminder import Calendar, Lifetime
from .texts import Texts

FILE_NAME = "prose.json"
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Prose:
    """What was read: the knowledge with its prose, the copy texts' sentences, the calendar."""

    knowledge: Knowledge
    texts: Texts
    calendar: Calendar


def write(knowledge: Knowledge, texts: Texts, calendar: Calendar) -> str:
    """The prose as JSON text; the same sources always give the same text.

    Of the guide only what a text is made of: titles and actions of its steps.
    """
    data = {
        "format": FORMAT,
        "findings": {
            one.id: [one.summary, one.renew_why, one.action] for one in knowledge.findings.values()
        },
        "renewals": {one.id: one.renewal for one in knowledge.marketplaces.values()},
        "guide": _guide(knowledge.guide),
        "texts": texts,
        "calendar": {
            "lead_days": calendar.lead_days,
            "lifetimes": [asdict(one) for one in calendar.lifetimes.values()],
            "event": calendar.event,
        },
    }
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"), default=dict)


def read(text: str, knowledge: Knowledge) -> Prose:
    """The prose that :func:`write` gave, put into the engine's `knowledge` of the same build.

    Raises ValueError where the text is of another format, KeyError where a finding is missing.
    """
    data = json.loads(text)
    if data.get("format") != FORMAT:
        raise ValueError(f"{FILE_NAME} has another format than this engine")
    findings = {}
    for slug, finding in knowledge.findings.items():
        summary, why, action = data["findings"][slug]
        findings[slug] = replace(finding, summary=summary, renew_why=why, action=tuple(action))
    whole = replace(
        knowledge,
        findings=findings,
        marketplaces={
            slug: replace(place, renewal=data["renewals"][slug])
            for slug, place in knowledge.marketplaces.items()
        },
        guide=_read_guide(data["guide"]),
    )
    calendar = data["calendar"]
    lifetimes = {entry["marketplace"]: Lifetime(**entry) for entry in calendar["lifetimes"]}
    return Prose(
        whole, data["texts"], Calendar(calendar["lead_days"], lifetimes, calendar["event"])
    )


def _guide(guide: Guide | None) -> dict[str, Any] | None:
    if guide is None:
        return None
    return {
        "variants": [[one.id, one.title, dict(one.words)] for one in guide.variants.values()],
        "steps": [
            [step.id, step.title, [[sub.id, sub.text] for sub in step.action]]
            for step in guide.steps
        ],
    }


def _read_guide(data: Mapping[str, Any] | None) -> Guide | None:
    if data is None:
        return None
    return Guide(
        id="",
        title="",
        minutes=0,
        labels={},
        variants={
            slug: Variant(slug, title, "", "", words) for slug, title, words in data["variants"]
        },
        preparation=(),
        caution={},
        trap={},
        steps=tuple(
            Step(slug, title, tuple(SubStep(name, text) for name, text in action))
            for slug, title, action in data["steps"]
        ),
    )
