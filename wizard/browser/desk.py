"""What a page calls in the browser for texts to copy and for reminders: JSON in, JSON out.

Fetched only when somebody wants one of them; importing this module reads the prose.
"""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from wizard import compiled, compiled_prose
from wizard.browser.bridge import KNOWLEDGE
from wizard.compiled_prose import Prose
from wizard.model import Diagnosis
from wizard.reminder import NoReminderNeeded, load_calendar, remind, to_ics
from wizard.texts import CopyText, customer_reply, internal_note, load_texts, portal_ticket


def _prose() -> Prose:
    """The prose beside this module, in its archive; where there is none, that of the TOML files."""
    path = __file__.rpartition("/")[0] + "/" + compiled_prose.FILE_NAME
    try:
        data: bytes = globals()["__loader__"].get_data(path)
    except OSError:
        return Prose(compiled.load_knowledge(), load_texts(), load_calendar())
    return compiled_prose.read(data.decode(), KNOWLEDGE)


PROSE = _prose()


def text(request: str) -> str:
    """A text to copy as `{"plain": …, "html": …}`.

    `request`: `kind` (`reply`, `note` or `ticket`), `diagnosis` (as `to_dict` gives it), `text`
    (what was pasted, for the note's evidence; empty when an address opened the answer) and `base`
    (the site's address, or empty).
    """
    asked = json.loads(request)
    made = _made(asked, Diagnosis.from_dict(asked["diagnosis"]))
    return json.dumps({"plain": made.plain(), "html": made.html()})


def _made(asked: Mapping[str, Any], diagnosis: Diagnosis) -> CopyText:
    knowledge, texts, base = PROSE.knowledge, PROSE.texts, asked["base"]
    match asked["kind"]:
        case "reply":
            return customer_reply(diagnosis, knowledge, base=base, texts=texts)
        case "note":
            return internal_note(diagnosis, asked["text"], knowledge, base=base, texts=texts)
        case _:
            return portal_ticket(diagnosis, knowledge, texts=texts)


def reminders(request: str) -> str:
    """When to renew each account, and the calendar file for all of them.

    `request`: `accounts` (each with `marketplace`, `account`, `signed_in` as `2026-11-25`),
    `lead_days` and `base`. The answer: `accounts` in the same order, each with `renew_by` and
    `expires` (ISO), `says` and `url` (the source), or with `without` (German: why none is needed);
    `ics`, empty when none is needed at all.
    """
    asked = json.loads(request)
    answers: list[dict[str, str]] = []
    due = []
    for one in asked["accounts"]:
        try:
            reminder = remind(
                one["marketplace"],
                date.fromisoformat(one["signed_in"]),
                PROSE.knowledge,
                account=one["account"],
                lead_days=asked["lead_days"],
                base=asked["base"],
                calendar=PROSE.calendar,
            )
        except NoReminderNeeded as reason:
            answers.append({"without": str(reason)})
            continue
        due.append(reminder)
        answers.append(
            {
                "renew_by": reminder.renew_by.isoformat(),
                "expires": reminder.expires.isoformat(),
                "says": reminder.lifetime.says,
                "url": reminder.lifetime.url,
            }
        )
    ics = to_ics(due, created=datetime.now(UTC)) if due else ""
    return json.dumps({"accounts": answers, "ics": ics})
