"""What is forgotten and what counts on; and what the checks find that is planted."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlmodel import col, delete, select

from consultations.panels.members.models import Seat
from consultations.panels.models import Volunteer
from consultations.procedures.models import ProcedureVersion
from consultations.ratings.rules import Review
from consultations.testing.invariants import INVARIANTS
from consultations.testing.models import (
    Remark,
    Sitting,
    TaskOutcome,
)
from consultations.testing.personal import FORGETS
from consultations.testing.queries.results import found_by, remarks_to_review
from consultations.testing.queries.sittings import offered_to
from consultations.testing.service import remarks, sittings
from okote.identity.events import AccountClosed
from okote.platform.checks import violations
from tests.consultations.testing.conftest import number_of, panel_of


async def test_what_was_sent_counts_on_when_its_tester_is_forgotten(db, campaign, ready, tester, sit):
    sent = await ready()
    who, _seat = await tester()
    await sit(campaign, who, send=False)
    before = (await found_by(db, campaign)).results.answers
    for one in (sent[0].person_id, who.person.id):
        await sittings.on_account_closed(db, AccountClosed(one))
    await db.refresh(sent[0])
    assert (sent[0].person_id, sent[0].seat_id) == (None, None)
    assert await number_of(db, Sitting) == 3, "what was not sent is gone"
    assert (await found_by(db, campaign)).results.answers == before


async def test_seats_may_be_forgotten_without_the_answers(db, campaign, ready):
    sent = await ready()
    await db.exec(delete(Seat))
    await db.exec(delete(Volunteer))
    await db.refresh(sent[0])
    assert sent[0].seat_id is None
    assert (await found_by(db, campaign)).results.number == 3


async def test_what_is_not_shown_as_written_goes(db, campaign, ready, samira):
    await ready(words="Je suis Jeanne.", reviewed=False)
    shown, redacted, _withheld = [one for one, _ in await remarks_to_review(db, campaign.id)]
    await remarks.review_remark(db, shown.id, Review.SHOWN, by=samira)
    await remarks.review_remark(db, redacted.id, Review.REDACTED, "Je suis.", by=samira)
    await remarks.review_remark(db, _withheld.id, Review.WITHHELD, by=samira)
    forgets = next(one for one in FORGETS if one.name == "remarks-as-written")
    at = await db.now()
    assert await number_of(db, Remark, forgets.due(at)) == 0
    assert await number_of(db, Remark, forgets.due(at + timedelta(days=30))) == 2


async def test_what_was_never_sent_goes_a_month_after_the_end(db, campaign, tester, sit):
    who, _seat = await tester()
    await sit(campaign, who, send=False)
    forgets = next(one for one in FORGETS if one.name == "tests-unsent")
    at = await db.now()
    assert await number_of(db, Sitting, forgets.due(at + timedelta(days=30))) == 0
    assert await number_of(db, Sitting, forgets.due(at + timedelta(days=40))) == 1


PLANTED = {
    "test-is-of-a-version-without-names": "UPDATE procedure_version SET tested_at = NULL",
    "test-has-a-task": "DELETE FROM task_outcome; DELETE FROM remark WHERE task_id IS NOT NULL; "
    "DELETE FROM test_task",
    "sitting-that-was-sent-has-all-its-answers": "DELETE FROM task_outcome",
    "sitting-is-within-its-test": "UPDATE sitting SET begun_at = begun_at - interval '90 days'",
    "test-tells-no-smaller-group-than-its-territory": "INSERT INTO panel_terms SELECT territory_id, 20 "
    "FROM test_campaign; UPDATE test_campaign SET handed_over_at = NULL",
    "test-tells-nothing-of-too-few": "UPDATE test_campaign SET smallest_group = 9",
    "test-is-handed-over-once-all-is-read": "UPDATE remark SET review = 'waiting', told = '', "
    "reviewed_at = NULL, reviewed_by = NULL",
    "test-is-published-once-its-service-has-read": "UPDATE test_campaign SET published_at = handed_over_at",
    "finding-stands-where-its-last-answer-says": "UPDATE finding SET state = 'accepted'",
    "test-stays-in-its-territory": "UPDATE test_task SET territory_id = "
    "(SELECT id FROM territory WHERE slug = 'val-clair')",
    "sitting-is-of-a-seat-on-its-panel": "UPDATE seat SET panel_id = "
    "(SELECT id FROM panel WHERE slug = 'autre')",
    "observer-answers-nothing": "INSERT INTO observer (id, territory_id, panel_id, kind, name, function, "
    "person_id, added_at, added_by) SELECT gen_random_uuid(), c.territory_id, c.panel_id, 'elected', 'Ada', "
    "'Maire', s.person_id, s.begun_at, s.person_id FROM sitting s "
    "JOIN test_campaign c ON c.id = s.campaign_id ORDER BY s.id LIMIT 1",
    "finding-is-counted-with-one-of-its-test": "UPDATE finding SET state = 'set_aside', same_as_id = id",
}
ALSO = {
    "sitting-is-of-a-seat-on-its-panel": "UPDATE sitting SET completed_at = NULL; "
    "UPDATE volunteer SET own_service_id = (SELECT id FROM service)",
    "test-is-of-a-version-without-names": "UPDATE procedure_version SET names_removed_at = NULL, "
    "names_removed_by = NULL, published_at = NULL, tested_at = NULL",
}
"""The other half of some."""


def test_each_check_is_shown_something():
    assert set(PLANTED) == {one.name for one in INVARIANTS}


@pytest.mark.parametrize(("name", "planted"), [*PLANTED.items(), *ALSO.items()])
async def test_each_check_finds_what_is_planted(
    db, campaign, finding, samira, territory, elsewhere, name, planted
):
    sitting = (await db.exec(select(Sitting).limit(1).order_by(col(Sitting.id)))).one()
    db.add(panel_of(territory, await db.now(), slug="autre"))
    db.add(
        Remark(
            territory_id=sitting.territory_id,
            sitting_id=sitting.id,
            words="Oui.",
            told="Oui.",
            review=Review.SHOWN,
            reviewed_at=await db.now(),
            reviewed_by=samira.person.id,
        )
    )
    await db.flush()
    assert not await violations(db, INVARIANTS)
    for statement in planted.split("; "):
        await db.exec(text(statement))
    assert name in {one.invariant.name for one in await violations(db, INVARIANTS)}


async def test_what_testers_may_try_is_theirs_alone(db, campaign, draft, tester, someone, sit):
    who, _seat = await tester()
    assert [(one.campaign.id, one.sitting) for one in await offered_to(db, who)] == [(campaign.id, None)]
    assert await offered_to(db, await someone()) == []
    sent = await sit(campaign, who)
    assert [one.sitting for one in await offered_to(db, who)] == [sent]
    assert await number_of(db, TaskOutcome) == 2
    assert (await db.exec(select(ProcedureVersion.tested_at))).one() is not None
