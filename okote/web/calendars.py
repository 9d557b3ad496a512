"""What has its hours, as calendars read it (RFC 5545): pure text, lines ended and folded as that wants."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

MEDIA_TYPE = "text/calendar"

LONGEST_LINE = 75
"""Octets, without the line's end (RFC 5545, 3.1)."""

_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})


@dataclass(frozen=True, slots=True)
class Entry:
    """One meeting, or the like; `version` counts its changes, so that calendars know the newest copy."""

    id: UUID
    title: str
    starts_at: datetime
    ends_at: datetime
    changed_at: datetime
    version: int = 0
    place: str = ""
    link: str = ""
    about: str = ""
    cancelled: bool = False


def calendar(name: str, host: str, entries: Iterable[Entry]) -> str:
    """A whole file; `host` makes the identifiers of its entries unlike those of other sites."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Okote//Panels//EN", "METHOD:PUBLISH"]
    lines += [f"X-WR-CALNAME:{_text(name)}", "REFRESH-INTERVAL;VALUE=DURATION:PT6H"]
    lines += [line for entry in entries for line in _event(entry, host)]
    return "".join(f"{folded(line)}\r\n" for line in [*lines, "END:VCALENDAR"])


def _event(entry: Entry, host: str) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{entry.id}@{host}"
    yield f"DTSTAMP:{_moment(entry.changed_at)}"
    yield f"SEQUENCE:{entry.version}"
    yield f"DTSTART:{_moment(entry.starts_at)}"
    yield f"DTEND:{_moment(entry.ends_at)}"
    yield f"SUMMARY:{_text(entry.title)}"
    if where := entry.place or entry.link:
        yield f"LOCATION:{_text(where)}"
    if told := "\n".join(filter(None, (entry.about, entry.link))):
        yield f"DESCRIPTION:{_text(told)}"
    yield f"STATUS:{'CANCELLED' if entry.cancelled else 'CONFIRMED'}"
    yield "END:VEVENT"


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(words: str) -> str:
    return words.translate(_ESCAPED)


def folded(line: str) -> str:
    """In pieces of 75 octets at most, never through a character; what follows begins with a space."""
    pieces, piece, size = [], "", 0
    for character in line:
        octets = len(character.encode())
        if size + octets > LONGEST_LINE:
            pieces.append(piece)
            piece, size = " ", 1
        piece, size = piece + character, size + octets
    return "\r\n".join([*pieces, piece])
