"""The process apart: what it answers, what it tells meanwhile, and that it ends with whoever asked."""

from itertools import pairwise

import pytest

from consultations.panels.drawing.computing import ApartFailedError, asked, check
from consultations.panels.sortition.freezing import frozen
from consultations.panels.sortition.report import REPLAY, Algorithm, PublishedQuota, Sheet, written
from consultations.panels.sortition.rules import Candidate
from consultations.panels.sortition.service import made

QUOTAS = (PublishedQuota("age", "young", 1, 2), PublishedQuota("age", "old", 1, 2))
POOL = [Candidate(f"{at:03}", ("young" if at % 3 else "old",)) for at in range(12)]


def sheet(pool, algorithm=Algorithm.MAXIMIN, **changes):
    given = {
        "format": REPLAY,
        "algorithm": algorithm,
        "size": 3,
        "quotas": QUOTAS,
        "excluded": 1,
        "public_draw": "Loto, 2026-12-05: all",
    }
    empty = Sheet(**given | changes, pool="")
    numbers = {one.id: one.id for one in pool}
    return Sheet(**given | changes, pool=frozen(pool, empty.wanted, "salt", numbers).text)


@pytest.mark.parametrize("algorithm", Algorithm)
async def test_it_makes_what_the_sheet_makes_and_tells_how_far_it_is(algorithm):
    told = []

    async def heard(stage, part):
        told.append((stage, part))

    asking = sheet(POOL, algorithm)
    assert (await asked("make", asking, heard)).report == written(made(asking))
    assert told
    assert all(one != other for one, other in pairwise(told))


async def test_quotas_that_cannot_be_met_come_with_what_would_have_to_give_way():

    assert (await check(sheet(POOL))).met
    few = (await check(sheet(POOL[:3], quotas=(PublishedQuota("age", "old", 2, 3), QUOTAS[0])))).unmet
    assert [(one.reason, one.value, one.has, one.needs) for one in few.obstacles] == [
        ("too_few_have_it", "old", 1, 2)
    ]
    assert [(one.value, one.least, one.lower, one.higher) for one in few.changes] == [("old", 2, 1, 0)]


class NobodyListensError(Exception):
    pass


async def test_it_ends_where_nobody_listens_any_more_and_where_it_fails(capfd):
    async def heard(_stage, _part):
        raise NobodyListensError

    with pytest.raises(NobodyListensError):
        await asked("make", sheet(POOL), heard)
    torn = sheet(POOL, quotas=())
    with pytest.raises(ApartFailedError):
        await asked("make", Sheet(REPLAY, Algorithm.MAXIMIN, 3, QUOTAS, 0, "Loto", torn.pool))
    assert "other features" in capfd.readouterr().err
