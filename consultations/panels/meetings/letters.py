"""What members are written of a meeting: that it is planned, has changed, was called off, or is near."""

from functools import partial
from uuid import UUID

from consultations.panels.meetings.events import MeetingNear, MeetingTold
from consultations.panels.meetings.models import Meeting
from consultations.panels.meetings.queries import excused_from, members_to_write_to
from consultations.panels.meetings.service import remind
from consultations.panels.members.letters import Reader, to_member
from consultations.panels.members.rules import SeatState
from okote.house import House
from okote.platform.i18n import say
from okote.web.formatting import Wording
from okote.web.notices import Notice
from payments.jobs import Job, JobContext
from payments.sessions import WriteSession

WRITE = "panels.meetings.write"
AT_ONCE = 50
"""Meetings whose letters are ordered in one transaction: the others go with the next."""


async def on_meeting(db: WriteSession, event: MeetingTold | MeetingNear) -> None:
    """Order the letters; they are set outside this transaction."""
    near = isinstance(event, MeetingNear)
    await db.defer(WRITE, meeting=str(event.meeting), version=event.version, near=near)


async def write(context: JobContext, *, meeting: str, version: int, near: bool = False) -> None:
    """To nobody where it has changed again since, or is over; who can't come is not reminded."""
    house: House = context.additional_context["house"]
    async with house.database.unit_of_work() as db:
        told = await db.get_one(Meeting, UUID(meeting))
        if told.version != version or told.ends_at <= await db.now():
            return
        excused = await excused_from(db, told) if near else frozenset()
        why = f"meeting-{'near-' * near}{told.id}-{version}"
        text = partial(_near if near else _told, told)
        for seat in await members_to_write_to(db, told):
            if seat.id not in excused:
                await to_member(house, db, seat.id, why, {SeatState.ACCEPTED}, text)


async def look(context: JobContext, *, timestamp: int) -> None:  # noqa: ARG001 (each periodic job gets it)
    """Meetings that begin in the next days."""
    house: House = context.additional_context["house"]
    reminded = AT_ONCE
    while reminded == AT_ONCE:
        async with house.database.unit_of_work() as db:
            reminded = await remind(db, most=AT_ONCE)


def _told(meeting: Meeting, reader: Reader, words: Wording) -> Notice:
    subject = (
        say("Called off: “%(title)s”")
        if meeting.cancelled_at is not None
        else say("Changed: “%(title)s”")
        if meeting.version
        else say("A meeting: “%(title)s”")
    )
    return _notice(meeting, reader, words, subject, _paragraphs(meeting, reader, words))


def _near(meeting: Meeting, reader: Reader, words: Wording) -> Notice:
    return _notice(meeting, reader, words, say("Soon: “%(title)s”"), _paragraphs(meeting, reader, words))


def _notice(meeting: Meeting, reader: Reader, words: Wording, subject: str, paragraphs: list[str]) -> Notice:
    where = [
        (words.say(label), value)
        for label, value in ((say("Place"), meeting.place), (say("Link"), meeting.link))
        if value
    ]
    begins = (words.say(say("Begins")), words.moment(meeting.starts_at))
    return Notice(
        subject=words.say(subject, title=meeting.title),
        paragraphs=paragraphs,
        rows=[begins, (words.say(say("Ends")), words.moment(meeting.ends_at)), *where],
        action=words.say(say("See my page")),
        path=reader.path,
    )


def _paragraphs(meeting: Meeting, reader: Reader, words: Wording) -> list[str]:
    if meeting.cancelled_at is not None:
        return [words.say(say("“%(panel)s” does not meet on that day."), panel=reader.panel.name)]
    absent = words.say(say("Can’t you come? Say so on your page: it helps those who prepare the meeting."))
    return [words.say(say("“%(panel)s” meets."), panel=reader.panel.name), *_about(meeting), absent]


def _about(meeting: Meeting) -> list[str]:
    return [meeting.about] if meeting.about else []


JOBS = (Job(WRITE, write), Job("panels.meetings.look", look, every="35 * * * *", attempts=1))
