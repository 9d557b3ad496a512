"""Ballots that were voted on and closed by two people, ready to be counted."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from secrets import token_hex
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import select

from consultations.ballots import service
from consultations.ballots.closing import ACTS, ask_to_close, ask_to_publish
from consultations.ballots.describing import EnvelopeDetails, OptionDetails
from consultations.ballots.results.counting import counted
from consultations.ballots.rules import Mode, Rule
from consultations.ballots.voting import cast_vote, vote_openly
from consultations.processes.models import Phase
from consultations.processes.rules import PhaseKind
from okote.approvals.service import approve
from okote.identity.models import Role
from tests.consultations.ballots.conftest import DETAILS, administrator, ballot_of, process_of

__all__ = ["administrator", "ballot_of", "process_of"]

PRICED = tuple(
    OptionDetails(title=f"Projet {number}", cost_minor=cost * 100, envelope=1)
    for number, cost in enumerate((300, 200, 200, 900), 1)
)
ENVELOPE = (EnvelopeDetails(name="Tout le territoire", amount_minor=600_00),)
VOTES: Sequence[dict[int, int]] = ({1: 1}, {1: 1, 2: 1}, {1: 1}, {3: 1}, {2: 1}, {}, {1: 1, 4: 1})


@dataclass(frozen=True)
class Made:
    ballot: Any
    asked: Any
    second: Any

    @property
    def id(self) -> UUID:
        return self.ballot.id


@pytest.fixture
def db(committing):
    return committing


@pytest.fixture
def closed(db, process_of, administrator, someone, pass_time):
    """Voted on as `votes` say, then closed by two people."""

    async def closed(votes=VOTES, options=PRICED, envelopes=ENVELOPE, withdrawn=(), lot=None, **changes):
        said = {"rule": Rule.GREEDY, "winners": None, **changes}
        details = replace(DETAILS, **said)
        process = await process_of((PhaseKind.VOTE, -1, 1), slug=f"budget-{token_hex(4)}")
        phase = (await db.exec(select(Phase).where(Phase.process_id == process.id))).one()
        ballot = await service.write(db, process.id, phase.id, details, options, envelopes, by=administrator)
        await service.announce(db, ballot.id, by=administrator)
        for choices in votes:
            voter = await someone()
            if details.mode is Mode.SEALED:
                await cast_vote(db, ballot.id, choices, token_hex(), by=voter)
            else:
                await vote_openly(db, ballot.id, choices, by=voter)
        for position in withdrawn:
            await service.withdraw_option(db, ballot.id, position, "Terrain vendu", by=administrator)
        await pass_time(1)
        second = await someone(Role.ADMINISTRATOR)
        await by_two(db, await ask_to_close(db, ballot.id, "Terminé", by=administrator), second)
        if lot:
            ballot.lot = lot
        await db.commit()
        return Made(ballot, administrator, second)

    return closed


async def by_two(db, approval, second):
    await approve(db, ACTS, approval.id, "Vu", by=second)
    await db.commit()


@pytest.fixture
def count(database):
    async def count(made):
        return await counted(database.unit_of_work, made.id, made.asked.person.id)

    return count


@pytest.fixture
def publish(db):
    async def publish(made):
        await by_two(db, await ask_to_publish(db, made.id, "Compté", by=made.asked), made.second)

    return publish
