"""The active phase decides, by the database's clock, within the transaction that asks."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import text

from consultations.processes.models import Phase
from consultations.processes.queries import active_phase, process
from consultations.processes.rules import (
    Audience,
    Permit,
    PhaseClosedError,
    PhaseKind,
    PhaseNotYetError,
    PhaseOverError,
    ProcessState,
)
from consultations.processes.service import permitted
from okote.identity.models import Role
from okote.platform.clock import set_offset
from okote.platform.errors import ForbiddenError, NotFoundError

BUDGET = (
    (PhaseKind.IDEAS, -20, -10),
    (PhaseKind.STUDY, -10, -1),
    (PhaseKind.VOTE, -1, 5),
    (PhaseKind.RESULTS, 6, None),
)


async def test_what_is_open_is_permitted_and_nothing_else(db, process_of, someone):
    resident = await someone()
    made = await process_of(*BUDGET)
    assert await permitted(db, made.id, Permit.VOTE, by=resident) is made
    with pytest.raises(PhaseOverError) as error:
        await permitted(db, made.id, Permit.PROPOSE, by=resident)
    assert error.value.parameters["now"].code == "process_now_vote"
    assert error.value.parameters["zone"] == "Europe/Paris"
    shown = await process(db, resident, "budget")
    assert (shown.standing, shown.active.kind, shown.next.kind) == (ProcessState.OPEN, "vote", "results")
    assert (await active_phase(db, made.id)).id == shown.active.id
    assert await permitted(db, None, Permit.PROPOSE, by=resident) is None


async def test_a_phase_is_half_open_by_the_clock_of_the_database(db, process_of, someone):
    """Its first moment is in it, its end is not; no job switches anything."""
    resident = await someone()
    made = await process_of((PhaseKind.IDEAS, -1, 5), (PhaseKind.RESULTS, 6, None))
    for ahead, allowed in (
        (timedelta(days=4.9), True),
        (timedelta(days=5), False),
        (timedelta(days=7), False),
    ):
        await set_offset(db, ahead)
        if allowed:
            assert await permitted(db, made.id, Permit.PROPOSE, by=resident)
        else:
            with pytest.raises(PhaseOverError):
                await permitted(db, made.id, Permit.PROPOSE, by=resident)
    await set_offset(db, timedelta(days=-2))
    with pytest.raises(PhaseNotYetError) as early:
        await permitted(db, made.id, Permit.PROPOSE, by=resident)
    assert early.value.parameters["opens"].utcoffset() is not None
    with pytest.raises(PhaseClosedError):
        await permitted(db, made.id, Permit.VOTE, by=resident)


async def test_whoever_is_not_of_the_audience_finds_nothing(db, process_of, someone, elsewhere):
    made = await process_of(*BUDGET, audience=Audience.AGENTS)
    for who in (await someone(), await someone(Role.PARTNER), await someone(Role.AGENT, at=elsewhere)):
        with pytest.raises(NotFoundError):
            await permitted(db, made.id, Permit.VOTE, by=who)
        with pytest.raises(NotFoundError):
            await process(db, who, "budget")
    assert await permitted(db, made.id, Permit.VOTE, by=await someone(Role.AGENT))
    partners = await process_of(*BUDGET, audience=Audience.PARTNERS, slug="partenaires")
    assert await permitted(db, partners.id, Permit.VOTE, by=await someone(Role.PARTNER))
    hidden = await process_of(*BUDGET, draft=True, slug="brouillon")
    with pytest.raises(NotFoundError):
        await permitted(db, hidden.id, Permit.VOTE, by=await someone(Role.ADMINISTRATOR))


async def test_a_phase_may_be_for_fewer_people_than_its_process(db, process_of, someone):
    made = await process_of(*BUDGET)
    await db.exec(text("UPDATE phase SET audience = 'agents' WHERE kind = 'vote'"))
    with pytest.raises(ForbiddenError):
        await permitted(db, made.id, Permit.VOTE, by=await someone())
    assert await permitted(db, made.id, Permit.VOTE, by=await someone(Role.AGENT))


async def test_nothing_is_permitted_in_what_is_archived(db, process_of, someone):
    made = await process_of(*BUDGET)
    made.archived_at = await db.now()
    with pytest.raises(PhaseClosedError):
        await permitted(db, made.id, Permit.VOTE, by=await someone())


async def test_the_database_itself_refuses_phases_that_overlap(db, process_of):
    made = await process_of((PhaseKind.IDEAS, -1, 5))
    await process_of((PhaseKind.IDEAS, -1, 5), slug="autre")
    at = await db.now()
    db.add(
        Phase(
            territory_id=made.territory_id,
            process_id=made.id,
            kind=PhaseKind.VOTE,
            starts_at=at + timedelta(days=4),
            ends_at=None,
            permits=[],
        )
    )
    await db.flush()
    with pytest.raises(IntegrityError, match="ex_phase_process_id_starts_at"):
        await db.exec(text("SET CONSTRAINTS ALL IMMEDIATE"))
