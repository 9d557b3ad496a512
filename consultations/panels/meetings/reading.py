"""What is typed of a meeting, read from its form and written back into one."""

from datetime import date, datetime, time, timedelta

from consultations.panels.meetings.models import Meeting
from consultations.panels.meetings.rules import ABOUT_MOST, LINK_MOST, PLACE_MOST, TITLE_MOST, MeetingDetails
from okote.identity.visitors import Visitor
from okote.web.forms import Form, MissingError, NotADateError


def read(form: Form, visitor: Visitor) -> MeetingDetails | None:
    """In the order of the page; a meeting that ends before it begins is read as ending in the night after."""
    title = " ".join(form.text("title", most=TITLE_MOST).split())
    day, begins, ends = form.day("day"), _clock(form, "begins"), _clock(form, "ends")
    place = form.text("place", most=PLACE_MOST, required=False)
    link = form.text("link", most=LINK_MOST, required=False)
    about = form.text("about", most=ABOUT_MOST, required=False)
    if not form.sound or day is None or begins is None or ends is None:
        return None
    last = day + timedelta(days=1) if ends < begins else day
    starts_at, ends_at = _instant(visitor, day, begins), _instant(visitor, last, ends)
    return MeetingDetails(title, starts_at, ends_at, place, link, about)


def _clock(form: Form, name: str) -> time | None:
    """A time of day as browsers send it, `18:30`."""
    value = form.raw(name)
    try:
        return time.fromisoformat(value).replace(tzinfo=None, second=0, microsecond=0)
    except ValueError:
        form.refuse(name, NotADateError() if value else MissingError())
        return None


def _instant(visitor: Visitor, day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, visitor.territory.zone)


def as_typed(meeting: Meeting, visitor: Visitor) -> dict[str, str]:
    begins, ends = (one.astimezone(visitor.territory.zone) for one in (meeting.starts_at, meeting.ends_at))
    return {
        "title": meeting.title,
        "day": begins.date().isoformat(),
        "begins": f"{begins:%H:%M}",
        "ends": f"{ends:%H:%M}",
        "place": meeting.place,
        "link": meeting.link,
        "about": meeting.about,
    }
