"""What is written about a draw to those who have to do something: each letter once."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from uuid import UUID

from sqlmodel import col, select

from consultations.panels.drawing.events import (
    DrawHalted,
    NumbersDiffer,
    NumbersDue,
    SecondNeeded,
    VoidAsked,
)
from consultations.panels.drawing.models import Draw, DrawEntry
from consultations.panels.drawing.rules import DrawState, Hitch
from consultations.panels.drawing.words import HITCHES
from consultations.panels.models import Panel
from consultations.permissions import may_run_panels
from okote.backoffice.letters import write_to
from okote.feature import MailKind
from okote.house import House
from okote.identity.models import Role
from okote.identity.roles.queries import holdings
from okote.platform.i18n import say
from okote.web.formatting import Wording
from okote.web.notices import Notice
from payments.jobs import Job, JobContext
from payments.sessions import WriteSession

WRITE = "draws.write"

DRAWS = MailKind(
    "draws",
    say("The draw of panels"),
    say("In the back office: when two people have to type the numbers of a public draw, or void a draw."),
    may=may_run_panels,
)
KINDS = (DRAWS,)

RUNNING = frozenset({Role.ORGANISER, Role.ADMINISTRATOR})
"""As `may_run_panels` asks."""

Event = NumbersDue | SecondNeeded | NumbersDiffer | DrawHalted | VoidAsked


class Letter(StrEnum):
    DUE = "due"
    SECOND = "second"
    DIFFER = "differ"
    HALTED = "halted"
    VOID = "void"


async def on_event(db: WriteSession, event: Event) -> None:
    """Order the letter; it is set outside this transaction."""
    match event:
        case NumbersDue(draw):
            await db.defer(WRITE, letter=Letter.DUE, draw=str(draw))
        case SecondNeeded(draw, entry):
            await db.defer(WRITE, letter=Letter.SECOND, draw=str(draw), about=str(entry))
        case NumbersDiffer(draw, number):
            await db.defer(WRITE, letter=Letter.DIFFER, draw=str(draw), about=str(number))
        case DrawHalted(draw):
            await db.defer(WRITE, letter=Letter.HALTED, draw=str(draw))
        case VoidAsked(draw):
            await db.defer(WRITE, letter=Letter.VOID, draw=str(draw))


@dataclass(frozen=True, slots=True)
class Sending:
    """What, under which key it is sent once, and to whom of those who run panels."""

    notice: Callable[[Wording], Notice]
    key: str
    but: Collection[UUID] = ()
    only: Collection[UUID] | None = None

    def people(self, running: set[UUID]) -> set[UUID]:
        return (running if self.only is None else running & set(self.only)) - set(self.but)


async def write(context: JobContext, *, letter: str, draw: str, about: str = "") -> None:
    """Of whoever runs panels here, to those who have something to do; to nobody once it is done."""
    house: House = context.additional_context["house"]
    async with house.database.unit_of_work() as db:
        kept = await db.get_one(Draw, UUID(draw))
        sending = await LETTERS[Letter(letter)](db, kept, about)
        if sending is not None:
            held = await holdings(db, kept.territory_id)
            people = sending.people({one.person_id for one in held if one.role in RUNNING})
            key = f"{sending.key}:{kept.id}"
            here = kept.territory_id
            await write_to(house, db, people, sending.notice, territory_id=here, kind=DRAWS, key=key)


def _waits(draw: Draw) -> bool:
    return draw.state is DrawState.COMPUTED and draw.void_asked_at is None


async def _of_due(db: WriteSession, draw: Draw, _about: str) -> Sending | None:
    """To all who may type."""
    panel = await db.get_one(Panel, draw.panel_id)
    return Sending(partial(_due, panel, draw), "draw-due") if _waits(draw) else None


async def _of_second(db: WriteSession, draw: Draw, about: str) -> Sending | None:
    """To all but who typed."""
    panel, entry = await db.get_one(Panel, draw.panel_id), await db.get_one(DrawEntry, UUID(about))
    notice = partial(_second, panel)
    return Sending(notice, f"draw-second:{entry.id}", but={entry.entered_by}) if _waits(draw) else None


async def _of_differ(db: WriteSession, draw: Draw, about: str) -> Sending | None:
    """To the two."""
    panel = await db.get_one(Panel, draw.panel_id)
    both = select(DrawEntry.entered_by).where(DrawEntry.draw_id == draw.id, DrawEntry.round == int(about))
    typed = (await db.exec(both.order_by(col(DrawEntry.place)))).all()
    return Sending(partial(_differ, panel), f"draw-differ:{about}", only=set(typed)) if _waits(draw) else None


async def _of_halted(db: WriteSession, draw: Draw, _about: str) -> Sending | None:
    """To all who may void it."""
    if draw.hitch is None or draw.state is DrawState.VOID:
        return None
    panel = await db.get_one(Panel, draw.panel_id)
    return Sending(partial(_halted, panel, draw.hitch), f"draw-halted:{draw.hitch.value}")


async def _of_void(db: WriteSession, draw: Draw, _about: str) -> Sending | None:
    """To all but who asked."""
    if draw.void_asked_at is None or draw.void_asked_by is None or draw.voided_at is not None:
        return None
    panel, key = await db.get_one(Panel, draw.panel_id), f"draw-void:{draw.void_asked_at.timestamp()}"
    return Sending(partial(_void, panel, draw), key, but={draw.void_asked_by})


LETTERS = {
    Letter.DUE: _of_due,
    Letter.SECOND: _of_second,
    Letter.DIFFER: _of_differ,
    Letter.HALTED: _of_halted,
    Letter.VOID: _of_void,
}


def _notice(panel: Panel, words: Wording, subject: str, *paragraphs: str) -> Notice:
    return Notice(
        subject=subject,
        paragraphs=list(paragraphs),
        action=words.say(say("See the draw")),
        path=f"/back-office/panels/{panel.id}/draw",
    )


def _due(panel: Panel, draw: Draw, words: Wording) -> Notice:
    return _notice(
        panel,
        words,
        words.say(say("Type the numbers of the public draw for “%(panel)s”"), panel=panel.name),
        words.say(say("%(lottery)s of %(day)s is over."), lottery=draw.lottery, day=draw.lottery_on),
        words.say(
            say(
                "Two people type its numbers, each from the official result and without asking the other. "
                "Once they agree, the panel is drawn."
            )
        ),
        words.say(say("Which numbers: %(which)s"), which=draw.which_numbers),
    )


def _second(panel: Panel, words: Wording) -> Notice:
    return _notice(
        panel,
        words,
        words.say(say("A second person is needed for the draw of “%(panel)s”"), panel=panel.name),
        words.say(
            say(
                "Somebody has typed the numbers of the public draw. Type them as well, from the official "
                "result: the panel is drawn once you agree."
            )
        ),
    )


def _differ(panel: Panel, words: Wording) -> Notice:
    return _notice(
        panel,
        words,
        words.say(say("Two people typed different numbers for “%(panel)s”"), panel=panel.name),
        words.say(
            say("Nobody is drawn. Look at the official result again; then both numbers are typed anew.")
        ),
    )


def _halted(panel: Panel, hitch: Hitch, words: Wording) -> Notice:
    return _notice(
        panel,
        words,
        words.say(say("The draw of “%(panel)s” can't go on"), panel=panel.name),
        words.say(HITCHES[hitch]),
        words.say(
            say("One person asks that it be void, and says why; another decides. Then a new one may begin.")
        ),
    )


def _void(panel: Panel, draw: Draw, words: Wording) -> Notice:
    return _notice(
        panel,
        words,
        words.say(say("Is the draw of “%(panel)s” void?"), panel=panel.name),
        words.say(say("Somebody asks for it. The reason, which everyone will read:")),
        draw.void_reason,
        words.say(say("Decide, or let the draw go on. Until then nobody types numbers.")),
    )


JOBS = (Job(WRITE, write),)
