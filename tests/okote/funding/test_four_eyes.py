"""Above the territory's sum, what one person asks for is done once another one has approved it."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlmodel import select

from okote.approvals.invariants import INVARIANTS
from okote.approvals.models import Approval, Verdict
from okote.approvals.queries import open_approvals, waiting_for
from okote.approvals.rules import ApprovalOverError, OwnRequestError
from okote.approvals.service import approve, refuse, set_sum
from okote.funding import accounts
from okote.funding.campaigns.rules import CampaignEndedError, CampaignState
from okote.funding.campaigns.service import cancel
from okote.funding.campaigns.service.life import ACTS
from okote.identity.models import Grant, Role
from okote.identity.roles.rules import DeputyDayError
from okote.identity.roles.service import grant, name_deputy
from okote.platform.audit import AuditEntry
from okote.platform.checks import violations
from okote.platform.errors import ForbiddenError, NotFoundError
from payments.ledger.service import post
from payments.money import Money

TIME_IS_UP = text("UPDATE approval SET asked_at = asked_at - interval '14 days', expires_at = okote_now()")
WHY = "Le porteur de projet renonce"


@pytest.fixture
async def lea(someone):
    return await someone(Role.ADMINISTRATOR)


@pytest.fixture
async def marc(someone):
    return await someone(Role.ADMINISTRATOR)


@pytest.fixture
async def given(db, live_campaign, territory):
    """1 500 € that donors gave it."""
    await post(
        db,
        book=territory.book,
        key="given",
        kind="pledge-paid",
        postings=accounts.pledge_paid(live_campaign.id, Money.of("1500")),
        at=await db.now(),
    )
    return live_campaign


@pytest.fixture
async def waits(db, lea, given):
    """Léa wants it cancelled."""
    await set_sum(db, Money.of("1000"), by=lea)
    asked = await cancel(db, given.id, WHY, by=lea)
    assert isinstance(asked, Approval)
    return asked


async def deeds(db):
    return (await db.exec(select(AuditEntry.deed).order_by(AuditEntry.id))).all()


@pytest.mark.parametrize("above", [None, Money.of("1500")])
async def test_below_the_sum_nothing_changes(db, lea, given, above):
    await set_sum(db, above, by=lea)
    assert await cancel(db, given.id, WHY, by=lea) is given
    assert given.state is CampaignState.CANCELLED
    assert (await db.exec(select(Approval))).all() == []


async def test_what_is_asked_waits_with_its_reason_and_what_it_changes(db, lea, marc, waits, given):
    assert given.state is CampaignState.LIVE
    assert (waits.amount, waits.reason) == (Money.of("1500"), WHY)
    assert (waits.before, waits.after) == ({"state": "live"}, {"state": "cancelled"})
    assert await waiting_for(db, given.territory_id, marc.person.id) == 1
    assert await waiting_for(db, given.territory_id, lea.person.id) == 0
    assert (await cancel(db, given.id, "Encore", by=marc)).id == waits.id


async def test_a_second_person_has_it_done_and_both_are_on_record(db, lea, marc, waits, given):
    with pytest.raises(OwnRequestError):
        await approve(db, ACTS, waits.id, "", by=lea)
    await approve(db, ACTS, waits.id, "Vu avec elle", by=marc)
    assert (given.state, given.cancel_reason) == (CampaignState.CANCELLED, WHY)
    assert (waits.verdict, waits.decided_by) == (Verdict.APPROVED, marc.person.id)
    assert (await deeds(db))[-3:] == ["second_person_asked", "second_person_approved", "campaign_cancelled"]
    for decide in (
        lambda: approve(db, ACTS, waits.id, "", by=marc),
        lambda: refuse(db, waits.id, "N", by=marc),
    ):
        with pytest.raises(ApprovalOverError):
            await decide()


async def test_what_is_refused_is_not_done_and_may_be_asked_anew(db, lea, marc, waits, given):
    await refuse(db, waits.id, "Pas encore", by=marc)
    assert given.state is CampaignState.LIVE
    again = await cancel(db, given.id, WHY, by=marc)
    assert again.id != waits.id


async def test_after_its_time_it_has_to_be_asked_anew(db, marc, waits, given, lea):
    await db.exec(
        text("UPDATE approval SET asked_at = asked_at - interval '15 days', expires_at = okote_now()")
    )
    await db.refresh(waits)
    with pytest.raises(ApprovalOverError):
        await approve(db, ACTS, waits.id, "", by=marc)
    assert await open_approvals(db, given.territory_id) == []
    again = await cancel(db, given.id, WHY, by=lea)
    assert (again.id != waits.id, waits.verdict) == (True, Verdict.LAPSED)


async def test_what_is_no_longer_possible_is_refused_to_the_second_person_too(db, marc, waits, given):
    given.ends_at = await db.now()
    with pytest.raises(CampaignEndedError):
        await approve(db, ACTS, waits.id, "", by=marc)


@pytest.mark.parametrize("role", [Role.AGENT, Role.COACH])
async def test_who_neither_keeps_accounts_nor_stands_in_decides_nothing(db, someone, waits, role):
    with pytest.raises(ForbiddenError):
        await approve(db, ACTS, waits.id, "", by=await someone(role))


@pytest.mark.parametrize("role", [Role.ACCOUNTANT, Role.DEPUTY])
async def test_an_accountant_or_a_deputy_is_a_second_person(db, someone, waits, given, role):
    await approve(db, ACTS, waits.id, "", by=await someone(role))
    assert given.state is CampaignState.CANCELLED


async def test_no_neighbour_decides(db, someone, elsewhere, waits):
    with pytest.raises(NotFoundError):
        await approve(db, ACTS, waits.id, "", by=await someone(Role.ADMINISTRATOR, at=elsewhere))


async def test_a_deputy_is_named_among_those_who_have_a_role_until_a_day(db, lea, someone):
    agent, at = await someone(Role.AGENT), await db.now()
    with pytest.raises(NotFoundError):
        await name_deputy(db, agent.person.id, at + timedelta(days=7), by=lea.doer)
    await grant(db, territory_id=lea.territory.id, person_id=agent.person.id, role=Role.AGENT)
    for until in (at, at + timedelta(days=367)):
        with pytest.raises(DeputyDayError):
            await name_deputy(db, agent.person.id, until, by=lea.doer)
    for days in (7, 14):
        await name_deputy(db, agent.person.id, at + timedelta(days=days), by=lea.doer)
    in_force = select(Grant.expires_at).where(Grant.role == Role.DEPUTY, Grant.revoked_at.is_(None))
    assert (await db.exec(in_force)).all() == [at + timedelta(days=14)]


async def test_an_approval_that_nobody_wrote_down_is_found(db, marc, waits):
    assert await violations(db, INVARIANTS) == []
    waits.verdict, waits.decided_by, waits.decided_at = Verdict.REFUSED, marc.person.id, await db.now()
    await db.flush()
    assert [one.invariant.name for one in await violations(db, INVARIANTS)] == ["approval-is-on-record"]
