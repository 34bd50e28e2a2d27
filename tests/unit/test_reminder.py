"""From the day of the sign-in to the day to renew, and the calendar file that says so."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import icalendar
import pytest

from desk.cli import EXIT_DONE, EXIT_FILE, EXIT_USAGE, main
from tests.support.payloads import BIDI, payloads
from wizard.catalog import Knowledge
from wizard.reminder import (
    Lifetime,
    NoReminderNeeded,
    load_calendar,
    remind,
    to_ics,
)

CREATED = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)
SIGNED_IN = date(2026, 11, 25)


def events(ics: str) -> list[icalendar.Event]:
    calendar = icalendar.Calendar.from_ical(ics)
    return [part for part in calendar.walk("VEVENT") if isinstance(part, icalendar.Event)]


def test_amazons_consent_ends_after_365_days(knowledge: Knowledge) -> None:
    reminder = remind("amazon", SIGNED_IN, knowledge)

    assert reminder.expires == date(2027, 11, 25)
    assert reminder.renew_by == date(2027, 10, 28)
    assert "365" in reminder.lifetime.says
    assert reminder.lifetime.url.startswith("https://developer-docs.amazon.com/")


def test_no_name_of_an_account_adds_a_line_or_turns_words_around(knowledge: Knowledge) -> None:
    plain = to_ics([remind("ebay", SIGNED_IN, knowledge, account="x")], created=CREATED)
    for payload in (*payloads(), "x\r\nATTENDEE:mailto:a@evil.example", "x\u2028BEGIN:VALARM"):
        reminder = remind("ebay", SIGNED_IN, knowledge, account=payload, base="https://h.example/")
        ics = to_ics([reminder], created=CREATED)
        assert not re.search(f"[\x00-\x08\x0b-\x0c\x0e-\x1f\x7f-\x9f{BIDI}]", ics), payload
        names = [line.partition(":")[0] for line in re.split("\r\n(?! )", ics)]
        expected = [line.partition(":")[0] for line in re.split("\r\n(?! )", plain)]
        assert [name for name in names if name != "URL"] == expected, payload
        (event,) = events(ics)
        assert str(event["URL"]).startswith("https://h.example/")


def test_ebays_consent_ends_after_18_months(knowledge: Knowledge) -> None:
    assert remind("ebay", SIGNED_IN, knowledge).expires == date(2028, 5, 25)


def test_a_marketplace_without_a_known_life_gets_the_shortest(knowledge: Knowledge) -> None:
    assert remind("andere", SIGNED_IN, knowledge).expires == date(2027, 11, 25)
    assert remind("etsy", SIGNED_IN, knowledge).lifetime.marketplace == "andere"


def test_a_marketplace_with_keys_needs_no_reminder(knowledge: Knowledge) -> None:
    keys = [market.id for market in knowledge.marketplaces.values() if market.sign_in == "keys"]
    assert keys
    for market in keys:
        with pytest.raises(NoReminderNeeded, match=r"\w"):
            remind(market, SIGNED_IN, knowledge)


def test_every_lifetime_belongs_to_a_marketplace_and_names_its_source(
    knowledge: Knowledge,
) -> None:
    for lifetime in load_calendar().lifetimes.values():
        assert lifetime.marketplace in (*knowledge.marketplaces, "andere")
        assert lifetime.says.endswith(".")


@pytest.mark.parametrize(
    ("signed_in", "months", "ends"),
    [
        (date(2026, 8, 31), 18, date(2028, 2, 29)),
        (date(2025, 8, 31), 18, date(2027, 2, 28)),
        (date(2026, 1, 15), 12, date(2027, 1, 15)),
        (date(2026, 6, 30), 18, date(2027, 12, 30)),
    ],
)
def test_months_are_those_of_the_calendar(signed_in: date, months: int, ends: date) -> None:
    assert Lifetime("x", "", "", months=months).ends(signed_in) == ends


def test_the_day_to_renew_is_never_on_a_weekend(knowledge: Knowledge) -> None:
    for offset in range(14):
        reminder = remind("amazon", SIGNED_IN + timedelta(days=offset), knowledge)
        assert reminder.renew_by.weekday() < 5
        early = reminder.expires - timedelta(days=28) - reminder.renew_by
        assert timedelta(0) <= early <= timedelta(days=2)


def test_the_lead_is_the_users_to_choose_but_not_before_the_sign_in(knowledge: Knowledge) -> None:
    assert remind("amazon", SIGNED_IN, knowledge, lead_days=1).renew_by == date(2027, 11, 24)
    assert remind("amazon", SIGNED_IN, knowledge, lead_days=900).renew_by == SIGNED_IN


def test_a_known_library_reads_the_calendar(knowledge: Knowledge) -> None:
    account = "Lager; Süd, »Öl & Co« \\ Haupt"
    reminder = remind(
        "amazon", SIGNED_IN, knowledge, account=account, base="https://hilfe.example/token"
    )
    (event,) = events(to_ics([reminder], created=CREATED))

    assert event.errors == []
    assert event.decoded("DTSTART") == date(2027, 10, 28)
    assert event.decoded("DTEND") == date(2027, 10, 29)
    assert event.decoded("DTSTAMP") == CREATED
    assert account in str(event["SUMMARY"])
    assert str(event["DESCRIPTION"]) == reminder.text
    assert str(event["URL"]) == "https://hilfe.example/token/anleitungen/amazon.html#schritt-1"
    assert "25.11.2027" in reminder.text
    (alarm,) = event.walk("VALARM")
    assert alarm["ACTION"] == "DISPLAY"
    assert alarm.decoded("TRIGGER") == timedelta(hours=-15)


def test_several_accounts_stand_in_one_calendar_with_ids_of_their_own(
    knowledge: Knowledge,
) -> None:
    accounts = [
        remind(market, SIGNED_IN, knowledge, account=name)
        for market, name in (("amazon", "A"), ("amazon", "B"), ("ebay", "A"))
    ]
    first, second, third = events(to_ics(accounts, created=CREATED))
    again = events(to_ics(accounts, created=CREATED + timedelta(days=9)))

    assert len({str(event["UID"]) for event in (first, second, third)}) == 3
    assert str(again[0]["UID"]) == str(first["UID"])


def test_lines_are_folded_at_75_bytes_and_end_in_cr_lf(knowledge: Knowledge) -> None:
    reminder = remind("ebay", SIGNED_IN, knowledge, account="ÄÖÜ€😀" * 30)
    ics = to_ics([reminder], created=CREATED)

    assert ics.endswith("END:VCALENDAR\r\n")
    assert "\n" not in ics.replace("\r\n", "")
    assert max(len(line.encode()) for line in ics.split("\r\n")) <= 75
    assert "ÄÖÜ€😀" * 30 in str(events(ics)[0]["SUMMARY"])


def test_signs_that_a_calendar_must_not_hold_are_left_out(knowledge: Knowledge) -> None:
    reminder = remind("ebay", SIGNED_IN, knowledge, account="A\x00\x07\x1b[31mB\tC\u202eD\nE")
    ics = to_ics([reminder], created=CREATED)
    assert not re.search(r"[\x00-\x09\x0b\x0c\x0e-\x1f\x7f]", ics)
    assert "A[31mB CD\nE" in str(events(ics)[0]["SUMMARY"])


@pytest.mark.parametrize(
    ("signed_in", "ends"),
    [(date(2028, 2, 29), date(2029, 2, 28)), (date(2027, 2, 28), date(2028, 2, 28))],
)
def test_a_leap_day_counts_as_the_day_it_is(
    signed_in: date, ends: date, knowledge: Knowledge
) -> None:
    reminder = remind("amazon", signed_in, knowledge)
    assert reminder.expires == ends
    (event,) = events(to_ics([reminder], created=CREATED))
    assert event.decoded("DTEND") - event.decoded("DTSTART") == timedelta(days=1)


def test_the_time_stamp_is_in_utc(knowledge: Knowledge) -> None:
    berlin = datetime(2026, 11, 25, 9, 0, tzinfo=timezone(timedelta(hours=1)))
    reminder = remind("ebay", SIGNED_IN, knowledge)
    assert to_ics([reminder], created=berlin) == to_ics([reminder], created=CREATED)


def test_without_an_address_the_guide_is_named_instead_of_linked(knowledge: Knowledge) -> None:
    reminder = remind("amazon", SIGNED_IN, knowledge)
    assert reminder.link == ""
    assert "»Amazon: Token erneuern«" in reminder.text
    assert "URL" not in events(to_ics([reminder], created=CREATED))[0]


def test_the_command_writes_the_calendar(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "erinnerung.ics"
    call = ["erinnerung", "--markt", "Amazon", "--angemeldet", "25.11.2026"]
    assert main([*call, "-o", str(path)]) == EXIT_DONE
    assert "28.10.2027" in capsys.readouterr().out
    assert events(path.read_bytes().decode())[0].decoded("DTSTART") == date(2027, 10, 28)

    assert main(call) == EXIT_DONE
    assert capsys.readouterr().out.startswith("BEGIN:VCALENDAR")


def test_the_command_explains_what_it_cannot_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["erinnerung", "--markt", "kaufland", "--angemeldet", "2026-11-25"]) == EXIT_DONE
    assert "Keine Erinnerung nötig" in capsys.readouterr().out
    call = ["erinnerung", "--markt", "amazon", "--angemeldet", "2026-11-25"]
    assert main([*call, "-o", str(tmp_path / "fehlt" / "e.ics")]) == EXIT_FILE
    with pytest.raises(SystemExit) as stopped:
        main(["erinnerung", "--markt", "amazon", "--angemeldet", "gestern"])
    assert stopped.value.code == EXIT_USAGE
    assert "2026-11-25 oder 25.11.2026" in capsys.readouterr().err
