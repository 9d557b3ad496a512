"""An open ballot that a wave of new accounts voted on, over and not closed yet."""

from dataclasses import dataclass, replace
from secrets import token_hex
from typing import Any

import pytest
from sqlmodel import select

from consultations.ballots import service
from consultations.ballots.review.rules import WAVE_LEAST
from consultations.ballots.rules import Input, Mode
from consultations.ballots.voting import vote_openly
from consultations.processes.models import Phase
from consultations.processes.rules import PhaseKind
from okote.identity.models import Role
from tests.consultations.ballots.conftest import DETAILS, OPTIONS

OPEN = replace(DETAILS, mode=Mode.OPEN, input=Input.SINGLE, most=1)


@dataclass(frozen=True)
class Voted:
    ballot: Any
    voters: Any


@pytest.fixture
def voted(db, process_of, administrator, someone, pass_time):
    """On as many accounts as make a wave, each with a mailbox of its own; `changes` are the ballot's."""

    async def voted(number=WAVE_LEAST, *, over=True, options=OPTIONS, **changes):
        process = await process_of((PhaseKind.VOTE, -1, 1), slug=f"budget-{token_hex(4)}")
        phase = (await db.exec(select(Phase).where(Phase.process_id == process.id))).one()
        details = replace(OPEN, **changes)
        ballot = await service.write(db, process.id, phase.id, details, options, by=administrator)
        await service.announce(db, ballot.id, by=administrator)
        voters = [await someone() for _ in range(number)]
        for at, voter in enumerate(voters):
            voter.person.email = f"{token_hex(4)}@exemple.test"
            if details.mode is Mode.OPEN:
                await vote_openly(db, ballot.id, {1 + at % 2: 1}, by=voter)
        if over:
            await pass_time(1)
        return Voted(ballot, voters)

    return voted


@pytest.fixture
async def other(someone):
    """Another administrator than who sets votes aside."""
    return await someone(Role.ADMINISTRATOR)
