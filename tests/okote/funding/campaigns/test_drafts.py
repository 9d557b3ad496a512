"""Writing an offer: by who may, for who is ours, and never over somebody else's words."""

from dataclasses import replace
from uuid import uuid4

import pytest
from sqlmodel import select

from okote.funding.campaigns.models import Campaign, CampaignStep
from okote.funding.campaigns.queries import budget_of, writers
from okote.funding.campaigns.rules import CampaignState
from okote.funding.campaigns.rules.life import OfferFrozenError
from okote.funding.campaigns.service import create_draft, save_draft
from okote.identity.models import Role
from okote.platform.errors import ForbiddenError, NotFoundError, StaleError
from okote.platform.files.models import StoredFile
from okote.territories.models import Place


async def test_a_holder_begins_an_offer(db, writer, holder):
    campaign = await create_draft(db, holder.id, "La conserverie du quai", by=writer)

    assert (campaign.state, campaign.slug) == (CampaignState.DRAFT, "la-conserverie-du-quai")
    assert campaign.territory_id == writer.territory.id
    steps = (await db.exec(select(CampaignStep))).all()
    assert [(step.state, step.person_id, step.at) for step in steps] == [
        (CampaignState.DRAFT, writer.person.id, campaign.created_at)
    ]


async def test_nobody_writes_for_another_holder(db, someone, holder):
    stranger = await someone(Role.HOLDER, Role.PARTNER, Role.ACCOUNTANT, scope=uuid4())
    with pytest.raises(ForbiddenError):
        await create_draft(db, holder.id, "La conserverie du quai", by=stranger)


async def test_a_holder_of_another_territory_does_not_exist(db, someone, elsewhere, holder, writer):
    campaign = await create_draft(db, holder.id, "La conserverie du quai", by=writer)
    agent = await someone(Role.ADMINISTRATOR, at=elsewhere)
    with pytest.raises(NotFoundError):
        await create_draft(db, holder.id, "La conserverie du quai", by=agent)
    with pytest.raises(NotFoundError):
        await save_draft(db, campaign.id, None, version=0, by=agent)


async def test_each_campaign_of_a_territory_has_its_own_address(db, writer, holder):
    titles = ["La conserverie", "La conserverie !", "la Conserverie", "La conserverie du quai"]
    slugs = [(await create_draft(db, holder.id, title, by=writer)).slug for title in titles]
    assert slugs == ["la-conserverie", "la-conserverie-2", "la-conserverie-3", "la-conserverie-du-quai"]


async def test_the_whole_form_is_saved(db, writer, holder, offer):
    campaign = await create_draft(db, holder.id, "Les bocaux", by=writer)

    await save_draft(db, campaign.id, offer, version=0, by=writer)

    saved = (await db.exec(select(Campaign).execution_options(populate_existing=True))).one()
    assert saved.slug == "la-conserverie-du-quai"
    assert {name: getattr(saved, name) for name in ("title", "story", "surplus", "tax_receipt")} == {
        name: getattr(offer, name) for name in ("title", "story", "surplus", "tax_receipt")
    }
    assert (saved.goal, saved.first_day, saved.picture) == (offer.goal, offer.first_day, offer.picture)
    lines = await budget_of(db, campaign.id)
    assert [(line.label, line.amount, line.needed) for line in lines] == [
        (item.label, item.amount, item.needed) for item in offer.budget
    ]
    assert await writers(db, campaign.id) == {writer.person.id}


async def test_saving_again_replaces_what_was_there_and_keeps_the_address(db, writer, holder, offer):
    campaign = await create_draft(db, holder.id, offer.title, by=writer)
    await save_draft(db, campaign.id, offer, version=0, by=writer)

    emptied = replace(offer, budget=offer.budget[:1], goal=None, place_id=None, first_day=None)
    saved = await save_draft(db, campaign.id, emptied, version=1, by=writer)

    assert (saved.version, saved.slug) == (2, "la-conserverie-du-quai")
    assert (saved.goal_minor, saved.place_id, saved.first_day) == (None, None, None)
    assert [line.label for line in await budget_of(db, campaign.id)] == ["Autoclave"]


async def test_two_writers_do_not_overwrite_each_other_unseen(db, writer, someone, holder, offer):
    campaign = await create_draft(db, holder.id, offer.title, by=writer)
    agent = await someone(Role.AGENT)
    await save_draft(db, campaign.id, offer, version=0, by=agent)

    with pytest.raises(StaleError):
        await save_draft(db, campaign.id, replace(offer, title="Autre chose"), version=0, by=writer)

    assert campaign.title == offer.title


async def test_a_place_or_a_picture_of_another_territory_does_not_exist(db, writer, holder, offer, elsewhere):
    campaign = await create_draft(db, holder.id, offer.title, by=writer)
    theirs = Place(territory_id=elsewhere.id, name="Haut-Val")
    picture = StoredFile(territory_id=elsewhere.id, width=1, height=1, created_at=await db.now())
    db.add_all([theirs, picture])
    await db.flush()
    for draft in (replace(offer, place_id=theirs.id), replace(offer, picture=picture.id)):
        with pytest.raises(NotFoundError):
            await save_draft(db, campaign.id, draft, version=0, by=writer)


async def test_what_is_in_review_is_not_written_on(db, writer, holder, offer):
    campaign = await create_draft(db, holder.id, offer.title, by=writer)
    campaign.state = CampaignState.IN_REVIEW
    with pytest.raises(OfferFrozenError):
        await save_draft(db, campaign.id, offer, version=0, by=writer)
