"""What each check of consultations finds, planted one by one."""

from datetime import timedelta

import pytest
from sqlmodel import text

from consultations.actions.models import Theme
from consultations.actions.rules import ThemeKind
from consultations.processes.invariants import INVARIANTS
from consultations.processes.models import ProcessChange, ProcessTheme
from consultations.processes.rules import PhaseKind
from okote.platform.checks import violations

PLANTED = {
    "process-stays-in-its-territory": "UPDATE phase SET territory_id = :elsewhere",
    "phases-do-not-overlap": "UPDATE phase SET ends_at = ends_at + interval '2 days' WHERE kind = 'ideas'",
    "phase-permits-what-its-kind-may": "UPDATE phase SET permits = '{vote}' WHERE kind = 'ideas'",
    "process-is-published-with-phases": "DELETE FROM phase",
    "process-changes-are-of-what-is-published": "UPDATE process_change SET at = at - interval '200 days'",
    "process-serves-pillars": "UPDATE theme SET kind = 'aim'",
}


@pytest.fixture
async def whole(db, process_of, agent):
    """With a change and a pillar."""
    made = await process_of((PhaseKind.IDEAS, -1, 5), (PhaseKind.RESULTS, 6, None))
    at = await db.now()
    here = {"territory_id": made.territory_id}
    pillar = Theme(**here, kind=ThemeKind.PILLAR, name="Proximité", position=1, created_at=at)
    db.add(pillar)
    await db.flush()
    db.add(ProcessTheme(process_id=made.id, theme_id=pillar.id))
    told = {"what": [], "reason": "Parce que.", "at": at - timedelta(days=1), "by": agent.person.id}
    db.add(ProcessChange(**here, process_id=made.id, **told))
    await db.flush()
    return made


async def test_nothing_is_found_where_all_is_well_and_each_thing_that_is_planted(db, whole, elsewhere):
    assert {one.name for one in INVARIANTS} == PLANTED.keys()
    assert await violations(db, INVARIANTS) == []
    for name, planted in PLANTED.items():
        async with db.begin_nested() as saved:
            await db.exec(text(planted), params={"elsewhere": elsewhere.id} if ":" in planted else None)
            assert [one.invariant.name for one in await violations(db, INVARIANTS)] == [name]
            await saved.rollback()
