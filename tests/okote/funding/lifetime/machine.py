"""Everything that may happen to one campaign, in any order; and what must hold after each step."""

from dataclasses import replace
from typing import Any

from anyio.from_thread import run
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    precondition,
    rule,
)

from okote.funding.campaigns.rules import CampaignState
from okote.funding.closing import service
from okote.funding.closing.service import reclaiming
from okote.funding.matching.rules import Rule
from okote.funding.pledges.rules import PledgeStatus
from payments.errors import DomainError
from tests.okote.funding.lifetime.banks import Banks
from tests.okote.funding.lifetime.disputes import PLEDGES, Disputes
from tests.okote.funding.lifetime.model import Expected, Given, Promise
from tests.okote.funding.lifetime.transfers import Transfers
from tests.okote.funding.lifetime.undoing import Undoing
from tests.okote.funding.lifetime.world import World
from tests.okote.funding.scene import GOOD, SLOW, SLOW_BACK

DECLINED, SLOW_DECLINED = "4000000000000002", "4000000000000135"
CHARGED = {GOOD, SLOW, SLOW_BACK}

CENTS = st.sampled_from([1_00, 5_55, 20_00, 33_33, 50_01, 120_00])
GOAL = 300_00
CEILINGS = st.sampled_from([20_00, 77_77, 500_00])
PER_EURO = st.builds(Promise, CEILINGS, st.just(Rule.PER_EURO), st.sampled_from([3_333, 10_000]))


def under_a_condition(rule: Rule) -> st.SearchStrategy[Promise]:
    """From so many cents or so many donors on."""
    cents = st.builds(Promise, CEILINGS, st.just(rule), least=st.sampled_from([1, 50_00, 120_00]))
    people = {"least": st.integers(1, 3), "of_donors": st.sampled_from([True])}
    return cents | st.builds(Promise, CEILINGS, st.just(rule), **people)


AT_ONCE, AT_LAST = under_a_condition(Rule.LUMP), under_a_condition(Rule.COMPLETION)

MISCHIEF: list[dict[str, float]] = [
    {},
    {"duplicate": 0.5, "reorder": 0.5},
    {"lose": 1.0},
    {"lose": 0.3, "duplicate": 0.3, "late_fees": 1_800},
    {"rate_limit": 0.2, "server_error": 0.2, "server_error_after": 0.2},
]

NO_CARD = "lost_or_stolen_card"
"""Why no card takes a refund, which then goes by transfer."""

DAY = 86_400
DAYS_UNTIL_SETTLED = 6
"""Three until a card's money may be moved on, two until a payout arrives."""

WITH_A_BANK = {PledgeStatus.DISPUTED, PledgeStatus.CANCELLING, PledgeStatus.REFUNDING}

OVER = {CampaignState.REFUNDED, CampaignState.PAID_OUT, CampaignState.CANCELLED}


