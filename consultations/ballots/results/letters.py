"""Who is told that a result is published: whoever follows the consultation or takes part in it, once each."""

from functools import partial
from typing import Any
from uuid import UUID

from sqlmodel import select

from consultations.ballots.events import BallotPublished
from consultations.ballots.models import Ballot, OpenVote
from consultations.ideas.hung import taking
from consultations.processes.letters import BATCH, readers, send
from consultations.processes.models import Process
from okote.house import House
from okote.platform.i18n import say
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
        key, notice = f"ballot-published:{row.id}", partial(_notice, process, row)
        for reader in found:
            await send(house, db, process, key, notice, reader)
        if len(found) == BATCH:
            await db.defer(WRITE, ballot=ballot, after=str(found[-1].person_id))


def _notice(process: Process, ballot: Ballot, words: Wording) -> Notice:
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
