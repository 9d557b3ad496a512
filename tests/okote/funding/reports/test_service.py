"""A year is counted from what happened in it, there, and printed the same for ever."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from okote.funding.campaigns.models import Campaign, CampaignStep
from okote.funding.campaigns.rules import Actor, CampaignState
from okote.funding.closing.models import Closing
from okote.funding.closing.rules import Decision
from okote.funding.pledges.models import Pledge
from okote.funding.pledges.rules import PledgeStatus
from okote.funding.reports.invariants import INVARIANTS
from okote.funding.reports.pages import figure_rows, project_rows, waiting
from okote.funding.reports.queries import contents, published_years, report_of, years
from okote.funding.reports.rules import Counted, ReportPublishedError, YearNotOverError
from okote.funding.reports.service import publish_report
from okote.identity.models import Person, Role
from okote.platform.checks import violations
from okote.platform.clock import set_offset
from okote.platform.errors import ForbiddenError
from payments.money import Money
from tests.okote.funding.scene import an_offer

NEW_YEAR = datetime(2025, 12, 31, 23, 0, tzinfo=UTC)
"""In Paris, where the territory is."""

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


@pytest.fixture
async def donors(db):
    made = [Person(created_at=await db.now()) for _ in range(3)]
    db.add_all(made)
    await db.flush()
    return made


@pytest.fixture
async def happened(db, territory, holder, writer, donors):
    """One campaign succeeded in 2025, another begun in it was approved in the next year."""

    async def campaign(slug, received, accepted, state):
        made = an_offer(holder, NEW_YEAR, days=30, slug=slug, state=state)
        made.created_at = received
        db.add(made)
        await db.flush()
        for at, step in ((received, CampaignState.IN_REVIEW), (accepted, CampaignState.SCHEDULED)):
            db.add(
                CampaignStep(
                    campaign_id=made.id, at=at, state=step, actor=Actor.WRITER, person_id=writer.person.id
                )
            )
        return made

    def pledge(campaign, person, euros, at, status=PledgeStatus.IN_FORCE):
        return Pledge(
            territory_id=territory.id,
            campaign_id=campaign.id,
            person_id=person.id,
            form_token=uuid4(),
            status=status,
            amount_minor=euros * 100,
            language="fr",
            thanks_hash=uuid4().bytes * 2,
            created_at=at,
            paid_at=at,
        )

    done = await campaign("faite", NEW_YEAR - 90 * DAY, NEW_YEAR - 80 * DAY, CampaignState.FUNDED)
    late = await campaign("tardive", NEW_YEAR - MINUTE, NEW_YEAR, CampaignState.LIVE)
    one, two, three = donors
    db.add_all(
        [
            pledge(done, one, 100, NEW_YEAR - DAY),
            pledge(done, two, 50, NEW_YEAR - MINUTE),
            pledge(late, one, 30, NEW_YEAR - MINUTE),
            pledge(late, three, 70, NEW_YEAR),
            pledge(done, three, 900, NEW_YEAR - DAY, PledgeStatus.REFUNDED),
            Closing(
                campaign_id=done.id,
                territory_id=territory.id,
                decided_at=NEW_YEAR - MINUTE,
                decision=Decision.FUNDED,
                pledged_minor=150_00,
                public_minor=120_00,
                private_minor=30_00,
                threshold_minor=100_00,
                commission_minor=0,
                vat_minor=0,
                transfer_minor=150_00,
                owed_minor=0,
            ),
        ]
    )
    await db.flush()
    return done


@pytest.fixture
async def then(db):
    """It is March 2026."""
    await set_offset(db, NEW_YEAR + 70 * DAY - await db.now())


async def test_what_a_year_was(db, territory, elsewhere, happened):
    told = await contents(db, territory, 2025)
    activity = told.activity
    goal = Money.of(15_000)
    assert activity.received == Counted(2, goal + goal)
    assert activity.accepted == Counted(1, goal)
    assert activity.financed == Counted(1, Money.of(300))
    assert (activity.given, activity.donors) == (Money.of(180), 2)
    assert (activity.backed, activity.backings) == (2, 3)
    assert [one.total for one in told.projects] == [Money.of(300)]
    assert told.operator.orias == territory.operator_orias
    assert [(row["title"], row["total"]) for row in project_rows(told)] == [(happened.title, 300)]
    assert [row["figure"] for row in figure_rows(told) if row["number"] is None] == [
        "contributions",
        "contributions_per_project",
        "contributions_per_donor",
    ]

    later = (await contents(db, territory, 2026)).activity
    assert (later.received.number, later.accepted.number, later.financed.number) == (0, 1, 0)
    assert (later.given, later.donors) == (Money.of(70), 1)
    theirs = (await contents(db, elsewhere, 2025)).activity
    assert (theirs.received.number, theirs.financed.number, theirs.donors) == (0, 0, 0)


async def test_it_is_printed_the_same_for_ever(db, territory, administrator, happened, then):
    assert await waiting(db, administrator) == 1
    report = await publish_report(db, 2025, "Un conseil élu.", by=administrator)
    said = report.told
    assert said == await contents(db, territory, 2025)
    happened.title = territory.operator_name = "Autrement"
    await db.exec(text("UPDATE pledge SET status = 'refunded'"))
    assert await contents(db, territory, 2025) != said
    db.expire(report)
    kept = await report_of(db, territory.id, 2025)
    await db.refresh(kept)
    assert (kept.told, kept.governance) == (said, "Un conseil élu.")
    assert await published_years(db, territory.id) == [2025]
    assert await waiting(db, administrator) == 0


async def test_who_publishes_and_when(db, someone, administrator, happened, then):
    with pytest.raises(ForbiddenError):
        await publish_report(db, 2025, "Moi.", by=await someone(Role.AGENT))
    accountant = await someone(Role.ACCOUNTANT)
    with pytest.raises(YearNotOverError):
        await publish_report(db, 2026, "Un conseil élu.", by=accountant)
    await publish_report(db, 2025, "Un conseil élu.", by=accountant)
    with pytest.raises(ReportPublishedError):
        await publish_report(db, 2025, "Un autre.", by=administrator)


async def test_the_years_that_there_are(db, territory, elsewhere, administrator, happened, then):
    assert list(await years(db, territory)) == [2026, 2025]
    assert list(await years(db, elsewhere)) == []


@pytest.mark.parametrize(
    "planted",
    [
        "UPDATE closing SET public_minor = public_minor + 1",
        "UPDATE closing SET decided_at = decided_at + interval '1 hour'",
        "UPDATE yearly_report SET published_at = published_at - interval '1 year'",
    ],
)
async def test_it_says_what_the_closings_say(db, administrator, happened, then, planted):
    await publish_report(db, 2025, "Un conseil élu.", by=administrator)
    assert await violations(db, INVARIANTS) == []
    await db.exec(text("SET LOCAL session_replication_role = replica"))
    await db.exec(text(planted))
    assert [one.invariant.name for one in await violations(db, INVARIANTS)] == [
        "yearly-report-says-what-was-decided"
    ]


@pytest.mark.parametrize("altering", ["UPDATE yearly_report SET year = 1999", "DELETE FROM yearly_report"])
async def test_nobody_alters_what_was_published(db, administrator, happened, then, altering):
    await publish_report(db, 2025, "Un conseil élu.", by=administrator)
    with pytest.raises(IntegrityError, match="what was published stays"):
        await db.exec(text(altering))


async def test_nothing_of_a_campaign_that_nobody_sent_in(db, territory, holder):
    db.add(Campaign(territory_id=territory.id, holder_id=holder.id, slug="x", title="x", created_at=NEW_YEAR))
    await db.flush()
    assert (await contents(db, territory, 2026)).activity.received.number == 0
