"""What was reported about ideas before there was a desk is moved with its outcome, and keeps its law."""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import select

import consultations
from consultations.moderation.invariants import INVARIANTS
from consultations.moderation.models import ModerationCase, ModerationDecision, ModerationNotice
from consultations.moderation.rules import Verdict
from okote.platform.checks import violations

REVISION = Path(consultations.__file__).parent / "migrations/versions/c0018_idea_reports.py"

BEFORE = """
CREATE TEMPORARY TABLE idea_report (
    id uuid, territory_id uuid, idea_id uuid, person_id uuid, reason text, language text, at timestamptz,
    handled_at timestamptz, handled_by uuid, hidden boolean
) ON COMMIT DROP
"""
REPORTED = """
INSERT INTO idea_report SELECT gen_random_uuid(), territory_id, id, :person, :reason, 'fr', proposed_at,
    CASE WHEN :handled THEN proposed_at + interval '1 hour' END, CASE WHEN :handled THEN :by END,
    CASE WHEN :handled THEN :hidden END
FROM idea WHERE id = :idea
"""


@pytest.fixture
def moved():
    found = spec_from_file_location("c0018", REVISION)
    module = module_from_spec(found)
    found.loader.exec_module(module)
    return (module.TOGETHER, module.CASES, module.NOTICES, module.DECISIONS)


async def test_reports_that_wait_and_that_were_handled_are_cases(db, bench, cast, moved):
    agent, other, _, _, notifier = cast
    await db.exec(text(BEFORE))
    for who, reason, handled, hidden in (
        (notifier, "Encore.", False, False),
        (other, "Publicité.", False, False),
        (notifier, "Insulte.", True, True),
        (agent, "Je l’ai vue moi-même.", True, True),  # whoever decided had reported it too
    ):
        values = {"person": who.person.id, "reason": reason, "handled": handled, "hidden": hidden}
        given = text(REPORTED).bindparams(**values, by=agent.person.id, idea=bench.id)
        await db.exec(given)
    for statement in moved:
        await db.exec(text(statement))
    cases = (await db.exec(select(ModerationCase).order_by(ModerationCase.decided_at))).all()
    assert [(one.subject_id, one.decided_at is None) for one in cases] == [
        (bench.id, False),
        (bench.id, True),
    ]
    notices = (await db.exec(select(ModerationNotice).order_by(ModerationNotice.explanation))).all()
    assert [(one.explanation, one.case_id == cases[1].id) for one in notices] == [
        ("Encore.", True),
        ("Insulte.", False),
        ("Je l’ai vue moi-même.", False),
        ("Publicité.", True),
    ]
    decision = (await db.exec(select(ModerationDecision))).one()
    assert (decision.verdict, decision.case_id, decision.by) == (
        Verdict.HIDDEN,
        cases[0].id,
        agent.person.id,
    )
    assert await violations(db, INVARIANTS) == []
