"""The terms of use are accepted once for each version, by whoever read that very one."""

from datetime import timedelta

import pytest
from sqlmodel import select

from okote.funding.conditions.models import ConditionsAcceptance
from okote.funding.conditions.rules import CURRENT, ConditionsNotAcceptedError, check_accepted
from okote.funding.conditions.service import accept, has_accepted


@pytest.mark.parametrize("ticked", ["", "yes", "2026-10-31", "2099-01-01"])
def test_another_version_than_the_one_in_force_is_none(ticked):
    with pytest.raises(ConditionsNotAcceptedError):
        check_accepted(ticked)


async def test_it_is_asked_once(db, someone, elsewhere):
    camille = await someone()
    with pytest.raises(ConditionsNotAcceptedError):
        await accept(db, "", by=camille)
    for ticked in (CURRENT.isoformat(), ""):
        await accept(db, ticked, by=camille)
    (kept,) = (await db.exec(select(ConditionsAcceptance))).all()
    assert (kept.version, kept.accepted_at) == (CURRENT, await db.now())
    assert not await has_accepted(db, elsewhere.id, camille.person.id)


async def test_a_new_version_is_asked_for_again(db, territory, someone):
    camille = await someone()
    older = CURRENT - timedelta(days=30)
    db.add(
        ConditionsAcceptance(
            territory_id=territory.id,
            person_id=camille.person.id,
            version=older,
            accepted_at=await db.now(),
        )
    )
    await db.flush()
    with pytest.raises(ConditionsNotAcceptedError):
        await accept(db, older.isoformat(), by=camille)
