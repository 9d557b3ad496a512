"""What people read of their seat: that it is theirs to take, until when, and what became of it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from sqlmodel import col, select

from consultations.panels.members.events import SeatFreed, SeatOffered, SeatTaken, StratumExhausted
from consultations.panels.members.links import answer_token, calendar_token
from consultations.panels.members.models import Seat
from consultations.panels.members.rules import FREED, SeatState
from consultations.panels.members.silence import REMIND, look_after, panels_due
from consultations.panels.models import Panel, Volunteer
from consultations.permissions import may_run_panels
from okote.backoffice.letters import write_to
from okote.feature import MailKind
from okote.house import House
from okote.identity.models import Role
from okote.identity.roles.queries import holdings
from okote.identity.sessions import fingerprint
from okote.platform.i18n import say
from okote.platform.mail.service import post
from okote.territories.models import Territory
from okote.web.formatting import Wording
from okote.web.notices import Notice
from payments.jobs import Job, JobContext
from payments.sessions import WriteSession

WRITE = "panels.seats.write"

SEATS_LEFT = MailKind(
    "panel-seats",
    say("Seats of a panel for which no reserve is left"),
    say("Without it, you learn of an empty seat when the panel meets."),
    may=may_run_panels,
)

Event = SeatOffered | SeatTaken | SeatFreed | StratumExhausted


@dataclass(frozen=True, slots=True)
class Reader:
    """Whose seat, of which panel; `path` is the address that is theirs alone."""

    seat: Seat
    panel: Panel
    volunteer: Volunteer
    path: str


async def on_event(db: WriteSession, event: Event) -> None:
    """Order the letter; it is set outside this transaction."""
    kinds = {SeatOffered: "offered", SeatTaken: "taken", SeatFreed: "freed", StratumExhausted: "exhausted"}
    await db.defer(WRITE, kind=kinds[type(event)], seat=str(event.seat))


async def write(context: JobContext, *, kind: str, seat: str) -> None:
    house: House = context.additional_context["house"]
    async with house.database.unit_of_work() as db:
        await LETTERS[kind](house, db, UUID(seat))


async def remind(context: JobContext, *, seat: str) -> None:
    house: House = context.additional_context["house"]
    async with house.database.unit_of_work() as db:
        await to_member(house, db, UUID(seat), "reminded", {SeatState.INVITED}, _reminded)


async def look(context: JobContext, *, timestamp: int) -> None:  # noqa: ARG001 (each periodic job gets it)
    """In each territory by its own calendar, one panel after the other."""
    house: House = context.additional_context["house"]
    async with house.database.reading() as db:
        territories = (await db.exec(select(Territory).order_by(col(Territory.id)))).all()
        at = await db.now()
        due = [(one, await panels_due(db, one.id, one.day(at))) for one in territories]
    for territory, panels in due:
        for panel_id in panels:
            async with house.database.unit_of_work() as db:
                await look_after(db, territory, panel_id)


async def _offered(house: House, db: WriteSession, seat_id: UUID) -> None:
    """The addresses of a seat open from now on, also for somebody who is called by telephone and has said yes
    before this letter was set.
    """
    seat = await db.get_one(Seat, seat_id, with_for_update=True)
    if seat.state in {SeatState.INVITED, SeatState.ACCEPTED}:
        secret = house.settings.secret_key
        seat.token_hash = fingerprint(answer_token(secret, seat.id))
        seat.calendar_hash = fingerprint(calendar_token(secret, seat.id))
        await db.flush()
    await to_member(house, db, seat_id, "offered", {SeatState.INVITED}, _invitation)


async def _taken(house: House, db: WriteSession, seat_id: UUID) -> None:
    await to_member(house, db, seat_id, "taken", {SeatState.ACCEPTED}, _welcome)


async def _freed(house: House, db: WriteSession, seat_id: UUID) -> None:
    """Not to a reserve who was never invited: they gave nothing up."""
    if (await db.get_one(Seat, seat_id)).invited_at is not None:
        await to_member(house, db, seat_id, "freed", set(FREED), _farewell)


async def _exhausted(house: House, db: WriteSession, seat_id: UUID) -> None:
    """To who runs panels here, once a seat."""
    seat = await db.get_one(Seat, seat_id)
    panel = await db.get_one(Panel, seat.panel_id)
    held = await holdings(db, panel.territory_id)
    runs = {one.person_id for one in held if one.role is Role.ORGANISER}
    await write_to(
        house,
        db,
        runs or {one.person_id for one in held if one.role is Role.ADMINISTRATOR},
        partial(_no_reserve, panel, seat.stratum),
        territory_id=panel.territory_id,
        kind=SEATS_LEFT,
        key=f"seat-exhausted:{seat.id}",
    )


LETTERS = {"offered": _offered, "taken": _taken, "freed": _freed, "exhausted": _exhausted}


async def to_member(
    house: House,
    db: WriteSession,
    seat_id: UUID,
    why: str,
    states: set[SeatState],
    text: Callable[[Reader, Wording], Notice],
) -> None:
    """Nothing where it stands otherwise by now, nor without an address; none of it stays once it is sent.

    It lets in whoever reads it, so it is shown under no account.
    """
    seat = await db.get_one(Seat, seat_id)
    volunteer = await db.get_one(Volunteer, seat.volunteer_id, with_for_update={"read": True})
    if seat.state not in states or volunteer.email is None:
        return
    panel = await db.get_one(Panel, seat.panel_id)
    territory = await db.get_one(Territory, seat.territory_id)
    reader = Reader(seat, panel, volunteer, f"/seats/{answer_token(house.settings.secret_key, seat.id)}")
    words = house.renderer.wording(volunteer.language, territory.time_zone)
    await post(
        db,
        key=f"seat-{why}:{seat.id}:{seat.answer_by}",
        territory_id=territory.id,
        recipient=volunteer.email,
        secret=True,
        kept=False,
        letter=house.renderer.letter(
            "mail/notice",
            {"notice": text(reader, words)},
            language=volunteer.language,
            territory=territory,
            address=house.settings.address(territory.slug),
        ),
    )


def _given(reader: Reader, words: Wording) -> list[tuple[str, str]]:
    panel = reader.panel
    rows = []
    if panel.compensation is not None:
        rows.append((words.say(say("For each meeting")), words.money(panel.compensation)))
    if panel.travel is not None:
        rows.append((words.say(say("Travel")), panel.travel))
    return rows


def _until(reader: Reader, words: Wording) -> str:
    sentence = say("Please answer by %(day)s: the button opens your own page, without signing in.")
    return words.say(sentence, day=reader.seat.answer_by)


def _invitation(reader: Reader, words: Wording) -> Notice:
    return Notice(
        subject=words.say(say("You were drawn for “%(panel)s”"), panel=reader.panel.name),
        paragraphs=[
            words.say(say("You volunteered, and the lot has fallen on you: will you take the seat?")),
            reader.panel.asks,
            reader.panel.gives,
            _until(reader, words),
            words.say(say("Should you not answer, somebody else is called in your place.")),
        ],
        rows=_given(reader, words),
        action=words.say(say("Answer")),
        path=reader.path,
    )


def _reminded(reader: Reader, words: Wording) -> Notice:
    return Notice(
        subject=words.say(say("Your seat on “%(panel)s” waits for your answer"), panel=reader.panel.name),
        paragraphs=[
            _until(reader, words),
            words.say(say("A no helps as much as a yes: somebody else is then called at once.")),
        ],
        rows=_given(reader, words),
        action=words.say(say("Answer")),
        path=reader.path,
    )


def _welcome(reader: Reader, words: Wording) -> Notice:
    return Notice(
        subject=words.say(say("You sit on “%(panel)s”"), panel=reader.panel.name),
        paragraphs=[
            words.say(say("Thank you. Your page shows when the panel meets, and your calendar can follow.")),
            words.say(
                say("Keep this mail: its link is yours alone. You can also tell there that you drop out.")
            ),
        ],
        rows=_given(reader, words),
        action=words.say(say("See my page")),
        path=reader.path,
    )


def _farewell(reader: Reader, words: Wording) -> Notice:
    sentences = {
        SeatState.DECLINED: say("You declined. Thank you for telling us: somebody else is called."),
        SeatState.SILENT: say("We did not hear from you in time: your seat is offered to somebody else."),
    }
    left = say("You no longer sit on this panel. Thank you for having volunteered.")
    sentence = sentences.get(reader.seat.state, left)
    return Notice(
        subject=words.say(say("You no longer have a seat on “%(panel)s”"), panel=reader.panel.name),
        paragraphs=[words.say(sentence), words.say(say("Nothing more is asked of you."))],
        action=words.say(say("See the panel")),
        path=f"/panels/{reader.panel.slug}",
    )


def _no_reserve(panel: Panel, stratum: str, words: Wording) -> Notice:
    return Notice(
        subject=words.say(say("A seat of “%(panel)s” is empty, and no reserve is left"), panel=panel.name),
        paragraphs=[
            words.say(say("Nobody is left in reserve for: %(stratum)s."), stratum=stratum),
            words.say(say("You can go on with fewer people, or draw again for the seats that are left.")),
        ],
        action=words.say(say("See who sits")),
        path=f"/back-office/panels/{panel.id}/members",
    )


KINDS = (SEATS_LEFT,)
JOBS = (
    Job(WRITE, write),
    Job(REMIND, remind),
    Job("panels.seats.look", look, every="25 * * * *", attempts=1),
)
