"""When to sign in again, and the calendar entry that says so (RFC 5545).

From the day of the sign-in and the marketplace to the day by which the consent should be renewed.
How long a consent lives stands with its source in `knowledge/reminder.toml`.
"""

from __future__ import annotations

import calendar as months_of
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from string import Template
from typing import Any

from .catalog import OTHER, Knowledge
from .links import guide_link

_FILE = Path(__file__).with_name("knowledge") / "reminder.toml"
_SATURDAY = 5
_LINE_BYTES = 75


class NoReminderNeeded(ValueError):  # noqa: N818 - an answer, not a fault
    """The marketplace uses keys that do not run out; the message is German."""


@dataclass(frozen=True, slots=True)
class Lifetime:
    """How long a consent lives: `days`, or `months` of the calendar. `says`, `url`: the source."""

    marketplace: str
    says: str
    url: str
    days: int = 0
    months: int = 0

    def ends(self, signed_in: date) -> date:
        """The day on which a consent given on `signed_in` runs out."""
        if self.days:
            return signed_in + timedelta(days=self.days)
        return _add_months(signed_in, self.months)


@dataclass(frozen=True, slots=True)
class Calendar:
    """What `knowledge/reminder.toml` holds."""

    lead_days: int
    lifetimes: Mapping[str, Lifetime]
    event: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Reminder:
    """The answer for one account: `renew_by` is the day to sign in again, `expires` the last one.

    `title`, `text`, `alarm`: German, for the calendar. `link`: the guide, empty without a base.
    """

    marketplace: str
    account: str
    signed_in: date
    expires: date
    renew_by: date
    lifetime: Lifetime
    title: str
    text: str
    alarm: str
    link: str


def load_calendar(path: Path = _FILE) -> Calendar:
    """Lifetimes and sentences. Raises ValueError (German) for a lifetime without length."""
    import tomllib  # noqa: PLC0415 -- the browser has no TOML: it gets the calendar ready-made

    data = tomllib.loads(path.read_text(encoding="utf-8"))
    lifetimes = {entry["marketplace"]: _lifetime(entry) for entry in data["lifetimes"]}
    if OTHER not in lifetimes:
        raise ValueError(f"{path.name}: Es fehlt ein Eintrag für »{OTHER}«.")
    return Calendar(data["lead_days"], lifetimes, data["event"])


def remind(  # noqa: PLR0913 - all but two have defaults
    marketplace: str,
    signed_in: date,
    knowledge: Knowledge,
    *,
    account: str = "",
    lead_days: int | None = None,
    base: str = "",
    calendar: Calendar | None = None,
) -> Reminder:
    """When the account should be signed in again.

    `marketplace`: an id, or `andere`. `account`: the user's own name for it, when there are several.
    `lead_days`: days before the end, else those of the knowledge. `base`: address of the help site.
    Raises NoReminderNeeded for a marketplace with keys, KeyError for an unknown one.
    """
    calendar = calendar or load_calendar()
    account = _fit(account)
    known = None if marketplace == OTHER else knowledge.marketplaces[marketplace]
    if known and known.sign_in == "keys":
        raise NoReminderNeeded(known.renewal)
    lifetime = calendar.lifetimes.get(marketplace) or calendar.lifetimes[OTHER]
    expires = lifetime.ends(signed_in)
    lead = calendar.lead_days if lead_days is None else lead_days
    renew_by = max(_workday(expires - timedelta(days=lead)), signed_in)
    guide = known.guide if known else OTHER
    variant = knowledge.guide.variants.get(guide) if knowledge.guide else None
    words = {
        "name": known.name if known else "Marktplatz",
        "account": account,
        "signed_in": f"{signed_in:%d.%m.%Y}",
        "expires": f"{expires:%d.%m.%Y}",
        "link": guide_link(guide, "1", base=base) if base else "",
        "guide_title": variant.title if variant else "",
    }
    keys = ["lead", "dates", "guide" if base else "guide_without_link", "after"]
    event = {key: Template(text).substitute(words) for key, text in calendar.event.items()}
    return Reminder(
        marketplace=marketplace,
        account=account,
        signed_in=signed_in,
        expires=expires,
        renew_by=renew_by,
        lifetime=lifetime,
        title=event["title_account" if account else "title"],
        text="\n\n".join(event[key] for key in keys),
        alarm=event["alarm"],
        link=words["link"],
    )


