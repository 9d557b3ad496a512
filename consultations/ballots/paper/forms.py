"""What agents type at a booth and at the counter: who somebody is, and what a device kept."""

from datetime import datetime
from zoneinfo import ZoneInfo

from consultations.ballots.paper.booths import Mark
from consultations.ballots.paper.rules import DEVICE_MOST, UPLOAD_MOST, MarkLineError
from consultations.eligibility.census.rules import ADDRESS_MOST, NAME_MOST, NUMBER_MOST, Typed
from okote.platform.i18n import say
from okote.web.forms import EARLIEST, LATEST, Form, MissingError

PERSON = {
    "family": say("Family name"),
    "given": say("Given names"),
    "born": say("Birth date"),
    "address": say("Number and street"),
    "number": say("Number on the list"),
}
CODE_MOST = 40
LINE_MOST = 200
PARTS = 3
MOST_DIGITS = 6


def typed_person(form: Form) -> Typed | None:
    """Who is there, as their paper says it; None where something is missing."""
    family, given = form.text("family", most=NAME_MOST), form.text("given", most=NAME_MOST)
    born = form.day("born")
    address = form.text("address", most=ADDRESS_MOST, required=False)
    number = form.text("number", most=NUMBER_MOST, required=False)
    if not address and not number:
        form.refuse("address", MissingError())
    return Typed(given, family, born, address, number) if form.sound and born else None


def typed_marks(form: Form, zone: ZoneInfo) -> tuple[str, list[Mark]]:
    """A device, and a line for each mark: its number, the local time, and a number of the list or a code."""
    device = form.text("device", most=DEVICE_MOST)
    lines = form.text("marks", most=UPLOAD_MOST * LINE_MOST).splitlines()
    marks: dict[int, Mark] = {}
    for at, line in enumerate(lines, 1):
        mark = _mark(line, zone)
        if mark is None or mark.number in marks or at > UPLOAD_MOST:
            form.refuse("marks", MarkLineError(line=at))
            break
        marks[mark.number] = mark
    return device, list(marks.values())


def _mark(line: str, zone: ZoneInfo) -> Mark | None:
    parts = [one.strip() for one in line.split(";")]
    if len(parts) != PARTS or not all(parts):
        return None
    number, when, who = parts
    if not (number.isascii() and number.isdigit() and len(number) <= MOST_DIGITS and int(number)):
        return None
    try:
        at = datetime.fromisoformat(when)
    except ValueError:
        return None
    if not EARLIEST <= at.date() <= LATEST:  # the database would keep others, and never show them again
        return None
    known = at if at.tzinfo else at.replace(tzinfo=zone)
    return Mark(int(number), known, who) if len(who) <= CODE_MOST else None
