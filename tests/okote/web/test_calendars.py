"""Calendars read what is written for them, whatever people wrote (RFC 5545)."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from okote.web.calendars import LONGEST_LINE, Entry, calendar, folded

AT = datetime(2026, 5, 4, 16, 30, tzinfo=UTC)


def entry(**changes):
    given = {
        "id": UUID(int=1),
        "title": "Séance",
        "starts_at": AT,
        "ends_at": AT + timedelta(hours=2),
        "changed_at": AT - timedelta(days=9),
    }
    return Entry(**given | changes)


def read(text):
    """The lines as a calendar unfolds them."""
    assert text.endswith("\r\n")
    assert "\n" not in text.replace("\r\n", "")
    return text.replace("\r\n ", "").split("\r\n")[:-1]


def test_a_meeting_is_written_with_all_that_calendars_want():
    told = entry(place="Le Quai ; salle 2, étage", link="https://visio.example/x", version=3)
    assert read(calendar("Comité", "trois-rives.example", [told])) == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Okote//Panels//EN",
        "METHOD:PUBLISH",
        "X-WR-CALNAME:Comité",
        "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
        "BEGIN:VEVENT",
        f"UID:{UUID(int=1)}@trois-rives.example",
        "DTSTAMP:20260425T163000Z",
        "SEQUENCE:3",
        "DTSTART:20260504T163000Z",
        "DTEND:20260504T183000Z",
        "SUMMARY:Séance",
        r"LOCATION:Le Quai \; salle 2\, étage",
        "DESCRIPTION:https://visio.example/x",
        "STATUS:CONFIRMED",
        "END:VEVENT",
        "END:VCALENDAR",
    ]


def test_a_meeting_that_is_called_off_is_struck_out():
    lines = read(calendar("Comité", "x.example", [entry(cancelled=True), entry(id=UUID(int=2))]))
    assert [line for line in lines if line.startswith("STATUS")] == ["STATUS:CANCELLED", "STATUS:CONFIRMED"]


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=300))
def test_no_line_is_too_long_and_nothing_is_lost(words):
    pieces = folded(words).split("\r\n")
    assert all(len(piece.encode()) <= LONGEST_LINE for piece in pieces)
    assert pieces[0] + "".join(piece[1:] for piece in pieces[1:]) == words


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]) | st.sampled_from("\n\r;,\\:"), max_size=200))
def test_what_people_write_begins_no_line_of_its_own(words):
    told = entry(title=words, about=words, place=words)
    names = [line.partition(":")[0] for line in read(calendar("Comité", "x.example", [told]))]
    assert names.count("BEGIN") == names.count("END") == 2
    assert set(names) <= {
        *("BEGIN", "END", "VERSION", "PRODID", "METHOD", "X-WR-CALNAME", "UID", "DTSTAMP", "SEQUENCE"),
        *("DTSTART", "DTEND", "SUMMARY", "LOCATION", "DESCRIPTION", "STATUS"),
        "REFRESH-INTERVAL;VALUE=DURATION",
    }
