"""What a service reads of an opinion that it answers, and members of the answer and of mistakes."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from sqlmodel import col, select

from consultations.panels.members.letters import Reader, to_member
from consultations.panels.members.queries import sitting_members
from consultations.panels.members.rules import SeatState
from consultations.panels.models import Panel
from consultations.panels.opinions.events import (
    OpinionAnswered,
    OpinionCorrected,
    OpinionLate,
    OpinionPublished,
)
from consultations.panels.opinions.models import Opinion, OpinionCorrection
from consultations.panels.opinions.service import tell_late
from consultations.services.models import Service
from okote.house import House
from okote.platform.i18n import say
from okote.platform.mail.service import post
from okote.territories.models import Territory
from okote.web.formatting import Wording
from okote.web.notices import Notice
from payments.jobs import Job, JobContext
from payments.sessions import WriteSession

WRITE = "panels.opinions.write"
AT_ONCE = 200
"""Letters ordered in one transaction: the others go with the next."""


Event = OpinionPublished | OpinionAnswered | OpinionLate | OpinionCorrected


async def on_opinion(db: WriteSession, event: Event) -> None:
    """Order the letters; they are set outside this transaction."""
    match event:
        case OpinionPublished(opinion):
            await db.defer(WRITE, letter="published", about=str(opinion))
        case OpinionLate(opinion):
            await db.defer(WRITE, letter="late", about=str(opinion))
        case OpinionAnswered(opinion):
            await db.defer(WRITE, letter="answered", about=str(opinion))
        case OpinionCorrected(correction):
            await db.defer(WRITE, letter="corrected", about=str(correction))


async def write(context: JobContext, *, letter: str, about: str) -> None:
    house: House = context.additional_context["house"]
    async with house.database.unit_of_work() as db:
        await LETTERS[letter](house, db, UUID(about))


async def look(context: JobContext, *, timestamp: int) -> None:  # noqa: ARG001 (each periodic job gets it)
    """Answers whose day is over, in each territory by its own calendar."""
    house: House = context.additional_context["house"]
    async with house.database.reading() as db:
        territories = (await db.exec(select(Territory).order_by(col(Territory.id)))).all()
    for one in territories:
        told = AT_ONCE
        while told == AT_ONCE:
            async with house.database.unit_of_work() as db:
                told = await tell_late(db, one, most=AT_ONCE)


async def _published(house: House, db: WriteSession, opinion_id: UUID) -> None:
    await _to_service(house, db, opinion_id, "published", _asked)


async def _late(house: House, db: WriteSession, opinion_id: UUID) -> None:
    await _to_service(house, db, opinion_id, "late", _reminded)


def _asked(opinion: Opinion, panel: Panel, words: Wording) -> Notice:
    return Notice(
        subject=words.say(say("An opinion awaits your answer: “%(title)s”"), title=opinion.title),
        paragraphs=[
            words.say(say("“%(panel)s” adopted it, and everyone reads it."), panel=panel.name),
            words.say(say("Your answer is published beside it by %(day)s."), day=opinion.due_on),
        ],
        action=words.say(say("Read it and answer")),
        path=f"/back-office/opinions/{opinion.id}",
    )


def _reminded(opinion: Opinion, panel: Panel, words: Wording) -> Notice:
    return Notice(
        subject=words.say(say("Your answer to an opinion is late: “%(title)s”"), title=opinion.title),
        paragraphs=[
            words.say(
                say("“%(panel)s” was to have it by %(day)s, and that day is over."),
                panel=panel.name,
                day=opinion.due_on,
            ),
            words.say(say("Everyone reads that it is late. Say what is taken up, what is not, and why.")),
        ],
        action=words.say(say("Read it and answer")),
        path=f"/back-office/opinions/{opinion.id}",
    )


async def _to_service(
    house: House,
    db: WriteSession,
    opinion_id: UUID,
    why: str,
    text: Callable[[Opinion, Panel, Wording], Notice],
) -> None:
    """To its own address, in the first language of the territory; nothing where it has answered."""
    opinion = await db.get_one(Opinion, opinion_id)
    if opinion.answered_at is not None or opinion.service_id is None or opinion.due_on is None:
        return
    territory = await db.get_one(Territory, opinion.territory_id)
    panel = await db.get_one(Panel, opinion.panel_id)
    service = await db.get_one(Service, opinion.service_id)
    language = territory.languages[0]
    notice = text(opinion, panel, house.renderer.wording(language, territory.time_zone))
    letter = house.renderer.letter(
        "mail/notice",
        {"notice": notice},
        language=language,
        territory=territory,
        address=house.settings.address(territory.slug),
    )
    key = f"opinion-{why}:{opinion.id}"
    await post(db, key=key, territory_id=territory.id, recipient=service.email, letter=letter)


async def _answered(house: House, db: WriteSession, opinion_id: UUID) -> None:
    opinion = await db.get_one(Opinion, opinion_id)
    await _to_members(house, db, opinion, f"opinion-{opinion.id}", partial(_answer, opinion))


async def _corrected(house: House, db: WriteSession, correction_id: UUID) -> None:
    correction = await db.get_one(OpinionCorrection, correction_id)
    opinion = await db.get_one(Opinion, correction.opinion_id)
    why = f"opinion-corrected-{correction.id}"
    await _to_members(house, db, opinion, why, partial(_correction, opinion, correction))


LETTERS = {"published": _published, "late": _late, "answered": _answered, "corrected": _corrected}


async def _to_members(
    house: House, db: WriteSession, opinion: Opinion, why: str, text: Callable[[Reader, Wording], Notice]
) -> None:
    for seat in await sitting_members(db, opinion.panel_id):
        await to_member(house, db, seat.id, why, {SeatState.ACCEPTED}, text)


def _correction(opinion: Opinion, correction: OpinionCorrection, reader: Reader, words: Wording) -> Notice:
    return Notice(
        subject=words.say(
            say("A mistake in your opinion “%(title)s” is told beside it"), title=opinion.title
        ),
        paragraphs=[correction.body, words.say(say("What everyone has read stays as it was."))],
        action=words.say(say("Read it with the opinion")),
        path=f"/panels/{reader.panel.slug}/opinions/{opinion.id}",
    )


def _answer(opinion: Opinion, reader: Reader, words: Wording) -> Notice:
    return Notice(
        subject=words.say(say("Your opinion “%(title)s” has its answer"), title=opinion.title),
        paragraphs=[opinion.answer],
        action=words.say(say("Read it with the opinion")),
        path=f"/panels/{reader.panel.slug}/opinions/{opinion.id}",
    )


JOBS = (Job(WRITE, write), Job("panels.opinions.late", look, every="20 6 * * *", attempts=1))