class Lifetime(Disputes, Undoing, RuleBasedStateMachine):
    """What people ask may be refused, and then changes nothing; what is granted must come to its end."""

    pledges = PLEDGES
    cheques: Bundle[dict[str, Any]] = Bundle("cheques")

    def __init__(self, world: World) -> None:
        super().__init__()
        self.world = world
        self.banks, self.transfers = Banks(world), Transfers(world)
        self.sound = False
        """Whether there is anything to bring to an end, or to doubt already."""

    def allowed(self, deed: Any, *told: Any, **named: Any) -> Any:
        """What comes of it; None where the service refuses."""

        async def done() -> Any:
            return await deed(*told, **named)

        try:
            return run(done)
        except DomainError:
            return None

    @initialize(promised=st.tuples(PER_EURO | AT_ONCE, PER_EURO | AT_ONCE | AT_LAST))
    def begin(self, promised: tuple[Promise, Promise]) -> None:
        run(self.world.begin, GOAL, [one.columns for one in promised])
        self.expected = Expected(
            GOAL, self.world.campaign.ends_at.timestamp(), [replace(one) for one in promised]
        )
        self.sound = True

    @rule(target=pledges, cents=CENTS, own=st.booleans(), company=st.booleans(), reward=st.booleans())
    def somebody_new_pledges(self, cents: int, own: bool, company: bool, reward: bool) -> Any:
        given = self.allowed(self.world.give, cents, own=own, company=company, reward=reward, again=None)
        return self._known(given, cents, own=own, company=company)

    @rule(
        target=pledges,
        cents=CENTS,
        own=st.booleans(),
        company=st.booleans(),
        card=st.sampled_from([GOOD, GOOD, SLOW_BACK]),
    )
    def somebody_new_pledges_and_pays(self, cents: int, own: bool, company: bool, card: str) -> Any:
        given = self.allowed(self.world.give, cents, own=own, company=company, reward=False, again=None)
        known = self._known(given, cents, own=own, company=company)
        if isinstance(known, Given):
            self.they_pay(known, card, back=True)
        return known

    @rule(target=pledges, pledge=pledges, cents=CENTS)
    def they_pledge_again(self, pledge: Given, cents: int) -> Any:
        given = self.allowed(self.world.give, cents, own=False, company=False, reward=False, again=pledge.id)
        return self._known(given, cents, of=pledge)

    def _known(
        self, given: Any, cents: int, *, own: bool = False, company: bool = False, of: Given | None = None
    ) -> Any:
        """The same pledge where it is one that they had begun; its words may still have changed."""
        if given is None:
            return multiple()
        for one in self.expected.given:
            if one.id == given[0]:
                if not one.charged:
                    one.own, one.donor = own, (one.donor[0], company)
                return multiple()
        assert run(self.world.until_end) > 0, "taken after the deadline"
        made = Given(given[0], cents, (of.donor[0] if of else given[0], company), own)
        self.expected.given.append(made)
        return made

    @rule(
        pledge=pledges,
        card=st.sampled_from([GOOD, GOOD, GOOD, SLOW, SLOW_BACK, DECLINED, SLOW_DECLINED]),
        back=st.booleans(),
    )
    def they_pay(self, pledge: Given, card: str, back: bool) -> None:
        paid = run(self.world.pay, pledge.id, card)
        if paid is not None and paid[0] and card in CHARGED:
            self.expected.charge(pledge, paid[1])
        if back:
            run(self.world.come_back, pledge.id)

    @rule(pledge=pledges)
    def they_take_it_back(self, pledge: Given) -> None:
        async def taken() -> bool:
            await self.world.take_back_by_id(pledge.id)
            return True

        if self.allowed(taken):
            assert run(self.world.until_end) > 0, "taken back after the deadline"
            assert pledge.counts, "nothing to take back"
            pledge.counts = False

    @rule(pledge=pledges)
    def the_office_gives_it_back(self, pledge: Given) -> None:
        if self.allowed(self.world.give_back_by_office, pledge.id):
            assert pledge.counts, "nothing to give back"
            pledge.counts = False

    @rule(pledge=pledges)
    def two_give_it_back_after_success(self, pledge: Given) -> None:
        """Without waiting for the holder."""
        acts = reclaiming.ACTS
        if self.allowed(self.world.by_two, service.reclaim, acts, pledge.id):
            self.allowed(self.world.by_two, service.refund_ahead, acts, pledge.id)
            assert pledge.counts, "nothing to give back"
            pledge.counts, pledge.reclaimed = False, True

    @rule(target=cheques, cents=CENTS, own=st.booleans())
    def somebody_sends_a_cheque(self, cents: int, own: bool) -> Any:
        cheque_id = self.allowed(self.world.send_cheque, cents, own=own)
        return multiple() if cheque_id is None else {"id": cheque_id, "cents": cents, "own": own, "is": None}

    @rule(
        cheque=cheques,
        step=st.sampled_from(["receive", "confirm", "confirm alone", "bank", "give back", "bounce"]),
    )
    def agents_take_a_step(self, cheque: dict[str, Any], step: str) -> None:
        pledge_id = self.allowed(self.world.move_cheque, cheque["id"], step)
        assert step != "confirm alone" or pledge_id is None
        match step:
            case "confirm" if pledge_id is not None:
                assert run(self.world.until_end) > 0, "counted after the deadline"
                donor = (pledge_id, False)
                cheque["is"] = Given(
                    pledge_id, cheque["cents"], donor, cheque["own"], cheque=True, counts=True
                )
                self.expected.given.append(cheque["is"])
            case "bank" if pledge_id is not None:
                cheque["is"].banked = True
            case "bounce" if pledge_id is not None:
                cheque["is"].counts, cheque["is"].bounced = False, True

    @rule(
        which=st.sampled_from([0, 1]), to=st.one_of(st.none(), st.sampled_from([1_00, 15_00, 60_00, 900_00]))
    )
    def a_partner_changes_its_ceiling(self, which: int, to: int | None) -> None:
        ceiling = self.allowed(self.world.amend, which, to)
        if ceiling is not None:
            assert run(self.world.until_end) > 0, "amended after the deadline"
            assert ceiling >= (to or 0)
            self.expected.promises[which].ceiling = ceiling

    @precondition(lambda self: len(self.expected.given) > 3)
    @rule()
    def two_administrators_cancel_it(self) -> None:
        self.allowed(self.world.cancel_campaign)
        if run(self.world.now).state is CampaignState.CANCELLED:
            self.expected.cancel()

    @rule(pledge=pledges, why=st.sampled_from([NO_CARD, NO_CARD, "insufficient_funds"]))
    def a_bank_sends_a_refund_back(self, pledge: Given, why: str) -> None:
        if run(self.banks.send_back_refund, pledge.id, why):
            pledge.stuck, pledge.given_back = True, False

    @rule(pledge=pledges)
    def a_refund_is_asked_for_again(self, pledge: Given) -> None:
        """Nothing comes of it while the donor's bank has the money; where no card takes it, it is refused."""
        _, failed = run(self.world.statuses)[pledge.id]
        if failed is not None and self.allowed(self.world.ask_for_refund_again, pledge.id):
            assert failed not in {NO_CARD, "transfer_returned"} or not pledge.charged, failed
            pledge.stuck = False

    @precondition(lambda self: run(self.world.until_end) < 0)
    @rule()
    def the_holder_s_bank_sends_the_payout_back(self) -> None:
        run(self.world.send_back_payout)

    @precondition(lambda self: run(self.world.until_end) < 0)
    @rule()
    def the_payout_is_asked_for_again(self) -> None:
        self.allowed(self.world.ask_for_payout_again)

    @rule(which=st.sampled_from([0, 1]))
    def a_partner_pays(self, which: int) -> None:
        if self.allowed(self.world.receive_from_partner, which):
            self.expected.promises[which].paid = True

    @rule(away=st.booleans())
    def the_operator_uses_its_reserves(self, away: bool) -> None:
        """Without them, what Stripe holds may not reach for what the holder is due."""

        async def uses() -> None:
            await self.world.keep_reserves(away=away)

        run(uses)

    @rule(able=st.booleans())
    def stripe_looks_at_the_holder(self, able: bool) -> None:
        async def looks() -> None:
            await self.world.restrict(able=able)

        run(looks)

    @rule(plan=st.sampled_from(MISCHIEF), seed=st.integers(0, 3))
    def stripe_misbehaves(self, plan: dict[str, float], seed: int) -> None:
        async def misbehaves() -> None:
            await self.world.misbehave(plan and {"seed": seed, **plan})

        run(misbehaves)

    @rule()
    def stripe_tells_its_news(self) -> None:
        run(self.world.stripe.control.deliver)

    @rule()
    def jobs_are_worked(self) -> None:
        run(self.world.look)

    @rule(seconds=st.sampled_from([61, 1_860, 3_660, 86_400, 4 * 86_400]))
    def time_passes(self, seconds: int) -> None:
        run(self.world.pass_time, seconds)

    @rule(beyond=st.sampled_from([-600, 1, 29 * 60, 31 * 60]))
    def the_deadline_comes(self, beyond: int) -> None:
        left = run(self.world.until_end) + beyond
        if left > 0:
            run(self.world.pass_time, left)

    @rule()
    def it_rests(self) -> None:
        run(self.world.rest)
        self.check_at_rest()

    @invariant()
    def everything_holds(self) -> None:
        self.sound = False
        broken = run(self.world.violations)
        assert not broken, broken
        self.sound = True

    def check_at_rest(self) -> None:
        """The service, its ledger, Stripe and plain sums say the same."""
        self.sound = False
        state = run(self.world.now).state
        over = state not in {CampaignState.LIVE, CampaignState.CLOSING}
        assert over == (self.expected.cancelled or run(self.world.until_end) < 0), state
        if over and not self.expected.succeeds:
            self.expected.cancel()
        self._check_pledges()
        if not over:
            self._check_sums()
        elif not self.expected.cancelled:
            self._check_closing()
        closing = run(self.world.closing)
        transferred = closing is not None and closing.transferred_at is not None
        held = run(self.world.held_by_stripe).minor
        left = self.expected.at_stripe(transferred=transferred) + self._got_back()
        assert held - self.world.held_before == left, f"Stripe holds {held}, of which {left} of this campaign"
        booked = run(self.world.booked_at_stripe)
        assert held - booked == self.world.apart_before, f"Stripe holds {held}, the ledger says {booked}"
        self.everything_holds()

    def _check_pledges(self) -> None:
        known = run(self.world.statuses)
        for pledge in self.expected.given:
            status, failed = known.pop(pledge.id)
            if pledge.charged_back:
                assert status is PledgeStatus.CHARGED_BACK, (pledge, status)
                assert (failed is not None) == pledge.stuck, (pledge, failed)
            elif pledge.counts:
                assert status is PledgeStatus.IN_FORCE, (pledge, status)
            elif pledge.disputed and not pledge.given_back:
                assert (status is PledgeStatus.DISPUTED) == (failed is None), (pledge, status, failed)
                assert status in WITH_A_BANK, (pledge, status)
            elif pledge.charged:
                assert (status is PledgeStatus.REFUNDED) != pledge.stuck, (pledge, status)
                assert (failed is not None) == pledge.stuck, (pledge, failed)
            elif pledge.cheque:
                assert status is not PledgeStatus.IN_FORCE, (pledge, status)
            else:
                assert status in {PledgeStatus.FAILED, PledgeStatus.EXPIRED}, (pledge, status)
        assert known == {}

    def _check_sums(self) -> None:
        given = run(self.world.given)
        assert given.pledged.minor == self.expected.residents
        added = [match.amount.minor for match in given.matches]
        assert added == self.expected.matches(), f"what partners add: {added}"

    def _check_closing(self) -> None:
        closing = run(self.world.closing)
        assert closing.transfer_minor == self.expected.to_the_holder
        matches = self.expected.matches(decided=True)
        assert [closing.public_minor, closing.private_minor] == matches
        if self.expected.succeeds:
            called = [
                (match, promise.paid) for match, promise in zip(matches, self.expected.promises, strict=True)
            ]
            assert run(self.world.called) == [one for one in called if one[0]]

    def _got_back(self) -> int:
        """What the holder has given back, by Stripe's word and by ours, of what it owes."""
        back, known = run(self.world.taken_from_holder), run(self.world.recovered)
        assert back == known <= self.expected.owed_by_holder, (back, known)
        return back

    def teardown(self) -> None:
        """Whatever happened: everyone's money is back with them, or with the holder."""
        if not self.sound:
            return
        run(self.world.misbehave, {})
        left = run(self.world.until_end)
        if left > 0:
            run(self.world.pass_time, left + 1)
        self.stripe_looks_at_the_holder(able=True)
        self.the_operator_uses_its_reserves(away=False)
        run(self.world.rest)
        for pledge in self.expected.given:
            self.their_bank_goes_on(pledge, "win")
            self.a_refund_is_asked_for_again(pledge)
            self.a_donor_names_an_account(pledge)
        self.a_file_goes_to_the_operator_s_bank()
        for pledge in self.expected.given:
            self.the_operator_s_bank_pays(pledge)
        for cheque_id in run(self.world.cheques_held):
            self.allowed(self.world.move_cheque, cheque_id, "give back")
        self.allowed(self.world.ask_for_payout_again)
        for _ in range(DAYS_UNTIL_SETTLED):
            run(self.world.go_on, DAY)
        self.check_at_rest()
        state, funded = run(self.world.now).state, self.expected.succeeds
        assert state in OVER, state
        due = self.expected.to_the_holder if funded else 0
        assert run(self.world.paid_out) == due - self._got_back()
        assert funded or not any(one.counts and not one.banked for one in self.expected.given)
