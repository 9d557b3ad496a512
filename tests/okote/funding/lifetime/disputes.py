"""What donors' banks and card networks may do about what was paid, as steps of a campaign's life."""

from collections.abc import Callable
from typing import Any

from anyio.from_thread import run
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, rule

from okote.funding.campaigns.rules import CampaignState
from tests.okote.funding.lifetime.banks import Banks
from tests.okote.funding.lifetime.model import Expected, Given
from tests.okote.funding.lifetime.transfers import Transfers
from tests.okote.funding.lifetime.world import World

PLEDGES: Bundle[Given] = Bundle("pledges")

PASSED_ON = {CampaignState.FUNDED, CampaignState.PAID_OUT}
UNDECIDED = {CampaignState.LIVE, CampaignState.CLOSING}


class Disputes:
    """Of what a bank does we hear at once: what it did before a decision was known to whoever decided."""

    world: World
    expected: Expected
    banks: Banks
    transfers: Transfers
    allowed: Callable[..., Any]

    @rule(
        pledge=PLEDGES,
        part=st.sampled_from([0, 0, 1, 1_00, 10_00]),
        inquiry=st.sampled_from([False] * 3 + [True]),
    )
    def their_bank_doubts_it(self, pledge: Given, part: int, inquiry: bool) -> None:
        """And takes all, or a part; or only asks. Of what was given back by transfer, nothing more once
        a part is gone: more than one of these at a time was never seen.
        """
        if pledge.charged_back and pledge.by_bank:
            return
        state = run(self.world.now).state
        taken = run(self.banks.dispute, pledge.id, part, inquiry)
        if taken is None:
            return
        if inquiry:
            pledge.asked_about = True
        else:
            pledge.dispute(taken, passed_on=state in PASSED_ON, given_back=pledge.by_bank)

    @rule(pledge=PLEDGES, step=st.sampled_from(["answer", "win", "lose", "lose", "escalate", "drop"]))
    def their_bank_goes_on(self, pledge: Given, step: str) -> None:
        state = run(self.world.now).state
        aside = bool(pledge.disputed) and not pledge.counts and run(self.banks.is_aside, pledge.id)
        moved: Any = run(self.banks.go_on, pledge.id, step)
        if moved is None:
            return
        match step:
            case "escalate":
                pledge.dispute(
                    moved.taken, passed_on=state in PASSED_ON, given_back=moved.given_back or pledge.by_bank
                )
            case "win":
                pledge.win(was_aside=aside, undecided=state in UNDECIDED)
            case "lose":
                pledge.lose()
            case "drop":
                pledge.asked_about = False

    @rule(pledge=PLEDGES)
    def a_network_warns_of_fraud(self, pledge: Given) -> None:
        run(self.banks.warn, pledge.id)

    @rule(pledge=PLEDGES)
    def somebody_refunds_it_in_stripe_s_pages(self, pledge: Given) -> None:
        state = run(self.world.now).state
        if pledge.counts and run(self.banks.refund_by_hand, pledge.id):
            pledge.counts, pledge.reclaimed = False, state in PASSED_ON

    @rule(pledge=PLEDGES)
    def a_donor_names_an_account(self, pledge: Given) -> None:
        self.allowed(self.transfers.name, pledge.id)

    @rule()
    def a_file_goes_to_the_operator_s_bank(self) -> None:
        self.allowed(self.transfers.order)

    @rule(pledge=PLEDGES)
    def the_operator_s_bank_pays(self, pledge: Given) -> None:
        if self.allowed(self.transfers.pay, pledge.id):
            assert pledge.stuck, "paid without being owed"
            pledge.stuck, pledge.by_bank = False, True

    @rule(pledge=PLEDGES)
    def the_transfer_comes_back(self, pledge: Given) -> None:
        if pledge.disputes == 0 and self.allowed(self.transfers.send_back, pledge.id):
            pledge.stuck, pledge.by_bank = True, False
