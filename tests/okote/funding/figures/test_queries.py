"""What SQL adds up is what the campaigns' own pages show, each territory apart."""

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from okote.funding.calls.models import Call
from okote.funding.campaigns.models import CampaignStep
from okote.funding.campaigns.rules import Actor, CampaignState, IdentifierKind
from okote.funding.figures.datasets import DATASETS
from okote.funding.figures.queries import each_listed, figures, figures_of_call, givers, listed, months
from okote.funding.figures.rules import LEAST, Outcome
from okote.funding.matching.models import SignedCommitment
from okote.funding.pledges.models import Pledge, PledgeBody
from okote.funding.pledges.rules import PledgeStatus
from okote.identity.models import Person
from okote.territories.models import Place, PlaceKind
from payments.money import Money, total
from tests.okote.funding.rows import a_holder, a_partner, an_envelope
from tests.okote.funding.scene import an_offer

FIRST, SECOND = datetime(2026, 9, 30, 22, 30, tzinfo=UTC), datetime(2026, 11, 3, tzinfo=UTC)
"""In Paris, the first is in October."""


@pytest.fixture
async def people(db):
    made = [Person(created_at=await db.now()) for _ in range(3)]
    db.add_all(made)
    await db.flush()
    return made


@pytest.fixture
async def call(db, territory):
    made = Call(
        territory_id=territory.id,
        slug="manger",
        title="Manger",
        text="Pour tous.",
        criteria="Utile",
        opens_at=FIRST - timedelta(days=30),
        closes_at=FIRST,
        created_at=FIRST - timedelta(days=40),
        published_at=FIRST - timedelta(days=40),
    )
    db.add(made)
    await db.flush()
    return made


@pytest.fixture
async def sector(db, territory, place):
    quay = Place(territory_id=territory.id, kind=PlaceKind.SECTOR, name="Le Quai", parent_id=place.id)
    db.add(quay)
    await db.flush()
    return quay


@pytest.fixture
async def opened(db, holder, writer):
    """A campaign with a partner that adds a euro to a euro, up to 100 €."""

    async def opened(slug, state=CampaignState.LIVE, *, was_live=True, of=holder, **changes):
        at = await db.now()
        campaign = an_offer(of, at, days=30, slug=slug, state=state, **changes)
        partner = a_partner(of.territory_id, at)
        db.add_all([campaign, partner])
        await db.flush()
        envelope = an_envelope(partner, at)
        db.add(envelope)
        await db.flush()
        signed = SignedCommitment(
            territory_id=of.territory_id,
            campaign_id=campaign.id,
            partner_id=partner.id,
            envelope_id=envelope.id,
            rate_bp=10_000,
            ceiling_minor=100_00,
            signed_at=at,
            signed_by=writer.person.id,
        )
        db.add(signed)
        if was_live:
            step = CampaignStep(campaign_id=campaign.id, at=at, state=CampaignState.LIVE, actor=Actor.RULE)
            db.add(step)
        await db.flush()
        return campaign

    return opened


@pytest.fixture
async def given(db):
    async def given(campaign, person, euros, at=FIRST, status=PledgeStatus.IN_FORCE, siren=None):
        pledge = Pledge(
            territory_id=campaign.territory_id,
            campaign_id=campaign.id,
            person_id=person.id,
            form_token=uuid4(),
            amount_minor=euros * 100,
            language="fr",
            thanks_hash=uuid4().bytes * 2,
            created_at=at,
        )
        db.add(pledge)
        await db.flush()
        if siren:
            body = PledgeBody(
                pledge_id=pledge.id,
                territory_id=campaign.territory_id,
                name="Exemple",
                legal_form="SAS",
                kind=IdentifierKind.SIREN,
                number=siren,
                declared_at=at,
            )
            db.add(body)
            await db.flush()
        pledge.status, pledge.paid_at = status, at
        await db.flush()

    return given


@pytest.fixture
async def lived(db, territory, elsewhere, place, sector, people, opened, given):
    """Three campaigns that the public has seen, one that it has not, and a neighbour's."""
    one, two, three = people
    live = await opened("ouverte", place_id=place.id)
    over = await opened("finie", CampaignState.FUNDED, place_id=sector.id)
    missed = await opened("ratee", CampaignState.REFUNDED)
    await opened("annulee-avant", CampaignState.CANCELLED, was_live=False, cancel_reason="Retirée")
    neighbour = a_holder(elsewhere.id, await db.now())
    db.add(neighbour)
    await db.flush()
    theirs = await opened("chez-eux", of=neighbour)
    await given(live, one, 30)
    await given(live, one, 20, SECOND)
    await given(live, two, 500, siren="552100554")
    await given(live, two, 7, status=PledgeStatus.OPENED)
    await given(over, one, 40, SECOND)
    await given(over, two, 60, SECOND, siren="552100554")
    await given(missed, three, 90, status=PledgeStatus.REFUNDED)
    await given(theirs, three, 1_000)
    return live, over, missed


