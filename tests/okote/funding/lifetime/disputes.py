"""What donors' banks and card networks may do about what was paid, as steps of a campaign's life."""

from typing import Any

from anyio.from_thread import run
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, rule

from okote.funding.campaigns.rules import CampaignState
from tests.okote.funding.lifetime.banks import Banks
from tests.okote.funding.lifetime.model import Expected, Given
from tests.okote.funding.lifetime.world import World

PLEDGES: Bundle[Given] = Bundle("pledges")

PASSED_ON = {CampaignState.FUNDED, CampaignState.PAID_OUT}
UNDECIDED = {CampaignState.LIVE, CampaignState.CLOSING}


class Disputes:
    """Of what a bank does we hear at once: what it did before a decision was known to whoever decided."""

    world: World
    expected: Expected
    banks: Banks

    @rule(
        pledge=PLEDGES,
        part=st.sampled_from([0, 0, 1, 1_00, 10_00]),
        inquiry=st.sampled_from([False] * 3 + [True]),
    )
    def their_bank_doubts_it(self, pledge: Given, part: int, inquiry: bool) -> None:
        """And takes all, or a part; or only asks."""
        state = run(self.world.now).state
        taken = run(self.banks.dispute, pledge.id, part, inquiry)
        if taken is None:
            return
        if inquiry:
            pledge.asked_about = True
        else:
            pledge.dispute(taken, passed_on=state in PASSED_ON, given_back=False)

    @rule(pledge=PLEDGES, step=st.sampled_from(["answer", "win", "lose", "lose", "escalate", "drop"]))
    def their_bank_goes_on(self, pledge: Given, step: str) -> None:
        state = run(self.world.now).state
        aside = bool(pledge.disputed) and not pledge.counts and run(self.banks.is_aside, pledge.id)
        moved: Any = run(self.banks.go_on, pledge.id, step)
        if moved is None:
            return
        match step:
            case "escalate":
                pledge.dispute(moved.taken, passed_on=state in PASSED_ON, given_back=moved.given_back)
            case "win":
                pledge.win(was_aside=aside, undecided=state in UNDECIDED)
            case "lose":
                pledge.lose()
            case "drop":
                pledge.asked_about = False

    @rule(pledge=PLEDGES)
    def a_network_warns_of_fraud(self, pledge: Given) -> None:
        run(self.banks.warn, pledge.id)
