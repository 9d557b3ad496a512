"""The story's files hold together, and the same story is told each time."""

from datetime import datetime, timedelta
from io import BytesIO
from typing import Any, cast

import pytest
from PIL import Image

from okote.demo import fiction
from okote.demo.fiction import CampaignFiction, PledgesFiction
from okote.demo.identity_provider.people import PEOPLE
from okote.demo.pictures import SIZE, landscape
from okote.demo.seeding.founding import Founded
from okote.demo.seeding.giving import drawn
from okote.demo.seeding.moments import PLACE, Telling
from okote.demo.seeding.year_before import beginning, year_before
from okote.funding.campaigns.rules.holders import parse_identifier
from okote.platform.files.drawing import _webp
from okote.platform.files.pictures import CARD_BYTES, QUALITY, WIDTHS
from okote.territories.models import Territory
from payments.money import Money, total

CAMPAIGNS = [
    pytest.param(slug, campaign, id=name)
    for slug in fiction.TERRITORIES
    for name, campaign in fiction.campaigns(slug).items()
] + [
    pytest.param(slug, campaign, id=f"{slug} before")
    for slug in fiction.TERRITORIES
    if (before := fiction.year_before(slug)) is not None
    for campaign in before.campaigns
]


@pytest.mark.parametrize("slug", fiction.TERRITORIES)
def test_a_territory_names_only_people_who_exist(slug: str):
    told, known = fiction.territory(slug), {person.key for person in PEOPLE}
    assert {key for keys in told.roles.values() for key in keys} | set(told.roles_for) <= known
    assert {one.body for one in told.roles_for.values()} <= set(told.holders) | set(told.partners)
    for holder in told.holders.values():
        parse_identifier(holder.identifier)


@pytest.mark.parametrize(("slug", "told"), CAMPAIGNS)
def test_a_campaign_refers_to_what_its_territory_has(slug: str, told: CampaignFiction):
    territory = fiction.territory(slug)
    assert told.holder in territory.holders
    assert told.place in territory.places
    assert told.call is None or told.call in territory.calls
    assert {one.partner for one in told.commitments} <= set(territory.partners)
    assert set(told.received) <= {one.partner for one in told.commitments}
    assert all(told.opens < change.on < 0 for one in told.commitments for change in one.amended)
    assert all(told.opens <= piece.on < 0 for piece in told.news)
    assert all(told.opens <= one.on < (one.answered or 0) <= 0 for one in told.questions)
    assert all(told.opens <= day < 0 for day in told.followed.values())
    assert all((one.answered is None) == (not one.answer) for one in told.questions)
    assert told.ends_as == "draft" or sum(line.amount for line in told.budget) == told.goal
    assert (told.cancelled is not None) == (told.ends_as == "cancelled") == bool(told.cancel_reason)


@pytest.mark.parametrize(("slug", "told"), CAMPAIGNS)
def test_pledges_add_up_to_what_is_told(slug: str, told: CampaignFiction):
    pledges = drawn(told.title, told.pledges, fiction.donors())
    assert len(pledges) == told.pledges.number
    assert total([pledge.amount for pledge in pledges]) == Money.of(told.pledges.total)
    assert all(pledge.amount >= Money.of(1) for pledge in pledges)
    assert len({pledge.donor for pledge in pledges}) == len(pledges)
    assert [pledge.part for pledge in pledges] == sorted(pledge.part for pledge in pledges)


def test_the_same_story_is_told_each_time():
    told = PledgesFiction(number=12, total=900, by=("camille",))
    assert drawn("Un four", told, fiction.donors()) == drawn("Un four", told, fiction.donors())


@pytest.mark.parametrize("scene", ["hills", "village", "quay"])
def test_a_landscape_is_a_picture_that_fits_a_card(scene):
    drawing = landscape(scene, 165)
    assert drawing == landscape(scene, 165)
    picture = Image.open(BytesIO(drawing))
    assert picture.size == SIZE
    assert len(_webp(picture, WIDTHS["card"], QUALITY["card"], CARD_BYTES)) <= CARD_BYTES


@pytest.mark.parametrize("now", ["2027-01-01T00:00:20", "2027-02-10T12:00:00", "2028-12-31T23:59:00"])
def test_the_year_before_is_told_whole_on_each_day_of_this_one(now: str):
    told = datetime.fromisoformat(now).replace(tzinfo=PLACE)
    telling = Telling(cast("Any", None), cast("Any", None), told)
    here = Founded("trois-rives", Territory.model_construct(time_zone="Europe/Paris"))
    before = fiction.year_before("trois-rives")
    assert before is not None
    *lived, reported = year_before(telling, here, before)
    year = told.year - 1
    assert {moment.at.astimezone(PLACE).year for moment in lived} == {year}
    assert beginning(telling) < min(moment.at for moment in lived)
    assert beginning(telling) < told - timedelta(days=75)
    assert reported.at <= told
    assert reported.at.astimezone(PLACE).year == year + 1
