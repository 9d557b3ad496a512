"""Consultations are written, published, changed with a reason, copied and archived."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import col, select

from consultations.actions.models import Theme
from consultations.actions.rules import ThemeKind, ThemeKindError
from consultations.eligibility.rules import Conditions, NotEligibleError, Residence
from consultations.processes import service
from consultations.processes.describing import ProcessDetails, described
from consultations.processes.events import ProcessChanged, ProcessPublished
from consultations.processes.models import Phase, ProcessChange
from consultations.processes.queries import process as shown_process
from consultations.processes.refusals import (
    AudienceSetError,
    EnvelopeTwiceError,
    ProcessArchivedError,
    ProcessOpenError,
    ProcessPastError,
    ProcessPublishedError,
    ReasonMissingError,
)
from consultations.processes.rules import (
    POSSIBLE,
    Audience,
    EnvelopeDetails,
    Permit,
    PhaseDetails,
    PhaseKind,
    PhasePermitsError,
    PhasesMissingError,
    Template,
)
from okote.platform.clock import set_offset
from okote.platform.errors import ForbiddenError, NotFoundError, StaleError
from payments.money import Money

DAY = timedelta(days=1)


@pytest.fixture
def heard():
    return []


@pytest.fixture
def subscriptions(heard):
    async def hear(_db, event):
        heard.append(type(event))

    return {kind: [hear] for kind in (ProcessPublished, ProcessChanged)}


@pytest.fixture
async def details(roads, place):
    return ProcessDetails(
        "Le budget des habitants",
        "Vous choisissez.",
        "Voici comment.",
        roads.id,
        ("fr",),
        stakes="120 000 €",
        places=(place.id,),
        envelopes=(
            EnvelopeDetails("Rivemont", Money.of(70_000), place.id),
            EnvelopeDetails("Tout", Money.of(50_000)),
        ),
    )


def phase(at, kind, begins, ends, **given):
    until = None if ends is None else at + ends * DAY
    return PhaseDetails(kind, at + begins * DAY, until, frozenset(POSSIBLE[kind]), **given)


@pytest.fixture
async def phases(db):
    at = await db.now()
    return [
        phase(at, PhaseKind.IDEAS, -1, 10),
        phase(at, PhaseKind.VOTE, 10, 20),
        phase(at, PhaseKind.RESULTS, 20, None),
    ]


@pytest.fixture
async def open_process(db, details, phases, administrator):
    made = await service.write_process(db, Template.BUDGET, details, phases, by=administrator)
    return await service.publish(db, made.id, by=administrator)


async def kept(db, process):
    """Its phases as they would be sent back."""
    rows = await db.exec(select(Phase).where(Phase.process_id == process.id).order_by(col(Phase.starts_at)))
    return [
        PhaseDetails(one.kind, one.starts_at, one.ends_at, frozenset(map(Permit, one.permits)), id=one.id)
        for one in rows
    ]


async def test_agents_write_administrators_publish(db, details, phases, agent, administrator, someone, heard):
    with pytest.raises(ForbiddenError):
        await service.write_process(db, Template.BUDGET, details, phases, by=await someone())
    made = await service.write_process(db, Template.BUDGET, details, by=agent)
    with pytest.raises(PhasesMissingError):
        await service.publish(db, made.id, by=administrator)
    await service.set_phases(db, made.id, phases, version=0, by=agent)
    with pytest.raises(ForbiddenError):
        await service.publish(db, made.id, by=agent)
    with pytest.raises(NotFoundError):
        await shown_process(db, administrator, made.slug)
    await service.publish(db, made.id, by=administrator)
    assert heard == [ProcessPublished]
    assert (await shown_process(db, await someone(), made.slug)).permits(Permit.PROPOSE)
    with pytest.raises(ForbiddenError):
        await service.change_process(db, made.id, details, version=1, by=agent, reason="Une faute.")
    with pytest.raises(ProcessPublishedError):
        await service.remove_draft(db, made.id, by=agent)


async def test_what_was_written_comes_back(db, details, phases, agent, elsewhere, place):
    made = await service.write_process(db, Template.BUDGET, details, phases, by=agent)
    assert await described(db, made) == details
    twice = replace(
        details, envelopes=[EnvelopeDetails("Tout", Money.of(1)), EnvelopeDetails("tout", Money.of(2))]
    )
    with pytest.raises(EnvelopeTwiceError):
        await service.change_process(db, made.id, twice, version=0, by=agent)
    aim = Theme(
        territory_id=made.territory_id, kind=ThemeKind.AIM, name="But", position=1, created_at=made.created_at
    )
    db.add(aim)
    await db.flush()
    with pytest.raises(ThemeKindError):
        await service.change_process(db, made.id, replace(details, pillars=[aim.id]), version=0, by=agent)
    inner = replace(details, audience=Audience.AGENTS)
    await service.change_process(db, made.id, inner, version=made.version, by=agent)
    assert {one.audience for one in await db.exec(select(Phase).order_by(Phase.id))} == {Audience.AGENTS}
    wide = [replace(one, audience=Audience.PUBLIC) for one in phases]
    with pytest.raises(PhasePermitsError):
        await service.set_phases(db, made.id, wide, version=made.version, by=agent)
    await service.remove_draft(db, made.id, by=agent)
    assert (await db.exec(select(Phase.id))).all() == []


async def test_changes_of_what_everyone_reads_take_a_reason_and_are_told(
    db, open_process, details, administrator, heard
):
    ideas, vote, results = await kept(db, open_process)
    longer = [
        replace(ideas, ends_at=ideas.ends_at + DAY),
        replace(vote, starts_at=vote.starts_at + DAY),
        results,
    ]
    with pytest.raises(ReasonMissingError):
        await service.set_phases(db, open_process.id, longer, version=0, by=administrator, reason=" ")
    await db.refresh(open_process)
    await service.set_phases(
        db, open_process.id, longer, version=open_process.version, by=administrator, reason="Grève."
    )
    with pytest.raises(StaleError):
        await service.change_process(db, open_process.id, details, version=0, by=administrator)
    said = replace(details, title="Le budget participatif")
    await service.change_process(
        db, open_process.id, said, version=open_process.version, by=administrator, reason="Plus clair."
    )
    told = (await db.exec(select(ProcessChange).order_by(col(ProcessChange.id)))).all()
    assert [one["kind"] for one in told[0].what] == ["extended", "moved"]
    assert (told[0].reason, told[1].what[0]["was_said"]) == ("Grève.", "Le budget des habitants")
    assert heard == [ProcessPublished, ProcessChanged, ProcessChanged]
    assert open_process.slug == "le-budget-des-habitants"  # links keep leading there
    with pytest.raises(AudienceSetError):
        await service.change_process(
            db,
            open_process.id,
            replace(said, audience=Audience.AGENTS),
            version=open_process.version,
            by=administrator,
            reason="Non.",
        )


async def test_a_phase_of_another_process_is_not_found(db, open_process, details, phases, administrator):
    other = await service.write_process(db, Template.BUDGET, details, phases, by=administrator)
    with pytest.raises(NotFoundError):
        await service.set_phases(db, other.id, await kept(db, open_process), version=0, by=administrator)


async def test_what_is_over_is_archived_and_what_is_not_is_kept(
    db, open_process, details, phases, administrator
):
    with pytest.raises(ProcessOpenError):
        await service.archive(db, open_process.id, by=administrator)
    await set_offset(db, 30 * DAY)
    await service.archive(db, open_process.id, by=administrator)
    with pytest.raises(ProcessArchivedError):
        await service.change_process(
            db, open_process.id, details, version=open_process.version, by=administrator
        )
    await service.take_up(db, open_process.id, by=administrator)
    ended = [*phases[:2], replace(phases[2], ends_at=phases[2].starts_at + DAY)]
    late = await service.write_process(db, Template.BUDGET, details, ended, by=administrator)
    with pytest.raises(ProcessPastError):
        await service.publish(db, late.id, by=administrator)


async def test_a_copy_has_all_that_was_written_and_nothing_of_what_was_done(
    db, open_process, details, administrator, territory
):
    start = territory.day(await db.now()) + 365 * DAY
    copied = await service.copy_process(db, open_process.id, start, by=administrator)
    assert (copied.published_at, copied.slug) == (None, "le-budget-des-habitants-2")
    assert await described(db, copied) == details
    phases = await kept(db, copied)
    assert [one.kind for one in phases] == [PhaseKind.IDEAS, PhaseKind.VOTE, PhaseKind.RESULTS]
    assert territory.day(phases[0].starts_at) == start
    assert not (await db.exec(select(ProcessChange))).all()


async def test_conditions_are_checked_where_something_is_done(db, details, phases, administrator, someone):
    asked = replace(details, conditions=Conditions(residence=Residence.DECLARED))
    made = await service.write_process(db, Template.BUDGET, asked, phases, by=administrator)
    await service.publish(db, made.id, by=administrator)
    resident = await someone()
    with pytest.raises(NotEligibleError):
        await service.permitted(db, made.id, Permit.PROPOSE, by=resident)
    assert await service.opened(db, made.id, Permit.PROPOSE, by=resident)
