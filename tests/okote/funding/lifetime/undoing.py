"""What two people may do once a campaign has succeeded and its money has not left, as a step of its life."""

from collections.abc import Callable
from typing import Any

from anyio.from_thread import run
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from okote.approvals.service import approve, refuse
from okote.funding.closing.service import undo
from okote.funding.closing.service.undoing import ACTS
from tests.okote.funding.lifetime.model import GRACE, Expected
from tests.okote.funding.lifetime.world import WHY, World
from tests.okote.funding.scene import GOOD

MUCH = 300_00
"""Cents, with which any campaign reaches its threshold."""

QUIET = 301
"""Seconds after which no call to Stripe is on its way any more."""


class Undoing:
    world: World
    expected: Expected
    allowed: Callable[..., Any]
    somebody_new_pledges_and_pays: Callable[..., Any]

    @precondition(lambda self: len(self.expected.given) > 1)
    @rule(agreed=st.sampled_from([True, True, True, False]))
    def its_association_is_dissolved(self, agreed: bool) -> None:
        """Once it has succeeded, unless it was decided before; Stripe has stopped its account meanwhile."""
        self.somebody_new_pledges_and_pays(cents=MUCH, own=False, company=False, card=GOOD)
        run(self._decided_in_vain)
        self.two_undo_its_success(agreed)

    @precondition(lambda self: run(self.world.until_end) < 0)
    @rule(agreed=st.sampled_from([True, True, True, False]))
    def two_undo_its_success(self, agreed: bool) -> None:
        """Or the second person refuses, and its holder is paid."""
        run(self.world.pass_time, QUIET)
        closing = run(self.world.closing)
        if self.allowed(self._undone, agreed) and agreed:
            assert closing is not None, "undone before it was decided"
            assert closing.transferred_at is None, "undone although the holder has it"
            self.expected.undo()

    async def _decided_in_vain(self) -> None:
        await self.world.restrict(able=False)
        left = await self.world.until_end()
        if left > 0:
            await self.world.pass_time(left + GRACE + 1)
        await self.world.look()

    async def _undone(self, agreed: bool) -> bool:
        first, second = self.world.administrators
        async with self.world.house.database.unit_of_work() as db:
            asked = await undo(db, self.world.campaign.id, WHY, by=first)
        async with self.world.house.database.unit_of_work() as db:
            if agreed:
                await approve(db, ACTS, asked.id, "Vu", by=second)
            else:
                await refuse(db, asked.id, "Elle vit encore", by=second)
        return True
