"""What of tests a territory's own systems may be told: which and when, nothing of who tried them or how."""

from typing import Any

from consultations.testing.events import FindingAnswered, ResultsPublished, TestOpened
from consultations.testing.models import Finding, FindingAnswer, TestCampaign
from consultations.testing.queries.findings import latest_answers
from consultations.testing.queries.standing import Standing, standing
from consultations.testing.rules.reading import Stage
from okote.feature import Announced, WebhookKind
from okote.platform.i18n import say
from payments.sessions import ReadSession


async def _opened(db: ReadSession, event: TestOpened) -> Announced:
    """Nobody else reads of it before its results are published: so it has no page yet."""
    stands = await _standing(db, event.campaign)
    one = stands.campaign
    data = {"opens": one.opens_at.isoformat(), "closes": one.closes_at.isoformat()}
    return Announced(one.territory_id, None, _about(stands) | data)


async def _published(db: ReadSession, event: ResultsPublished) -> Announced:
    stands = await _standing(db, event.campaign)
    one = stands.campaign
    return Announced(one.territory_id, f"/tests/{one.slug}", _about(stands) | {"testers": stands.complete})


async def _answered(db: ReadSession, event: FindingAnswered) -> Announced | None:
    """Nothing of what a service answers before everyone reads what it answers to."""
    answer = await db.get_one(FindingAnswer, event.answer)
    finding = await db.get_one(Finding, answer.finding_id)
    stands = await _standing(db, finding.campaign_id)
    if stands.stage is not Stage.PUBLISHED:
        return None
    said = (await latest_answers(db, finding.id))[finding.id]
    data = {"finding": finding.number, "answer": answer.answer.value, "action": said.action_number}
    return Announced(finding.territory_id, f"/tests/{stands.campaign.slug}", _about(stands) | data)


async def _standing(db: ReadSession, campaign_id: Any) -> Standing:
    campaign = await db.get_one(TestCampaign, campaign_id)
    return await standing(db, campaign.territory_id, campaign_id)


def _about(stands: Standing) -> dict[str, Any]:
    return {
        "test": str(stands.campaign.id),
        "procedure": str(stands.procedure.id),
        "version": stands.version.number,
        "service": str(stands.procedure.service_id),
    }


_TEST = {
    "test": "019b2a66-5a3e-7c1d-8f00-6b1d2c3e4f71",
    "procedure": "019b2a66-5a3e-7c1d-8f00-6b1d2c3e4f54",
    "version": 2,
    "service": "019b2a66-5a3e-7c1d-8f00-6b1d2c3e4f53",
}
_PATH = "/tests/la-lettre-de-la-creche"

KINDS = (
    WebhookKind(
        "test.opened",
        say("A panel may try a procedure"),
        (TestOpened,),
        _opened,
        {**_TEST, "opens": "2026-06-01T22:00:00+00:00", "closes": "2026-06-15T22:00:00+00:00"},
    ),
    WebhookKind(
        "test.published",
        say("Everyone reads what a panel found of a procedure"),
        (ResultsPublished,),
        _published,
        {**_TEST, "testers": 9, "path": _PATH},
    ),
    WebhookKind(
        "finding.answered",
        say("A service has answered what testers found"),
        (FindingAnswered,),
        _answered,
        {**_TEST, "finding": 1, "answer": "accepted", "action": 12, "path": _PATH},
    ),
)
