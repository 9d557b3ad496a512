"""A campaign's history says as whom each person acted, and what led the campaign on."""

from datetime import timedelta
from importlib import import_module

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from okote.funding.campaigns.models import CampaignStep
from okote.funding.campaigns.queries import writers
from okote.funding.campaigns.rules import Actor, StepKind
from okote.funding.campaigns.service import (
    approve,
    cancel,
    open_due_campaigns,
    save_draft,
    send_back,
    submit,
    take_back,
)
from okote.funding.campaigns.service.steps import record
from okote.platform.clock import set_offset

A, K = Actor, StepKind
TOLD = [
    ("draft", K.WRITTEN, A.WRITER),
    ("draft", K.WRITTEN, A.WRITER),
    ("in_review", K.LED, A.WRITER),
    ("draft", K.LED, A.REVIEWER),
    ("draft", K.WRITTEN, A.WRITER),
    ("in_review", K.LED, A.WRITER),
    ("draft", K.LED, A.WRITER),
    ("in_review", K.LED, A.WRITER),
    ("scheduled", K.LED, A.REVIEWER),
    ("live", K.LED, A.RULE),
    ("live", K.MESSAGE_HIDDEN, A.ADMINISTRATOR),
    ("cancelled", K.LED, A.ADMINISTRATOR),
    ("cancelled", K.MESSAGE_HIDDEN, A.ADMINISTRATOR),
]


async def hide(db, campaign, by):
    record(db, campaign, await db.now(), K.MESSAGE_HIDDEN, A.ADMINISTRATOR, person_id=by.person.id)
    await db.flush()


@pytest.fixture
async def campaign(db, submitted, offer, writer, reviewer, administrator):
    """One to which everything happened that people can do."""
    await send_back(db, submitted.id, "Trop vague", by=reviewer)
    await save_draft(db, submitted.id, offer, version=1, by=writer)
    await submit(db, submitted.id, version=2, by=writer)
    await take_back(db, submitted.id, by=writer)
    await submit(db, submitted.id, version=2, by=writer)
    await approve(db, submitted.id, version=2, by=reviewer)
    await set_offset(db, timedelta(days=1))
    await open_due_campaigns(db)
    await hide(db, submitted, administrator)
    await cancel(db, submitted.id, "Dissoute", by=administrator)
    await hide(db, submitted, administrator)
    return submitted


async def told(db):
    columns = (CampaignStep.state, CampaignStep.kind, CampaignStep.actor)
    return [tuple(row) for row in await db.exec(select(*columns).order_by(CampaignStep.id))]


async def test_each_step_says_as_whom_someone_acted(db, campaign):
    assert await told(db) == TOLD


async def test_only_who_wrote_is_a_writer(db, campaign, writer):
    assert await writers(db, campaign.id) == {writer.person.id}


async def test_what_was_guessed_before_is_written_down_once(db, campaign):
    """The migration's words for a history that did not say who acted as what."""
    migration = import_module("okote.migrations.versions.o0007_step_actors")
    forget = "UPDATE campaign_step SET kind = 'led', actor = 'administrator' WHERE person_id IS NOT NULL"
    await db.exec(text(forget))
    await db.exec(text(migration.ACTOR))
    await db.exec(text(migration.KIND))
    assert await told(db) == TOLD


@pytest.mark.parametrize(
    "change",
    [
        "actor = 'rule' WHERE actor = 'writer'",
        "actor = 'administrator' WHERE actor = 'rule'",
        "actor = 'writer' WHERE kind = 'message_hidden'",
    ],
)
async def test_nobody_is_the_rule_alone_and_only_an_administrator_hides(db, campaign, change):
    with pytest.raises(IntegrityError):
        await db.exec(text(f"UPDATE campaign_step SET {change}"))  # noqa: S608 (our own words)
