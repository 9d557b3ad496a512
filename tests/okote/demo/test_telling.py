"""A territory's story, told through the services and the local Stripe, leaves what it says."""

from datetime import timedelta

import msgspec
import pytest
from sqlmodel import select

from okote.demo import fiction
from okote.demo.clock import set_ahead
from okote.demo.seeding.calling import calls
from okote.demo.seeding.lives import Life
from okote.demo.seeding.moments import Telling
from okote.demo.seeding.telling import all_told
from okote.demo.seeding.year_before import beginning, year_before
from okote.funding.campaigns.models import Campaign
from okote.funding.matching.queries import amendments_of
from okote.funding.progress.queries import given_to
from okote.funding.reports.models import YearlyReport
from okote.platform import clock
from okote.platform.chain.queries import head
from payments.money import Money
from tests.stories.service import Service
from tests.stories.surroundings import SLUG

pytestmark = pytest.mark.story

FEW = fiction.PledgesFiction(number=3, total=2_700, by=("camille",))
TWO = fiction.PledgesFiction(number=2, total=1_000)
LITTLE = fiction.PledgesFiction(number=2, total=90)

STORIES = {
    "03-couches-lavables": ({"pledges": LITTLE}, "live"),
    "06-navette-des-marches": ({}, "scheduled"),
    "07-bancs": ({}, "in_review"),
    "08-atelier-velo": ({}, "draft"),
    "09-four-du-port": ({"pledges": FEW}, "paid_out"),
    "10-festival-des-peniches": ({"pledges": LITTLE}, "refunded"),
    "11-serre-des-deux-rives": ({"pledges": LITTLE}, "cancelled"),
}


async def test_every_story_ends_as_it_is_told(service: Service):
    campaigns, now = fiction.campaigns(SLUG), await service.now()
    telling = Telling(service.house, service.stripe, now)
    lives = {
        name: Life(telling, service.founded, msgspec.structs.replace(campaigns[name], **changes))
        for name, (changes, _) in STORIES.items()
    }
    before = fiction.year_before(SLUG)
    lavoir = before.campaigns[0]
    before = msgspec.structs.replace(before, campaigns=[msgspec.structs.replace(lavoir, pledges=TWO)])
    moments = [moment for life in lives.values() for moment in life.moments()]
    moments += calls(telling, service.founded, fiction.territory(SLUG).calls)
    await set_ahead(service.house, service.stripe, beginning(telling) - now)
    await all_told(telling, [*moments, *year_before(telling, service.founded, before)])

    async with service.house.database.reading() as db:
        assert await clock.offset(db) == timedelta()
        all_ = (await db.exec(select(Campaign))).all()
        found = {campaign.id: campaign.state.value for campaign in all_}
        answering = {one.id: one.call_id for one in all_ if one.call_id}
        live = lives["03-couches-lavables"].campaign
        given = (await given_to(db, [live]))[live]
        assert given.pledged == Money.of(90)
        assert [one.missing for one in (backing.standing for backing in given.backings)] == [0, 10]
        assert [amendment.ceiling for amendment, _ in await amendments_of(db, live)] == [Money.of(4500)]
        newest = await head(db)
        assert newest is not None
        assert newest.number > len(STORIES)
        report = (await db.exec(select(YearlyReport))).one()
        told = [(one.title, one.given, one.public) for one in report.told.projects]
        assert (report.year, told) == (
            telling.today.year - 1,
            [(lavoir.title, Money.of(1_000), Money.of(1_000))],
        )
    assert {name: found[life.campaign] for name, life in lives.items()} == {
        name: state for name, (_, state) in STORIES.items()
    }
    called = {name: campaigns[name].call for name in STORIES if campaigns[name].call}
    assert {lives[name].campaign: service.founded.calls[key] for name, key in called.items()} == answering
    assert (await service.stripe.get("clock"))["offset"] == 0
    assert service.mails("camille")
    await service.check()
