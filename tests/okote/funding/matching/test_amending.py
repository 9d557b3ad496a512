"""Commitments that change while people give: dated, reserved, public, and never taken from who gave."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from okote.funding.campaigns.rules import CampaignState
from okote.funding.letters.texts import holders
from okote.funding.matching.invariants import INVARIANTS
from okote.funding.matching.models import CommitmentAmendment
from okote.funding.matching.queries import amendments_of, commitments, filled, sums_of
from okote.funding.matching.rules import (
    AmendmentKind,
    CeilingBelowOwedError,
    CeilingUnchangedError,
    Condition,
    Lump,
    Measure,
    PerEuro,
    Rule,
)
from okote.funding.matching.service import (
    AmendmentReasonMissingError,
    AmendmentTooLateError,
    CommitmentDetails,
    amend_commitment,
    sign_commitment,
    withdraw_commitment,
)
from okote.funding.matching.wording import amended
from okote.funding.partners.rules import EnvelopeExceededError
from okote.funding.pledges.models import Pledge
from okote.funding.pledges.rules import PledgeStatus
from okote.identity.models import Role
from okote.platform.checks import violations
from okote.platform.clock import set_offset
from okote.platform.errors import ForbiddenError, NotFoundError
from payments.money import Money
from tests.okote.funding.matching.words import WORDS

WHY = "Une décision du 12 mai"


@pytest.fixture
async def hugo(someone, region):
    """Acts for the partner."""
    return await someone(Role.PARTNER, scope=region.id)


@pytest.fixture
async def signed(db, campaign, envelope, hugo):
    details = CommitmentDetails(envelope_id=envelope.id, promise=PerEuro(10_000), ceiling=Money.of("3000"))
    return await sign_commitment(db, campaign.id, details, by=hugo)


@pytest.fixture
async def live(db, campaign, signed):
    """It takes pledges for a day more."""
    at = await db.now()
    campaign.goal_minor, campaign.threshold_bp, campaign.state = 15_000_00, 7_500, CampaignState.LIVE
    campaign.opens_at, campaign.ends_at = at, at + timedelta(days=1)
    await db.flush()
    return campaign


@pytest.fixture
def give(db, live, someone):
    async def give(euros):
        pledge = Pledge(
            territory_id=live.territory_id,
            campaign_id=live.id,
            person_id=(await someone()).person.id,
            form_token=uuid4(),
            status=PledgeStatus.IN_FORCE,
            amount_minor=Money.of(euros).minor,
            language="fr",
            thanks_hash=uuid4().bytes * 2,
            created_at=await db.now(),
            paid_at=await db.now(),
        )
        db.add(pledge)
        await db.flush()
        return pledge

    return give


async def owed(db, campaign):
    standings = (await sums_of(db, [campaign.id]))[campaign.id].matching.standings()
    return [standing.owed for standing in standings]


async def left(db, envelope):
    (one,) = await filled(db, [envelope])
    return one.available


async def test_a_partner_raises_its_ceiling_for_all_that_was_given(db, live, signed, envelope, hugo, give):
    await give("4000")
    assert await owed(db, live) == [Money.of("3000")]

    written = await amend_commitment(db, signed.id, Money.of("5000"), f" {WHY} ", by=hugo)

    assert await owed(db, live) == [Money.of("4000")]
    assert await left(db, envelope) == Money.of("5000")
    assert (written.kind, written.number, written.reason) == (AmendmentKind.RAISED, 1, WHY)
    assert (written.before, written.signed_by) == (Money.of("3000"), hugo.person.id)
    (one,) = await commitments(db, live.territory_id, campaign_id=live.id)
    assert (one.ceiling, one.signed.ceiling_minor) == (Money.of("5000"), 3_000_00)
    assert await amendments_of(db, live.id) == [(written, "Région des Trois-Rives")]


async def test_no_more_than_the_envelope_holds(db, live, signed, envelope, administrator):
    with pytest.raises(EnvelopeExceededError) as refused:
        await amend_commitment(db, signed.id, Money.of("10000.01"), WHY, by=administrator)
    assert refused.value.parameters == {"ceiling": Money.of("10000.01"), "available": Money.of("10000")}
    await amend_commitment(db, signed.id, Money.of("10000"), WHY, by=administrator)
    assert await left(db, envelope) == Money.zero()


async def test_what_is_matched_is_never_taken_back(db, live, signed, envelope, hugo, give):
    pledge = await give("1200")
    with pytest.raises(CeilingBelowOwedError):
        await amend_commitment(db, signed.id, Money.of("1199.99"), WHY, by=hugo)
    await amend_commitment(db, signed.id, Money.of("1200"), WHY, by=hugo)
    await give("500")
    assert await owed(db, live) == [Money.of("1200")]
    assert await left(db, envelope) == Money.of("8800")

    pledge.status = PledgeStatus.CANCELLING  # what donors take back falls by itself, as ever
    await db.flush()
    assert await owed(db, live) == [Money.of("500")]


async def test_who_waited_for_another_s_change_signs_no_earlier_than_it(db, live, signed, administrator):
    await set_offset(db, timedelta(minutes=1))
    first = await amend_commitment(db, signed.id, Money.of("4000"), WHY, by=administrator)
    await set_offset(db, timedelta(0))
    second = await amend_commitment(db, signed.id, Money.of("4100"), WHY, by=administrator)
    assert (second.number, second.signed_at) == (2, first.signed_at)
    assert await violations(db, INVARIANTS) == []


async def test_who_has_added_nothing_yet_may_withdraw_and_come_back(db, live, signed, envelope, hugo):
    withdrawn = await withdraw_commitment(db, signed.id, WHY, by=hugo)
    assert (withdrawn.kind, withdrawn.ceiling) == (AmendmentKind.WITHDRAWN, Money.zero())
    assert await left(db, envelope) == Money.of("10000")
    with pytest.raises(CeilingUnchangedError):
        await withdraw_commitment(db, signed.id, WHY, by=hugo)

    back = await amend_commitment(db, signed.id, Money.of("100"), WHY, by=hugo)

    assert (back.kind, back.number, back.before) == (AmendmentKind.RAISED, 2, Money.zero())
    assert await violations(db, INVARIANTS) == []


async def test_a_withdrawal_that_is_forced_leaves_the_committed_part_due(
    db, live, signed, envelope, hugo, administrator, give
):
    await give("1200")
    with pytest.raises(CeilingBelowOwedError) as refused:
        await withdraw_commitment(db, signed.id, WHY, by=hugo)
    assert refused.value.parameters == {"owed": Money.of("1200")}

    forced = await withdraw_commitment(db, signed.id, WHY, by=administrator)

    await give("500")
    assert (forced.ceiling, await owed(db, live)) == (Money.of("1200"), [Money.of("1200")])
    assert await left(db, envelope) == Money.of("8800")


async def test_a_sum_at_once_that_is_due_stays_whole(
    db, live, signed, envelope, someone, give, administrator
):
    signed.rule, signed.rate_bp = Rule.LUMP, None
    signed.condition_on, signed.condition_least = Measure.DONORS, 2
    await give("10")
    await amend_commitment(db, signed.id, Money.of("2000"), WHY, by=administrator)
    assert signed.promise == Lump(Condition(Measure.DONORS, 2))
    await give("10")
    assert await owed(db, live) == [Money.of("2000")]
    with pytest.raises(CeilingBelowOwedError):
        await amend_commitment(db, signed.id, Money.of("1999.99"), WHY, by=administrator)
    with pytest.raises(CeilingUnchangedError):
        await withdraw_commitment(db, signed.id, WHY, by=administrator)


async def test_everyone_reads_why(db, live, signed, hugo):
    with pytest.raises(AmendmentReasonMissingError):
        await amend_commitment(db, signed.id, Money.of("5000"), " ", by=hugo)
    with pytest.raises(AmendmentReasonMissingError):
        await withdraw_commitment(db, signed.id, "", by=hugo)


@pytest.mark.parametrize("state", [CampaignState.CLOSING, CampaignState.FUNDED, CampaignState.REFUNDED])
async def test_from_the_deadline_on_nothing_changes(db, live, signed, hugo, state):
    live.state = state
    with pytest.raises(AmendmentTooLateError):
        await amend_commitment(db, signed.id, Money.of("5000"), WHY, by=hugo)
    live.state, live.ends_at = CampaignState.LIVE, await db.now()  # the job that closes has not run yet
    live.opens_at = live.ends_at - timedelta(days=1)
    with pytest.raises(AmendmentTooLateError):
        await withdraw_commitment(db, signed.id, WHY, by=hugo)


async def test_before_it_opens_it_may_change_too(db, campaign, signed, hugo):
    await amend_commitment(db, signed.id, Money.of("5000"), WHY, by=hugo)
    assert len(await amendments_of(db, campaign.id)) == 1


async def test_only_who_may_sign_for_the_partner_amends(db, live, signed, someone, elsewhere):
    others = [
        await someone(Role.AGENT),
        await someone(Role.HOLDER, scope=live.holder_id),
        await someone(Role.PARTNER, scope=uuid4()),
    ]
    for visitor in others:
        with pytest.raises(ForbiddenError):
            await amend_commitment(db, signed.id, Money.of("5000"), WHY, by=visitor)
        with pytest.raises(ForbiddenError):
            await withdraw_commitment(db, signed.id, WHY, by=visitor)
    stranger = await someone(Role.ADMINISTRATOR, at=elsewhere)
    with pytest.raises(NotFoundError):
        await amend_commitment(db, signed.id, Money.of("5000"), WHY, by=stranger)


@pytest.mark.parametrize(
    "statement", ["UPDATE commitment_amendment SET reason = 'x'", "DELETE FROM commitment_amendment"]
)
async def test_nobody_alters_what_was_signed(db, live, signed, hugo, statement):
    await amend_commitment(db, signed.id, Money.of("5000"), WHY, by=hugo)
    with pytest.raises(IntegrityError, match="amend it again"):
        await db.exec(text(statement))


async def test_what_changed_is_told_in_one_sentence(db, live, signed, hugo, administrator, give):
    raised = await amend_commitment(db, signed.id, Money.of("5000"), WHY, by=hugo)
    lowered = await amend_commitment(db, signed.id, Money.of("4000"), WHY, by=hugo)
    withdrawn = await withdraw_commitment(db, signed.id, WHY, by=hugo)
    day = WORDS.day(raised.signed_at)
    assert amended(WORDS, raised, "Ville") == f"On {day}, Ville raised its ceiling from €3,000 to €5,000."
    assert amended(WORDS, lowered, "Ville") == f"On {day}, Ville lowered its ceiling from €5,000 to €4,000."
    assert amended(WORDS, withdrawn, "Ville") == f"On {day}, Ville withdrew, before it had added anything."
    await amend_commitment(db, signed.id, Money.of("5000"), WHY, by=hugo)
    await give("20")
    forced = await withdraw_commitment(db, signed.id, WHY, by=administrator)
    assert "The €20 that it had already added stay due" in amended(WORDS, forced, "Ville")
    letters = [holders.commitment_amended(WORDS, live, one) for one in (raised, lowered, forced)]
    assert [letter.paragraphs[0] for letter in letters] == [
        "It raised its ceiling from €3,000 to €5,000.",
        "It lowered its ceiling from €5,000 to €4,000.",
        "It withdrew. Of the €5,000 that it had promised at most, €20 stay due.",
    ]
    assert all(WHY in letter.paragraphs[1] for letter in letters)
    assert len((await db.exec(select(CommitmentAmendment).order_by(CommitmentAmendment.id))).all()) == 5
