"""What a service reads of an opinion that it answers, and members of the answer."""

from functools import partial
from uuid import UUID

from consultations.panels.members.letters import Reader, to_member
from consultations.panels.members.queries import sitting_members
from consultations.panels.members.rules import SeatState
from consultations.panels.models import Panel
from consultations.panels.opinions.events import OpinionAnswered, OpinionPublished
from consultations.panels.opinions.models import Opinion
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


async def on_opinion(db: WriteSession, event: OpinionPublished | OpinionAnswered) -> None:
    """Order the letters; they are set outside this transaction."""
    answered = isinstance(event, OpinionAnswered)
    await db.defer(WRITE, opinion=str(event.opinion), answered=answered)


async def write(context: JobContext, *, opinion: str, answered: bool) -> None:
    house: House = context.additional_context["house"]
    async with house.database.unit_of_work() as db:
        about = await db.get_one(Opinion, UUID(opinion))
        await (_to_members if answered else _to_service)(house, db, about)


async def _to_service(house: House, db: WriteSession, opinion: Opinion) -> None:
    """To its own address, in the first language of the territory; nothing where it has answered."""
    if opinion.answered_at is not None or opinion.service_id is None or opinion.due_on is None:
        return
    territory = await db.get_one(Territory, opinion.territory_id)
    panel = await db.get_one(Panel, opinion.panel_id)
    service = await db.get_one(Service, opinion.service_id)
    language = territory.languages[0]
    words = house.renderer.wording(language, territory.time_zone)
    notice = Notice(
        subject=words.say(say("An opinion awaits your answer: “%(title)s”"), title=opinion.title),
        paragraphs=[
            words.say(say("“%(panel)s” adopted it, and everyone reads it."), panel=panel.name),
            words.say(say("Your answer is published beside it by %(day)s."), day=opinion.due_on),
        ],
        action=words.say(say("Read it and answer")),
        path=f"/back-office/opinions/{opinion.id}",
    )
    letter = house.renderer.letter(
        "mail/notice",
        {"notice": notice},
        language=language,
        territory=territory,
        address=house.settings.address(territory.slug),
    )
    key = f"opinion-published:{opinion.id}"
    await post(db, key=key, territory_id=territory.id, recipient=service.email, letter=letter)


async def _to_members(house: House, db: WriteSession, opinion: Opinion) -> None:
    for seat in await sitting_members(db, opinion.panel_id):
        why = f"opinion-{opinion.id}"
        await to_member(house, db, seat.id, why, {SeatState.ACCEPTED}, partial(_answered, opinion))


def _answered(opinion: Opinion, reader: Reader, words: Wording) -> Notice:
    return Notice(
        subject=words.say(say("Your opinion “%(title)s” has its answer"), title=opinion.title),
        paragraphs=[opinion.answer],
        action=words.say(say("Read it with the opinion")),
        path=f"/panels/{reader.panel.slug}/opinions/{opinion.id}",
    )


JOBS = (Job(WRITE, write),)