def to_ics(reminders: Sequence[Reminder], *, created: datetime) -> str:
    """An iCalendar file with an all-day entry per reminder, and an alarm at nine the day before.

    `created` is written as the time stamp (any zone; a naive time counts as UTC). The same account,
    marketplace and day give the same UID, so importing again replaces the entry.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Tokenhilfe//Erinnerung//DE",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
    ]
    for reminder in reminders:
        lines += _event(reminder, created)
    lines.append("END:VCALENDAR")
    return "".join(_fold(line) for line in lines)


def _event(reminder: Reminder, created: datetime) -> list[str]:
    stamp = created.replace(tzinfo=UTC) if created.tzinfo is None else created.astimezone(UTC)
    day = reminder.renew_by
    lines = [
        "BEGIN:VEVENT",
        f"UID:{_uid(reminder)}",
        f"DTSTAMP:{stamp:%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_escape(reminder.title)}",
        f"DESCRIPTION:{_escape(reminder.text)}",
        "TRANSP:TRANSPARENT",
        "CLASS:PRIVATE",
    ]
    if reminder.link:
        lines.append(f"URL:{reminder.link}")
    # One alarm only: Outlook keeps just the first of several.
    lines += [
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION:{_escape(reminder.alarm)}",
        "TRIGGER:-PT15H",
        "END:VALARM",
        "END:VEVENT",
    ]
    return lines


def _uid(reminder: Reminder) -> str:
    account = (
        hashlib.sha256(reminder.account.encode()).hexdigest()[:12] if reminder.account else "1"
    )
    return f"{reminder.marketplace}-{reminder.signed_in:%Y%m%d}-{account}@tokenhilfe"


def _escape(text: str) -> str:
    """RFC 5545, 3.3.11: backslash, semicolon, comma and line break are escaped.

    Other control characters have no place in a text there; they come with names that were copied.
    """
    escaped = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return _fit(escaped).replace("\n", "\\n")


def _fit(text: str) -> str:
    return "\n".join("".join(map(_calendar_sign, line)) for line in text.splitlines())


def _calendar_sign(sign: str) -> str:
    if sign.isprintable():
        return sign
    return " " if sign.isspace() else ""


def _fold(line: str) -> str:
    """RFC 5545, 3.1: at most 75 bytes a line, no character torn apart, lines end in CR LF."""
    folded: list[str] = []
    part, used = "", 0
    for char in line:
        size = len(char.encode())
        if used + size > _LINE_BYTES:
            folded.append(part)
            part, used = " ", 1
        part += char
        used += size
    folded.append(part)
    return "\r\n".join(folded) + "\r\n"


def _lifetime(entry: Mapping[str, Any]) -> Lifetime:
    lifetime = Lifetime(**entry)
    if (lifetime.days > 0) == (lifetime.months > 0):
        raise ValueError(
            f"reminder.toml: »{lifetime.marketplace}« braucht entweder »days« oder »months«."
        )
    return lifetime


def _add_months(day: date, months: int) -> date:
    """The same day months later; the 31st becomes the last day of a shorter month."""
    index = day.month - 1 + months
    year, month = day.year + index // 12, index % 12 + 1
    return date(year, month, min(day.day, months_of.monthrange(year, month)[1]))


def _workday(day: date) -> date:
    """The day itself, or the Friday before a weekend."""
    return day - timedelta(days=max(0, day.weekday() - _SATURDAY + 1))
