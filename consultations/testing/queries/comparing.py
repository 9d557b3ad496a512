"""What the same testers said before and after, where it tells nothing of a few of them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from consultations.measures.pictures.change import Change
from consultations.measures.statistics.axes import Axis, Level
from consultations.measures.statistics.pairs import Pairs, paired
from consultations.measures.statistics.suppression import hidden, pieces_told
from consultations.testing.models import Sitting, TestCampaign
from consultations.testing.queries.results import SENT, levels_of, sent_of
from consultations.testing.rules.sittings import Manner
from payments.sessions import ReadSession


async def changes_of(
    db: ReadSession, before: TestCampaign, after: TestCampaign
) -> Mapping[Axis, Change] | None:
    """What those said who tried both; None where nobody did, or where too few could be worked out."""
    if not await _compared(db, before, after):
        return None
    earlier = {one.tester: levels_of(one) for one in await sent_of(db, before.id)}
    later = {one.tester: levels_of(one) for one in await sent_of(db, after.id)}
    return {axis: Change(_pairs(earlier, later, axis)) for axis in Axis}


async def _compared(db: ReadSession, before: TestCampaign, after: TestCampaign) -> bool:
    """Whether who tried both may be told beside all else that is told of either test.

    That is its ways of trying, and comparisons with other tests of the panel: the sooner they could be made,
    the sooner they were told, and what is told is not taken back.
    """
    tests = await _read_of(db, before, after)
    told = {key: _ways_told(one) for key, one in tests.items()}
    for earlier, later in _in_turn(tests):
        both = earlier.ways.keys() & later.ways.keys()
        least = max(earlier.campaign.smallest_group, later.campaign.smallest_group)
        may = bool(both) and all(
            pieces_told(one.ways, [*told[one.campaign.id], both], least) for one in (earlier, later)
        )
        if later.campaign.id == after.id:
            return may
        if may:
            told[earlier.campaign.id].append(both)
            told[later.campaign.id].append(both)
    return False


@dataclass(frozen=True, slots=True)
class _Read:
    """A test whose results are read, with how each tester tried it."""

    campaign: TestCampaign
    ways: dict[UUID, Manner]

    @property
    def since(self) -> float:
        at = self.campaign.handed_over_at
        return inf if at is None else at.timestamp()


def _in_turn(tests: Mapping[UUID, _Read]) -> Sequence[tuple[_Read, _Read]]:
    """Each with the one before it, in the order in which they could be compared."""
    pairs = [
        (tests[key], one)
        for one in tests.values()
        if (key := one.campaign.before_id) is not None and key in tests
    ]
    return sorted(pairs, key=lambda both: (max(one.since for one in both), both[1].campaign.id))


async def _read_of(db: ReadSession, *asked: TestCampaign) -> Mapping[UUID, _Read]:
    """Those of the same panel that are handed over, and those asked for."""
    read = col(TestCampaign.handed_over_at).is_not(None) | col(TestCampaign.id).in_(one.id for one in asked)
    statement: Any = (
        select(TestCampaign, Sitting.tester, Sitting.manner)
        .join(Sitting, col(Sitting.campaign_id) == TestCampaign.id)
        .where(TestCampaign.panel_id == asked[0].panel_id, read, SENT)
        .order_by(col(TestCampaign.id), col(Sitting.tester))
    )
    tests: dict[UUID, _Read] = {}
    for campaign, tester, manner in await db.exec(statement):
        tests.setdefault(campaign.id, _Read(campaign, {})).ways[tester] = manner
    return tests


def _ways_told(one: _Read) -> list[Collection[UUID]]:
    """The groups by how testers tried it that may be told apart."""
    by_way = {manner: {who for who, how in one.ways.items() if how is manner} for manner in Manner}
    kept = hidden({way: len(who) for way, who in by_way.items()}, one.campaign.smallest_group)
    return [who for way, who in by_way.items() if who and way not in kept]


def _pairs(
    earlier: Mapping[UUID, Mapping[Axis, Level]], later: Mapping[UUID, Mapping[Axis, Level]], axis: Axis
) -> Pairs:
    return paired(
        {who: levels[axis] for who, levels in earlier.items()},
        {who: levels[axis] for who, levels in later.items()},
    )
