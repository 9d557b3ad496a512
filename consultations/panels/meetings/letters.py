"""What members are written of a meeting: that it is planned, has changed, or was called off."""

from functools import partial
from uuid import UUID

from consultations.panels.meetings.events import MeetingTold
from consultations.panels.meetings.models import Meeting
from consultations.panels.meetings.queries import members_to_write_to
from consultations.panels.members.letters import Reader, to_member
from consultations.panels.members.rules import SeatState
from okote.house import House
from okote.platform.i18n import say
from okote.web.formatting import Wording
from okote.web.notices import Notice
from payments.jobs import Job, JobContext
from payments.sessions import WriteSession

WRITE = "panels.meetings.write"


async def on_meeting(db: WriteSession, told: MeetingTold) -> None:
    """Order the letters; they are set outside this transaction."""
    await db.defer(WRITE, meeting=str(told.meeting), version=told.version)


async def write(context: JobContext, *, meeting: str, version: int) -> None:
    """To nobody where it has changed again since, or is over."""
    house: House = context.additional_context["house"]
    async with house.database.unit_of_work() as db:
        told = await db.get_one(Meeting, UUID(meeting))
        if told.version != version or told.ends_at <= await db.now():
            return
        for seat in await members_to_write_to(db, told):
            why = f"meeting-{told.id}-{version}"
            await to_member(house, db, seat.id, why, {SeatState.ACCEPTED}, partial(_told, told))


def _told(meeting: Meeting, reader: Reader, words: Wording) -> Notice:
    subject = (
        say("Called off: “%(title)s”")
        if meeting.cancelled_at is not None
        else say("Changed: “%(title)s”")
        if meeting.version
        else say("A meeting: “%(title)s”")
    )
    where = [
        (words.say(label), value)
        for label, value in ((say("Place"), meeting.place), (say("Link"), meeting.link))
        if value
    ]
    begins = (words.say(say("Begins")), words.moment(meeting.starts_at))
    return Notice(
        subject=words.say(subject, title=meeting.title),
        paragraphs=_paragraphs(meeting, reader, words),
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


JOBS = (Job(WRITE, write),)
