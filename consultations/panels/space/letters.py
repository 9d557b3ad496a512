"""That there are new messages in a panel: one mail for all of a while, to everyone but who wrote them."""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from uuid import UUID

from sqlmodel import col, select

from consultations.panels.members.letters import Reader, to_member
from consultations.panels.members.models import Seat
from consultations.panels.members.queries import sitting_members
from consultations.panels.members.rules import SeatState
from consultations.panels.models import Panel, Volunteer
from consultations.panels.space.models import PanelMessage
from okote.backoffice.letters import write_to
from okote.feature import MailKind
from okote.house import House
from okote.identity.models import Role
from okote.identity.roles.queries import holdings
from okote.platform.i18n import say, say_count
from okote.platform.mail.wishes import refused_by
from okote.web.formatting import Wording
from okote.web.notices import Notice
from payments.jobs import Job, JobContext
from payments.sessions import ReadSession, WriteSession

GATHERED = timedelta(minutes=15)
"""From the first message to the mail: a lively evening is no hundred mails."""

MESSAGES = MailKind(
    "panel-messages",
    say("New messages in your panels"),
    say("Without it, you read them when you next look there."),
)
HOW_MANY = say_count("There is %(num)s new message.", "There are %(num)s new messages.")


async def look(context: JobContext, *, timestamp: int) -> None:  # noqa: ARG001 (each periodic job gets it)
    """One panel after the other, each in a transaction of its own."""
    house: House = context.additional_context["house"]
    async with house.database.reading() as db:
        due = await panels_due(db)
    for panel_id in due:
        async with house.database.unit_of_work() as db:
            await tell(house, db, panel_id)


async def panels_due(db: ReadSession) -> Sequence[UUID]:
    """Those whose first message that nobody was told of has waited long enough."""
    waited = (col(PanelMessage.told_at).is_(None), col(PanelMessage.at) <= await db.now() - GATHERED)
    statement = select(PanelMessage.panel_id).where(*waited).distinct()
    return (await db.exec(statement.order_by(col(PanelMessage.panel_id)))).all()


async def tell(house: House, db: WriteSession, panel_id: UUID) -> None:
    """Of what others wrote and nobody took away, without a word of it: a mail lies about for long."""
    new = await _untold(db, panel_id)
    if not new:
        return
    panel, last = await db.get_one(Panel, panel_id), new[-1].id
    for seat in await sitting_members(db, panel_id):
        number = sum(one.seat_id != seat.id for one in new)
        if number and await _wants(db, seat):
            text = partial(_to_member, number)
            await to_member(house, db, seat.id, f"messages-{last}", {SeatState.ACCEPTED}, text)
    for person in await _running(db, panel):
        number = sum(one.written_by != person for one in new)
        if number:
            about = partial(_to_organiser, panel, number)
            key, here = f"panel-messages:{last}", panel.territory_id
            await write_to(house, db, [person], about, territory_id=here, kind=MESSAGES, key=key)


async def _untold(db: WriteSession, panel_id: UUID) -> Sequence[PanelMessage]:
    """The first first, told from now on; whoever tells of them at this moment is left to it."""
    statement = select(PanelMessage).where(
        PanelMessage.panel_id == panel_id, col(PanelMessage.told_at).is_(None)
    )
    held = statement.order_by(col(PanelMessage.id)).with_for_update(skip_locked=True)
    found, at = (await db.exec(held)).all(), await db.now()
    for one in found:
        one.told_at = at
    return [one for one in found if one.removed_at is None]


async def _wants(db: ReadSession, seat: Seat) -> bool:
    """Who has an account refuses such mails there too, as any other."""
    volunteer = await db.get_one(Volunteer, seat.volunteer_id)
    if seat.quiet_since is not None or volunteer.person_id is None:
        return seat.quiet_since is None
    return MESSAGES.name not in await refused_by(db, volunteer.person_id)


async def _running(db: ReadSession, panel: Panel) -> Sequence[UUID]:
    """Organisers or, where there are none, administrators."""
    held = await holdings(db, panel.territory_id)
    organisers = {one.person_id for one in held if one.role is Role.ORGANISER}
    return sorted(organisers or {one.person_id for one in held if one.role is Role.ADMINISTRATOR})


def _to_member(number: int, reader: Reader, words: Wording) -> Notice:
    return Notice(
        subject=words.say(say("New messages in “%(panel)s”"), panel=reader.panel.name),
        paragraphs=[
            words.say_count(*HOW_MANY, number),
            words.say(say("You no longer want such mails? A button beside the messages ends them.")),
        ],
        action=words.say(say("Read and answer")),
        path=f"{reader.path}/space",
    )


def _to_organiser(panel: Panel, number: int, words: Wording) -> Notice:
    return Notice(
        subject=words.say(say("New messages in “%(panel)s”"), panel=panel.name),
        paragraphs=[words.say_count(*HOW_MANY, number)],
        action=words.say(say("Read and answer")),
        path=f"/back-office/panels/{panel.id}/space",
    )


KINDS = (MESSAGES,)
JOBS = (Job("panels.messages.look", look, every="*/5 * * * *", attempts=1),)
