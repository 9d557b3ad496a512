"""Who is told that a consultation changed: whoever follows it or takes part, once each, in their language."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any
from uuid import UUID

from sqlmodel import col, or_, select

from consultations.processes.audiences import ROLES
from consultations.processes.events import ProcessChanged
from consultations.processes.models import Process, ProcessChange, ProcessFollow
from consultations.processes.queries import changed
from consultations.processes.unfollowing import path_for
from consultations.processes.words import told
from okote.feature import MailKind
from okote.house import House
from okote.identity.models import Grant, Person
from okote.platform.i18n import say
from okote.platform.mail.models import MailRefusal
from okote.platform.mail.service import post
from okote.territories.models import Territory
from okote.web.formatting import Wording
from okote.web.notices import Notice
from payments.jobs import Job, JobContext
from payments.sessions import WriteSession

WRITE = "processes.write"
BATCH = 100
"""People written to in one transaction."""

CONSULTATIONS = MailKind(
    "consultations",
    say("What changes in consultations"),
    say("Other days or other words in a consultation that you follow, or in which you take part."),
)
KINDS = (CONSULTATIONS,)

Taking = Callable[[UUID], Any]
"""Of a consultation, a statement that selects the people who take part, as a room above knows them."""


@dataclass(frozen=True, slots=True)
class Reader:
    person_id: UUID
    email: str
    language: str | None


async def on_event(db: WriteSession, event: ProcessChanged) -> None:
    """Order the letters; they are set outside this transaction."""
    await db.defer(WRITE, change=str(event.change), after=None)


async def readers(
    db: WriteSession, process: Process, takes: Sequence[Taking], after: UUID | None
) -> Sequence[Reader]:
    """Whoever is of its audience and refused neither such mails nor those about it; accounts are held."""
    its = ProcessFollow.process_id == process.id
    follow = select(ProcessFollow.person_id).where(its, col(ProcessFollow.ended_at).is_(None))
    ended = select(ProcessFollow.person_id).where(its, col(ProcessFollow.ended_at).is_not(None))
    refused = select(MailRefusal.person_id).where(MailRefusal.kind == CONSULTATIONS.name)
    theirs = col(Person.id)
    among = or_(theirs.in_(follow), *(theirs.in_(of(process.id)) for of in takes))
    statement: Any = select(Person.id, Person.email, Person.language).where(
        among, theirs.not_in(ended), theirs.not_in(refused), col(Person.email).is_not(None)
    )
    if (roles := ROLES[process.audience]) is not None:
        held = select(Grant.person_id).where(
            Grant.territory_id == process.territory_id,
            col(Grant.role).in_(roles),
            col(Grant.revoked_at).is_(None),
        )
        statement = statement.where(theirs.in_(held))
    if after is not None:
        statement = statement.where(theirs > after)
    statement = statement.order_by(theirs).limit(BATCH).with_for_update(read=True, key_share=True)
    return [Reader(*row) for row in await db.exec(statement)]


def jobs(*takes: Taking) -> tuple[Job, ...]:
    """The letters; `takes` say who takes part besides those who follow."""

    async def write(context: JobContext, *, change: str, after: str | None) -> None:
        house: House = context.additional_context["house"]
        async with house.database.unit_of_work() as db:
            row = await db.get_one(ProcessChange, UUID(change))
            process = await db.get_one(Process, row.process_id)
            found = await readers(db, process, takes, UUID(after) if after else None)
            key, notice = f"process-changed:{row.id}", partial(_notice, process, row)
            for reader in found:
                await send(house, db, process, key, notice, reader)
            if len(found) == BATCH:
                await db.defer(WRITE, change=change, after=str(found[-1].person_id))

    return (Job(WRITE, write),)


async def send(
    house: House,
    db: WriteSession,
    process: Process,
    key: str,
    notice: Callable[[Wording], Notice],
    reader: Reader,
) -> None:
    """In their language, with a link by which no more comes about the consultation; once for that key."""
    territory = await db.get_one(Territory, process.territory_id)
    language = reader.language if reader.language in territory.languages else territory.languages[0]
    address = house.settings.address(territory.slug)
    ending = path_for(house.settings, reader.person_id, process.id)
    said = notice(house.renderer.wording(language, territory.time_zone))
    letter = house.renderer.letter(
        "consultations/processes/mail/notice",
        {"notice": said, "unsubscribe": ending},
        language=language,
        territory=territory,
        address=address,
    )
    await post(
        db,
        key=f"{key}:{reader.person_id}",
        territory_id=territory.id,
        person_id=reader.person_id,
        recipient=reader.email,
        letter=replace(letter, unsubscribe=f"{address}/{language}{ending}"),
    )


def _notice(process: Process, row: ProcessChange, words: Wording) -> Notice:
    return Notice(
        subject=words.say(say("“%(title)s” has changed"), title=process.title),
        paragraphs=[
            words.say(say("Something has changed in a consultation that you follow, or take part in:")),
            *(told(words, one) for one in changed(row).changes),
            words.say(say("The reason: %(reason)s"), reason=row.reason),
        ],
        action=words.say(say("See the consultation")),
        path=f"/processes/{process.slug}",
    )
