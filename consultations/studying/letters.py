"""Whom services are written to about studies: each letter once, whatever is repeated."""

from uuid import UUID

from sqlmodel import col, select

from consultations.ideas.models import Idea
from consultations.services.models import Service
from consultations.studying.events import StudyAsked, StudyDueSoon, StudyLate
from consultations.studying.lists import OWED, SHOWN
from consultations.studying.models import Study
from consultations.studying.rules import SOON, is_owed
from okote.house import House
from okote.platform.events import emit
from okote.platform.i18n import say
from okote.platform.mail.service import post
from okote.territories.models import Territory
from okote.web.notices import Notice
from payments.jobs import Job, JobContext
from payments.sessions import WriteSession

WRITE = "studying.write"
AT_ONCE = 200
"""Reminded in one transaction: the others go with the next."""

Event = StudyAsked | StudyDueSoon | StudyLate

SAID = {
    "asked": (
        say("Your view of an idea is asked: “%(title)s”"),
        say("A resident proposes this. Give your view by %(day)s: is it admissible, feasible, at what cost?"),
    ),
    "soon": (
        say("The study of an idea is due soon: “%(title)s”"),
        say("Your service has until %(day)s."),
    ),
    "late": (
        say("The study of an idea is overdue: “%(title)s”"),
        say("It was due by %(day)s. Until it is there, everyone reads that it is overdue, and with whom."),
    ),
}


async def on_event(db: WriteSession, event: Event) -> None:
    """Order the letter; it is set outside this transaction."""
    match event:
        case StudyAsked(study):
            await db.defer(WRITE, why="asked", study=str(study))
        case StudyDueSoon(study):
            await db.defer(WRITE, why="soon", study=str(study))
        case StudyLate(study):
            await db.defer(WRITE, why="late", study=str(study))


async def write(context: JobContext, *, why: str, study: str) -> None:
    """To the service's own address, in the first language of the territory; nothing once nothing is owed."""
    house: House = context.additional_context["house"]
    async with house.database.unit_of_work() as db:
        kept = await db.get(Study, UUID(study))
        if kept is None or not is_owed(answers=kept.answers, ended=kept.ended, viewed_at=kept.viewed_at):
            return
        idea = await db.get_one(Idea, kept.idea_id)
        if not idea.shown:
            return
        service = await db.get_one(Service, kept.service_id)
        territory = await db.get_one(Territory, kept.territory_id)
        language = territory.languages[0]
        words = house.renderer.wording(language, territory.time_zone)
        subject, paragraph = SAID[why]
        notice = Notice(
            subject=words.say(subject, title=idea.title),
            paragraphs=[words.say(paragraph, day=territory.day(kept.last_moment)), idea.body],
            action=words.say(say("See the study")),
            path=f"/back-office/ideas/{idea.id}/study",
        )
        letter = house.renderer.letter(
            "mail/notice",
            {"notice": notice},
            language=language,
            territory=territory,
            address=house.settings.address(territory.slug),
        )
        key = f"study-{why}:{kept.id}:{kept.due_at:%Y-%m-%d}"
        await post(db, key=key, territory_id=territory.id, recipient=service.email, letter=letter)


async def look(context: JobContext, *, timestamp: int) -> None:  # noqa: ARG001 (each periodic job gets it)
    """What is due soon, and what is overdue: once for each day that was set."""
    house: House = context.additional_context["house"]
    done = AT_ONCE
    while done == AT_ONCE:
        async with house.database.unit_of_work() as db:
            done = await remind(db, most=AT_ONCE)


async def remind(db: WriteSession, *, most: int) -> int:
    """How many were reminded, at most so many; what is late already is not said to be due soon."""
    at = await db.now()
    late = (col(Study.due_at) <= at) & ~col(Study.told_late)
    soon = (col(Study.due_at) > at) & (col(Study.due_at) <= at + SOON) & ~col(Study.told_soon)
    statement = select(Study).join(Idea, col(Idea.id) == Study.idea_id).where(OWED, SHOWN, late | soon)
    held = statement.order_by(col(Study.id)).limit(most).with_for_update(of=Study, skip_locked=True)
    found = (await db.exec(held.execution_options(populate_existing=True))).all()
    for one in found:
        one.told_soon = True
        if one.due_at <= at:
            one.told_late = True
            await emit(db, StudyLate(one.id))
        else:
            await emit(db, StudyDueSoon(one.id))
    await db.flush()
    return len(found)


JOBS = (Job(WRITE, write), Job("studying.look", look, every="50 6 * * *", attempts=1))
