"""Help reaches nobody but the holder, is counted once it is accepted, and forgotten in time."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import select

from okote.funding.campaigns.rules import CampaignState
from okote.funding.needs import events
from okote.funding.needs.invariants import INVARIANTS
from okote.funding.needs.models import Help
from okote.funding.needs.personal import FORGETS
from okote.funding.needs.queries import count_waiting, needs_of, offers_waiting, own_open, shown
from okote.funding.needs.rules import (
    KEPT,
    KEPT_UNDONE,
    Counted,
    HelpRefusedError,
    HelpSettledError,
    HelpStatus,
    NeedKind,
)
from okote.funding.needs.service import (
    NeedDetails,
    add_need,
    change_need,
    close_need,
    offer_help,
    on_account_closed,
    open_need,
    respond,
    withdraw,
)
from okote.identity.events import AccountClosed
from okote.identity.models import Role
from okote.platform.audit import AuditEntry
from okote.platform.checks import violations
from okote.platform.clock import set_offset
from okote.platform.errors import ForbiddenError, NotFoundError, TooManyRequestsError
from okote.privacy.service import forget

S = HelpStatus
HANDS = NeedDetails(NeedKind.TIME, "Des bras pour peindre", 3, Counted.PEOPLE)


@pytest.fixture
def heard():
    return []


@pytest.fixture
def subscriptions(heard):
    async def hear(_db, event):
        heard.append(type(event).__name__)

    return {kind: [hear] for kind in events.HelpEvent.__subclasses__()}


@pytest.fixture
async def need(db, live_campaign, writer):
    return await add_need(db, live_campaign.id, HANDS, by=writer)


@pytest.fixture
def offered(db, need, someone):
    async def offered(quantity=1, by=None):
        helper = by or await someone()
        made = await offer_help(db, need.id, quantity, "Louise", "06 00 00 00 00", "Le samedi", by=helper)
        await db.flush()
        return made, helper

    return offered


async def found(db, campaign):
    await db.flush()
    return [(one.found, one.waiting) for one in await needs_of(db, campaign.territory_id, campaign.id)]


async def test_what_is_accepted_is_found(db, live_campaign, need, offered, writer, heard):
    first, _ = await offered(2)
    second, _ = await offered()
    assert await found(db, live_campaign) == [(0, 2)]
    await respond(db, first.id, S.ACCEPTED, "Venez samedi.", by=writer)
    await respond(db, second.id, S.DECLINED, by=writer)
    assert (await found(db, live_campaign), second.contact) == ([(2, 0)], None)
    await respond(db, first.id, S.DONE, by=writer)
    assert (await found(db, live_campaign), first.answer) == ([(2, 0)], "")
    deeds = (await db.exec(select(AuditEntry.deed).order_by(AuditEntry.at, AuditEntry.id))).all()
    assert sorted(deeds) == ["help_accepted", "help_declined", "help_done", "need_added"]
    assert heard == ["HelpOffered", "HelpOffered", "HelpAccepted", "HelpDeclined", "HelpDone"]
    with pytest.raises(HelpSettledError):
        await respond(db, first.id, S.DECLINED, by=writer)
    await respond(db, (await offered())[0].id, S.ACCEPTED, by=writer)
    with pytest.raises(HelpRefusedError):
        await offered()


async def test_words_go_with_their_decision_alone(db, live_campaign, need, offered, writer):
    """Else a refusal without a word would send the date that went with the acceptance."""
    first, _ = await offered()
    await respond(db, first.id, S.ACCEPTED, "À samedi, 9 h.", by=writer)
    assert first.answer == "À samedi, 9 h."
    await respond(db, first.id, S.DECLINED, by=writer)
    assert first.answer == ""


async def test_a_second_sending_is_the_same_offer(db, need, offered, heard):
    first, helper = await offered()
    again, _ = await offered(2, by=helper)
    assert (again.id, again.quantity, heard) == (first.id, 1, ["HelpOffered"])
    assert (await own_open(db, need.id, helper.person.id)).id == first.id


async def test_nobody_else_answers_or_withdraws(db, live_campaign, need, offered, someone, elsewhere, heard):
    made, helper = await offered()
    with pytest.raises(ForbiddenError):
        await respond(db, made.id, S.ACCEPTED, by=helper)
    with pytest.raises(ForbiddenError):
        await change_need(db, need.id, HANDS, by=helper)
    with pytest.raises(NotFoundError):
        await respond(db, made.id, S.ACCEPTED, by=await someone(Role.AGENT, at=elsewhere))
    with pytest.raises(NotFoundError):
        await withdraw(db, made.id, by=await someone())
    await withdraw(db, made.id, by=helper)
    assert (made.name, made.contact, made.message, heard[-1]) == (None, None, None, "HelpWithdrawn")
    assert await found(db, live_campaign) == [(0, 0)]


async def test_what_is_asked_for_no_longer_is_not_offered(db, live_campaign, need, offered, writer):
    await close_need(db, need.id, by=writer)
    with pytest.raises(HelpRefusedError):
        await offered()
    await open_need(db, need.id, by=writer)
    await offered()
    today = (await db.now()).date()
    (asked,) = await needs_of(db, live_campaign.territory_id, live_campaign.id)
    assert shown([asked], today) == [asked]
    live_campaign.state = CampaignState.REFUNDING
    assert shown([asked], today) == []
    with pytest.raises(HelpRefusedError):
        await offered()


async def test_nobody_floods_holders(db, live_campaign, need, offered, someone):
    helper = await someone()
    for _ in range(10):
        made, _ = await offered(by=helper)
        await withdraw(db, made.id, by=helper)
        await db.flush()
    with pytest.raises(TooManyRequestsError):
        await offered(by=helper)


async def test_the_holder_sees_what_waits_and_another_holder_nothing(db, live_campaign, offered):
    made, _ = await offered()
    here, holder = live_campaign.territory_id, live_campaign.holder_id
    for only, seen in ((None, [made.id]), ([holder], [made.id]), ([], [])):
        assert [one.help.id for one in await offers_waiting(db, here, only)] == seen
        assert await count_waiting(db, here, only) == len(seen)


@pytest.mark.parametrize(
    ("status", "after", "known"),
    [
        (S.ACCEPTED, KEPT_UNDONE - timedelta(1), True),
        (S.ACCEPTED, KEPT_UNDONE, False),
        (S.DONE, KEPT - timedelta(1), True),
        (S.DONE, KEPT, False),
        (S.OFFERED, KEPT_UNDONE - timedelta(1), True),
        (S.OFFERED, KEPT_UNDONE, False),
    ],
)
async def test_how_to_reach_them_is_forgotten(db, offered, writer, status, after, known):
    made, _ = await offered()
    if status is not S.OFFERED:
        await respond(db, made.id, S.ACCEPTED, by=writer)
    if status is S.DONE:
        await respond(db, made.id, S.DONE, by=writer)
    await db.flush()
    await set_offset(db, after)
    await forget(db, *FORGETS, uploads=Path())
    await db.refresh(made)
    assert (made.contact is not None) is known


async def test_who_leaves_takes_with_them_who_they_are(db, live_campaign, need, offered, writer):
    made, helper = await offered()
    await respond(db, made.id, S.ACCEPTED, by=writer)
    await db.flush()
    other, leaving = await offered()
    for who in (helper, leaving):
        await on_account_closed(db, AccountClosed(who.person.id))
    (left,) = (await db.exec(select(Help).execution_options(populate_existing=True))).all()
    assert (left.id, left.name, left.contact, other.id != made.id) == (made.id, None, None, True)
    assert await found(db, live_campaign) == [(1, 0)]


PLANTED = {
    "help-is-for-a-need-of-its-campaign": "UPDATE help SET offered_at = offered_at - interval '60 days'",
    "help-keeps-nothing-for-closed-accounts": (
        "UPDATE person SET closed_at = now(), email = NULL WHERE id = (SELECT person_id FROM help)"
    ),
}


@pytest.mark.parametrize("invariant", INVARIANTS, ids=lambda invariant: invariant.name)
async def test_what_is_planted_is_found(db, offered, invariant):
    await offered()
    assert await violations(db, INVARIANTS) == []
    await db.exec(text(PLANTED[invariant.name]))
    assert [found.invariant.name for found in await violations(db, INVARIANTS)] == [invariant.name]
