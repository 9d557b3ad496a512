"""That a result is published, for a territory's own systems: which and where, nothing of who voted."""

from consultations.ballots.events import BallotPublished
from consultations.ballots.models import Ballot
from consultations.processes.models import Process
from consultations.processes.rules import Audience
from okote.feature import Announced, WebhookKind
from okote.platform.i18n import say
from payments.sessions import ReadSession


async def _published(db: ReadSession, event: BallotPublished) -> Announced | None:
    """Nothing of what is for partners or agents alone."""
    ballot = await db.get_one(Ballot, event.ballot)
    process = await db.get_one(Process, ballot.process_id)
    if process.audience is not Audience.PUBLIC:
        return None
    data = {"ballot": str(ballot.id), "process": str(process.id), "rule": ballot.rule.value}
    return Announced(ballot.territory_id, f"/ballots/{ballot.id}/result", data)


KINDS = (
    WebhookKind(
        "ballot.published",
        say("The result of a ballot is published"),
        (BallotPublished,),
        _published,
        {
            "ballot": "019b2a66-5a3e-7c1d-8f00-6b1d2c3e4f91",
            "process": "019b2a66-5a3e-7c1d-8f00-6b1d2c3e4f71",
            "rule": "equal-shares",
            "path": "/ballots/019b2a66-5a3e-7c1d-8f00-6b1d2c3e4f91/result",
        },
    ),
)