async def test_all_of_it(db, territory, elsewhere, lived):
    found = await figures(db, territory, language="fr")
    assert (found.all_.given, found.all_.public, found.all_.companies) == (
        Money.of(650),
        Money.of(200),
        Money.zero(),
    )
    assert {outcome: sums.projects for outcome, sums in found.by_outcome.items() if sums.projects} == {
        Outcome.OPEN: 1,
        Outcome.FUNDED: 1,
        Outcome.MISSED: 1,
    }
    assert found.by_place[0][0] == "Rivemont"
    assert [(place, sums.projects) for place, sums in found.by_place] == [("Rivemont", 2), (None, 1)]
    assert (await figures(db, elsewhere, language="fr")).all_.given == Money.of(1_000)


async def test_each_cut_is_what_the_gauges_add_up_to(db, territory, lived):
    gauges = [one.given for one in await listed(db, territory.id)]
    pledged = total([one.pledged for one in gauges])
    who = await givers(db, territory.id)
    assert who.by_residents + who.by_bodies == pledged
    assert total([one.given for one in await months(db, territory)]) == pledged
    assert sum(one.pledges for one in await months(db, territory)) == sum(one.pledges for one in gauges)
    assert (await figures(db, territory, language="fr")).all_.total == pledged + total(
        [match.amount for one in gauges for match in one.matches]
    )


async def test_everyone_is_counted_once(db, territory, lived):
    who = await givers(db, territory.id)
    assert (who.people, who.for_themselves, who.for_bodies, who.bodies) == (2, 1, 1, 1)
    assert (who.by_residents, who.by_bodies) == (Money.of(90), Money.of(560))


async def test_a_month_is_that_of_the_place(db, territory, lived):
    found = await months(db, territory)
    assert [(one.first.month, one.given, one.people) for one in found] == [
        (10, Money.of(530), 2),
        (11, Money.of(120), 2),
    ]


async def test_a_call_has_its_own(db, territory, lived, people, given, call):
    live, over, _ = lived
    over.call_id = call.id
    await db.flush()
    alone = await figures_of_call(db, territory, call.id, language="fr")
    assert (alone.all_.given, alone.all_.public, alone.funded) == (Money.of(100), Money.of(100), 1)
    assert (alone.givers.people, alone.givers.bodies, alone.months) == (2, 0, ())
    whole = await figures(db, territory, language="fr")
    assert [(named, sums.projects) for named, sums in whole.by_call] == [((call.slug, call.title), 1)]

    for campaign in (live, over):
        for _ in range(LEAST):
            someone = Person(created_at=FIRST)
            db.add(someone)
            await db.flush()
            await given(campaign, someone, 1)
    told = await figures_of_call(db, territory, call.id, language="fr")
    assert told.givers.people == LEAST + 2
    assert [(one.first.month, one.last.month, one.given) for one in told.months] == [(10, 11, Money.of(110))]


async def test_nothing_yet(db, elsewhere):
    found = await figures(db, elsewhere, language="fr")
    assert (found.all_.projects, found.givers.people, found.months) == (0, 0, [])


async def test_downloads_hold_what_the_page_shows(db, territory, lived):
    rows = defaultdict(list)
    for dataset in DATASETS:
        async for row in dataset.rows(db, territory):
            assert list(row) == [column.name for column in dataset.columns], dataset.name
            rows[dataset.name].append(row)
    shown = await figures(db, territory, language="fr")
    for name in ("campaigns", "sums-by-place", "sums-by-category"):
        for column, amount in (("given", shown.all_.given), ("public", shown.all_.public)):
            assert sum(row[column] for row in rows[name]) == amount.major, name
    assert sum(row["given"] for row in rows["contributions-by-month"]) == shown.all_.given.major
    assert sum(row["added"] for row in rows["matches"]) == (shown.all_.public + shown.all_.companies).major
    assert {row["campaign"] for row in rows["commitments"]} == {one.slug for one in lived}
    assert {(row["rate"], row["ceiling"]) for row in rows["commitments"]} == {(1, 100)}


async def test_a_long_list_comes_in_pieces(db, territory, lived):
    in_pieces = [one.campaign.slug async for one in each_listed(db, territory.id, at_once=2)]
    assert in_pieces == [one.campaign.slug for one in await listed(db, territory.id)]
