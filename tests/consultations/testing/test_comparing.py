"""Before and after are told of the same testers only where no few of them can be worked out."""

from dataclasses import replace as replaced
from itertools import combinations
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultations.measures.statistics.axes import Axis
from consultations.measures.statistics.suppression import pieces_told
from consultations.testing.models import Sitting
from consultations.testing.queries.comparing import changes_of
from consultations.testing.rules.sittings import Manner
from consultations.testing.service import campaigns

LEAST = 3


@pytest.fixture
def tried(db, samira, details, version_of, procedure):
    """A test of a new version that some of the same people sent, as it is once its service reads it."""
    people = [uuid4() for _ in range(9)]

    async def tried(title, places, *, before=None, on_site=()):
        newer = await version_of(procedure)
        key = before.id if before else None
        draft = await campaigns.write_campaign(
            db, replaced(details, before_id=key, version_id=newer.id, title=title), by=samira
        )
        opened = await campaigns.open_campaign(db, draft.id, by=samira)
        at = await db.now()
        db.add_all(
            Sitting(
                territory_id=opened.territory_id,
                campaign_id=opened.id,
                tester=people[place],
                manner=Manner.ON_SITE if place in on_site else Manner.ALONE,
                begun_at=at,
                completed_at=at,
                **dict.fromkeys(Axis, 1 + place % 5),
            )
            for place in places
        )
        opened.handed_over_at = at
        await db.flush()
        return opened

    return tried


async def test_who_tried_both_are_told_of(db, tried):
    before = await tried("Avant", range(9))
    after = await tried("Après", range(9), before=before)
    assert (await changes_of(db, before, after))[Axis.CLARITY].pairs.number == 9


async def test_two_comparisons_of_one_test_never_differ_by_a_few(db, tried):
    """Six tried A and B; five of them tried B and C: of B, what the sixth said would be the difference."""
    first = await tried("A", range(6))
    second = await tried("B", range(9), before=first)
    third = await tried("C", range(5), before=second)
    assert (await changes_of(db, first, second))[Axis.CLARITY].pairs.number == 6
    assert await changes_of(db, second, third) is None
    assert await changes_of(db, first, second) is not None, "what is told is not taken back"


async def test_two_comparisons_that_cut_no_small_piece_are_both_told(db, tried):
    first = await tried("A", range(6))
    second = await tried("B", range(9), before=first)
    third = await tried("C", range(6), before=second)
    assert await changes_of(db, second, third) is not None


async def test_a_comparison_never_differs_by_a_few_from_a_way_of_trying(db, tried):
    """Five tried B alone and four on site; six of them, one on site, had tried A."""
    first = await tried("A", range(6))
    second = await tried("B", range(9), before=first, on_site=range(5, 9))
    assert await changes_of(db, first, second) is None


groups = st.lists(st.sets(st.integers(0, 8)), max_size=4)


@given(st.integers(0, 9), groups)
def test_what_may_be_told_gives_nobody_away(people, told):
    """Whoever knows all sums of what is told learns the sum of no few people: differences, taken twice."""
    everyone = range(people)
    if not pieces_told(everyone, told, LEAST):
        return
    known = {frozenset(everyone), *(frozenset(group) & frozenset(everyone) for group in told)}
    for _ in range(2):
        known |= {one - other for one, other in combinations(known, 2) if other <= one}
        known |= {other - one for one, other in combinations(known, 2) if one <= other}
        known |= {one & other for one, other in combinations(known, 2)}
    assert all(not one or len(one) >= LEAST for one in known)


def test_a_piece_of_two_is_seen():
    assert pieces_told(range(9), [range(6)], LEAST)
    assert not pieces_told(range(9), [range(6), range(5)], LEAST)
    assert not pieces_told(range(9), [range(7)], LEAST)
    assert pieces_told([], [range(7)], LEAST)
