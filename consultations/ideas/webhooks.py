"""What of ideas a territory's own systems may be told: which, where and how it stands, nobody's name."""

from typing import Any

from consultations.ideas.events import IdeaAnswered, IdeaChanged, IdeaProposed
from consultations.ideas.models import Idea, IdeaStep
from consultations.ideas.versions.models import IdeaVersion
from okote.feature import Announced, WebhookKind
from okote.platform.i18n import say
from payments.sessions import ReadSession


def _about(idea: Idea, **data: Any) -> Announced:
    return Announced(idea.territory_id, f"/ideas/{idea.id}", {"idea": str(idea.id), **data})


async def _proposed(db: ReadSession, event: IdeaProposed) -> Announced:
    idea = await db.get_one(Idea, event.idea)
    return _about(idea, place=str(idea.place_id) if idea.place_id else None)


async def _answered(db: ReadSession, event: IdeaAnswered) -> Announced:
    step = await db.get_one(IdeaStep, event.step)
    idea = await db.get_one(Idea, step.idea_id)
    return _about(idea, service=str(step.service_id), state=step.state.value)


async def _changed(db: ReadSession, event: IdeaChanged) -> Announced:
    version = await db.get_one(IdeaVersion, event.version)
    idea = await db.get_one(Idea, version.idea_id)
    return _about(idea, version=version.number, substantial=version.substantial)


_IDEA = "019b2a66-5a3e-7c1d-8f00-6b1d2c3e4f52"
_OTHER = "019b2a66-5a3e-7c1d-8f00-6b1d2c3e4f53"

KINDS = (
    WebhookKind(
        "idea.published",
        say("A resident proposes an idea"),
        (IdeaProposed,),
        _proposed,
        {"idea": _IDEA, "place": _OTHER, "path": f"/ideas/{_IDEA}"},
    ),
    WebhookKind(
        "idea.changed",
        say("Its authors have changed an idea"),
        (IdeaChanged,),
        _changed,
        {"idea": _IDEA, "version": 2, "substantial": False, "path": f"/ideas/{_IDEA}"},
    ),
    WebhookKind(
        "idea.answered",
        say("A service has answered an idea, or carried it out"),
        (IdeaAnswered,),
        _answered,
        {"idea": _IDEA, "service": _OTHER, "state": "accepted", "path": f"/ideas/{_IDEA}"},
    ),
)
