"""Who is told that a result is published: whoever follows the consultation or takes part in it, once each."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlmodel import select

from consultations.ballots.events import BallotPublished
from consultations.ballots.models import Ballot, OpenVote
from consultations.ideas.hung import taking
from consultations.processes.letters import BATCH, Reader, readers
from consultations.processes.models import Process
from consultations.processes.unfollowing import path_for
from okote.house import House
from okote.platform.i18n import say
from okote.platform.mail.service import post
from okote.territories.models import Territory
from okote.web.formatting import Wording
from okote.web.notices import Notice
from payments.jobs import Job, JobContext
from payments.sessions import WriteSession

WRITE = "ballots.tell-result"


async def on_published(db: WriteSession, event: BallotPublished) -> None:
    """Order the letters; they are set outside this transaction."""
    await db.defer(WRITE, ballot=str(event.ballot), after=None)


def _voted(process_id: UUID) -> Any:
    """Openly: nothing leads to whoever gave a sealed vote."""
    mine = select(Ballot.id).where(Ballot.process_id == process_id)
    return select(OpenVote.person_id).where(OpenVote.ballot_id.in_(mine))  # type: ignore[attr-defined]


async def write(context: JobContext, *, ballot: str, after: str | None) -> None:
    house: House = context.additional_context["house"]
    async with house.database.unit_of_work() as db:
        row = await db.get_one(Ballot, UUID(ballot))
        process = await db.get_one(Process, row.process_id)
        found = await readers(db, process, (taking, _voted), UUID(after) if after else None)
        for reader in found:
            await _post(house, db, process, row, reader)
        if len(found) == BATCH:
            await db.defer(WRITE, ballot=ballot, after=str(found[-1].person_id))


async def _post(house: House, db: WriteSession, process: Process, ballot: Ballot, reader: Reader) -> None:
    territory = await db.get_one(Territory, process.territory_id)
    language = reader.language if reader.language in territory.languages else territory.languages[0]
    address = house.settings.address(territory.slug)
    ending = path_for(house.settings, reader.person_id, process.id)
    letter = house.renderer.letter(
        "consultations/processes/mail/notice",
        {
            "notice": _notice(house.renderer.wording(language, territory.time_zone), process, ballot),
            "unsubscribe": ending,
        },
        language=language,
        territory=territory,
        address=address,
    )
    await post(
        db,
        key=f"ballot-published:{ballot.id}:{reader.person_id}",
        territory_id=territory.id,
        person_id=reader.person_id,
        recipient=reader.email,
        letter=replace(letter, unsubscribe=f"{address}/{language}{ending}"),
    )


def _notice(words: Wording, process: Process, ballot: Ballot) -> Notice:
    return Notice(
        subject=words.say(say("The result of “%(title)s” is published"), title=ballot.title),
        paragraphs=[
            words.say(
                say(
                    "The votes of “%(title)s” are counted. The page says for each choice why it won or what"
                    " it lacked, and gives everything with which anybody can count again."
                ),
                title=process.title,
            )
        ],
        action=words.say(say("See the result")),
        path=f"/ballots/{ballot.id}/result",
    )


JOBS = (Job(WRITE, write),)
