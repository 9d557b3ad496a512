"""A call from its first word to the offers that answer it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlmodel import select

from okote.funding.calls.invariants import INVARIANTS
from okote.funding.calls.models import Call
from okote.funding.calls.queries import (
    addresses,
    answered_call,
    call_of,
    every_call,
    found,
    newest,
    open_calls,
    published,
)
from okote.funding.calls.rules import (
    CallClosedError,
    CallNotOpenError,
    CallPublishedError,
    CallReversedError,
    Standing,
)
from okote.funding.calls.service import change_call, remove_call, rewrite, write_call
from okote.funding.campaigns.queries import campaigns
from okote.funding.campaigns.service import approve, create_draft, save_draft, send_back, submit
from okote.identity.models import Role
from okote.platform.audit import AuditEntry
from okote.platform.checks import violations
from okote.platform.clock import set_offset
from okote.platform.errors import ForbiddenError, NotFoundError
from tests.okote.funding.clocks import PARIS


async def deeds(db):
    return list(await db.exec(select(AuditEntry.deed).order_by(AuditEntry.id)))


async def test_a_draft_changes_until_it_is_published(db, agent, details):
    call = await write_call(db, details, by=agent)
    assert (call.slug, call.criteria) == ("se-nourrir-d-ici", "Ouvert à tout le monde\nProduits d’ici")
    assert call.opens_at.astimezone(PARIS).date() == details.first_day
    assert call.closes_at.astimezone(PARIS).date() == details.last_day + timedelta(days=1)
    await change_call(db, call.id, replace(details, title="Bouger"), by=agent)
    assert (call.slug, call.dates.standing(await db.now())) == ("bouger", Standing.DRAFT)
    with pytest.raises(CallReversedError):
        await change_call(db, call.id, replace(details, last_day=details.first_day.min), by=agent)
    await change_call(db, call.id, replace(details, title="Bouger"), publish=True, by=agent)
    assert call.dates.standing(await db.now()) is Standing.OPEN
    assert await deeds(db) == ["call_written", "call_changed", "call_published"]


async def test_what_was_published_stays_but_for_its_text(db, agent, details, a_call):
    call = await a_call()
    for act in (change_call(db, call.id, details, by=agent), remove_call(db, call.id, by=agent)):
        with pytest.raises(CallPublishedError):
            await act
    await rewrite(db, call.id, "Une réunion a lieu jeudi.", by=agent)
    for change in (
        "UPDATE call SET criteria = 'Autre chose'",
        "UPDATE call SET closes_at = closes_at + interval '1 day'",
        "UPDATE call SET published_at = NULL",
        "DELETE FROM call",
        "TRUNCATE call CASCADE",
    ):
        with pytest.raises((DBAPIError, IntegrityError), match="what was published stays"):
            async with db.begin_nested():
                await db.exec(text(change))
    assert (await db.exec(select(Call.text))).one() == "Une réunion a lieu jeudi."


async def test_a_draft_can_be_thrown_away(db, agent, a_call):
    call = await a_call(publish=False)
    await remove_call(db, call.id, by=agent)
    assert await every_call(db, agent.territory.id, None) == []
    assert (await deeds(db))[-1] == "call_removed"


async def test_everyone_reads_those_of_their_territory_that_are_published(
    db, agent, someone, elsewhere, details, a_call, tomorrow
):
    here, there = agent.territory.id, await someone(Role.AGENT, at=elsewhere)
    over = await a_call("Bouger")
    assert over.slug == "bouger"
    now = await a_call("Se nourrir d’ici", last_day=tomorrow + timedelta(days=20))
    coming = await a_call(
        "Se nourrir d’ici", first_day=tomorrow + timedelta(days=15), last_day=tomorrow + timedelta(days=30)
    )
    draft = await a_call("Jouer", publish=False)
    theirs = await a_call("Chez eux", by=there)
    await set_offset(db, timedelta(days=12))

    assert [one.standing for one in await published(db, here)] == [
        Standing.COMING,
        Standing.OPEN,
        Standing.OVER,
    ]
    assert [one.call.slug for one in await newest(db, here, before=coming.id, most=9)] == [
        now.slug,
        over.slug,
    ]
    assert [one.call.id for one in await every_call(db, here, None)] == [
        draft.id,
        coming.id,
        now.id,
        over.id,
    ]
    assert list(await open_calls(db, here)) == [now]
    assert list(await open_calls(db, here, besides=over.id)) == [over, now]
    assert coming.slug == "se-nourrir-d-ici-2"
    assert (await call_of(db, here, "bouger")).call == over
    assert await answered_call(db, here, over.id) == over
    assert await addresses(db, here) == ["/calls", *(f"/calls/{one.slug}" for one in (coming, now, over))]
    assert await addresses(db, there.territory.id) == ["/calls", f"/calls/{theirs.slug}"]
    assert [one.title for one in await found(db, agent, "BOUGE")] == ["Bouger"]
    for name in ("jouer", "chez-eux", "Non !"):
        with pytest.raises(NotFoundError):
            await call_of(db, here, name)
    with pytest.raises(NotFoundError):
        await answered_call(db, here, draft.id)


async def test_agents_write_calls_and_holders_do_not(db, writer, details, a_call):
    call = await a_call(publish=False)
    for act in (
        write_call(db, details, by=writer),
        change_call(db, call.id, details, by=writer),
        rewrite(db, call.id, "x", by=writer),
        remove_call(db, call.id, by=writer),
    ):
        with pytest.raises(ForbiddenError):
            await act


@pytest.fixture
async def answering(db, holder, offer, writer, a_call):
    """A draft with nothing left to fill in, begun for an open call."""
    call = await a_call()
    campaign = await create_draft(db, holder.id, offer.title, call_id=call.id, by=writer)
    return await save_draft(db, campaign.id, replace(offer, call_id=call.id), version=0, by=writer)


async def test_an_offer_answers_a_call_in_time(db, answering, writer, someone, territory):
    reviewer = await someone(Role.AGENT)
    await submit(db, answering.id, version=1, by=writer)
    at = answering.applied_at
    assert at is not None
    await send_back(db, answering.id, "Le budget, svp", by=reviewer)
    await set_offset(db, timedelta(days=12))
    offer = await campaigns(db, territory, call=answering.call_id)
    assert [one.campaign for one in offer] == [answering]
    answering.first_day, answering.last_day = (day + timedelta(days=20) for day in two_days(answering))
    await submit(db, answering.id, version=1, by=writer)
    await approve(db, answering.id, version=1, by=reviewer)
    assert answering.applied_at == at
    assert await violations(db, INVARIANTS) == []


def two_days(campaign):
    return campaign.first_day, campaign.last_day


async def test_after_its_end_the_draft_is_kept_and_goes_elsewhere(
    db, answering, offer, writer, a_call, tomorrow, territory
):
    await set_offset(db, timedelta(days=12))
    over = answering.call_id
    later = replace(
        offer, first_day=tomorrow + timedelta(days=15), last_day=tomorrow + timedelta(days=30), call_id=over
    )
    await save_draft(db, answering.id, later, version=1, by=writer)
    with pytest.raises(CallClosedError):
        await submit(db, answering.id, version=2, by=writer)
    assert (answering.state.value, answering.call_id) == ("draft", over)
    other = await a_call("Bouger", last_day=tomorrow + timedelta(days=40))
    await save_draft(db, answering.id, replace(later, call_id=other.id), version=2, by=writer)
    with pytest.raises(CallClosedError):
        await save_draft(db, answering.id, replace(later, call_id=over), version=3, by=writer)
    await save_draft(db, answering.id, replace(later, call_id=None), version=3, by=writer)
    await submit(db, answering.id, version=4, by=writer)
    assert (answering.call_id, answering.applied_at) == (None, None)


async def test_another_call_is_another_application(db, answering, offer, writer, someone, a_call, tomorrow):
    """What was sent in for one in time was not sent in for the other."""
    await submit(db, answering.id, version=1, by=writer)
    await send_back(db, answering.id, "Choisissez l’autre appel", by=await someone(Role.AGENT))
    other = await a_call("Bouger", last_day=tomorrow + timedelta(days=1))
    await save_draft(db, answering.id, replace(offer, call_id=other.id), version=1, by=writer)
    assert answering.applied_at is None


async def test_no_offer_begins_for_a_call_that_takes_none(
    db, holder, writer, a_call, someone, elsewhere, tomorrow
):
    coming = await a_call("Plus tard", first_day=tomorrow)
    theirs = await a_call("Chez eux", by=await someone(Role.AGENT, at=elsewhere))
    for call, refusal in ((coming, CallNotOpenError), (theirs, NotFoundError)):
        with pytest.raises(refusal):
            await create_draft(db, holder.id, "Un four", call_id=call.id, by=writer)


PLANTED = {
    "call-is-of-the-territory-of-its-campaigns": [
        "UPDATE campaign SET territory_id = (SELECT id FROM territory WHERE slug = 'val-haut')",
        """WITH k AS (
               INSERT INTO call (
                   id, territory_id, slug, title, text, criteria, opens_at, closes_at, created_at)
               SELECT gen_random_uuid(), territory_id, 'x', 'x', 'x', 'x', opens_at, closes_at, created_at
               FROM call RETURNING id
           ) UPDATE campaign SET call_id = k.id FROM k""",
    ],
    "call-had-its-applications-in-time": [
        "UPDATE campaign SET applied_at = applied_at + interval '30 days'",
        "UPDATE campaign SET applied_at = applied_at - interval '30 days'",
        "UPDATE campaign SET applied_at = NULL",
    ],
}


def test_each_invariant_has_something_planted():
    assert PLANTED.keys() == {one.name for one in INVARIANTS}


@pytest.mark.parametrize(("name", "planted"), [(name, sql) for name, all_ in PLANTED.items() for sql in all_])
async def test_what_is_planted_is_found(db, answering, writer, elsewhere, name, planted):
    await submit(db, answering.id, version=1, by=writer)
    assert await violations(db, INVARIANTS) == []
    await db.exec(text(planted))
    assert [violation.invariant.name for violation in await violations(db, INVARIANTS)] == [name]
