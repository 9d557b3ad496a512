"""A donor prints or keeps a paper of each pledge that was paid; nobody else reads it."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from gettext import NullTranslations
from html import unescape

import pytest

from okote.funding.campaigns.models import Campaign
from okote.funding.campaigns.rules import CampaignState
from okote.funding.pledges.models import Pledge
from okote.funding.pledges.rules import PledgeStatus
from okote.funding.showcase.mine import stands
from okote.funding.showcase.queries import Mine, proof_of
from okote.funding.terms.rules import Base
from okote.platform.errors import NotFoundError
from okote.web.formatting import Wording
from tests.okote.app_client import ELSEWHERE
from tests.okote.funding.cheques.conftest import agents, taken
from tests.okote.funding.cheques.steps import COMPANY, confirmed
from tests.okote.funding.rows import a_pledge

__all__ = ["agents", "taken"]

S, C = PledgeStatus, CampaignState


@pytest.mark.parametrize(
    ("status", "campaign", "said"),
    [
        (S.IN_FORCE, C.LIVE, "It counts. If €11,250 are not raised by 22 December 2026 at 23:59"),
        (S.IN_FORCE, C.CLOSING, "It counts. If €11,250"),
        (S.IN_FORCE, C.FUNDED, "It counts and is final"),
        (S.IN_FORCE, C.PAID_OUT, "It counts and is final"),
        (S.IN_FORCE, C.CANCELLED, "It is being given back in full."),
        (S.CANCELLING, C.LIVE, "It is being given back in full."),
        (S.REFUNDING, C.REFUNDING, "It is being given back in full."),
        (S.REFUNDED, C.REFUNDED, "It was given back in full on 23 December 2026."),
        (S.FAILED, C.FUNDED, "It does not count: the bank did not pay the cheque."),
    ],
)
def test_it_says_what_became_of_what_was_paid(status, campaign, said):
    over = datetime(2026, 12, 22, 23, tzinfo=UTC)
    offer = Campaign(
        state=campaign,
        opens_at=over - timedelta(days=30),
        ends_at=over,
        goal_minor=15_000_00,
        threshold_bp=7_500,
        threshold_on=Base.ALL,
    )
    pledge = Pledge(status=status, ended_at=over + timedelta(hours=1) if status is S.REFUNDED else None)
    words = Wording("en", NullTranslations())
    assert stands(words, Mine(pledge, offer, over)).startswith(said)


@pytest.fixture
async def donor(someone):
    return await someone()


@pytest.fixture
async def given(db, live_campaign, donor):
    pledge = a_pledge(live_campaign, donor.person.id, await db.now())
    db.add(pledge)
    await db.flush()
    return pledge


async def test_of_a_cheque_it_has_what_stood_on_it(db, taken, live_campaign, donor, agents):
    cheque = await confirmed(db, live_campaign, donor, agents, body=COMPANY)
    proof = await proof_of(db, donor, cheque.pledge_id)
    assert (proof.cheque.number, proof.cheque.bank) == ("7000123", "Banque du Quai")
    assert proof.mine.pledge.body.name == "Cuisines du Ried"


async def test_it_is_its_donor_s_alone(db, elsewhere, someone, donor, given):
    assert (await proof_of(db, donor, given.id)).mine.pledge.id == given.id
    for other in (await someone(), replace(donor, territory=elsewhere)):
        with pytest.raises(NotFoundError):
            await proof_of(db, other, given.id)


async def test_of_what_was_never_paid_there_is_none(db, donor, given):
    given.status, given.paid_at = S.EXPIRED, None
    await db.flush()
    with pytest.raises(NotFoundError):
        await proof_of(db, donor, given.id)


async def test_it_is_found_under_my_contributions_and_says_what_it_is_not(camille, browser, scene, pledge):
    here = f"/en/my/pledges/{pledge.id}/paper"
    for page in ("/en/my/pledges", f"/en/my/pledges/{pledge.id}"):
        assert f'href="{here}"' in (await camille.get(page)).text
    paper = unescape(" ".join(re.sub("<[^>]+>", " ", (await camille.get(here)).text).split()))
    for said in ("€37", "La conserverie du quai", "OKOTE", str(pledge.id), "Institution Exemple"):
        assert said in paper
    assert "This is not a tax receipt." in paper
    yanis, abroad = browser(), browser(ELSEWHERE)
    await yanis.arrive("yanis")
    await abroad.arrive("camille")
    assert [(await one.get(here)).status_code for one in (yanis, abroad, browser())] == [404, 404, 303]
