"""What of actions a territory's own systems may be told, once everyone sees them."""

from typing import Any

from consultations.actions.events import ActionMoved, ActionPublished
from consultations.actions.models import Action
from okote.feature import Announced, WebhookKind
from okote.platform.i18n import say
from payments.sessions import ReadSession


async def _tell(db: ReadSession, event: ActionMoved | ActionPublished) -> Announced | None:
    """Nothing of a draft."""
    action = await db.get_one(Action, event.action)
    if action.published_at is None:
        return None
    data: dict[str, Any] = {
        "action": str(action.id),
        "number": action.number,
        "state": action.state.value,
        "since": action.since.isoformat(),
        "service": str(action.service_id),
        "deadline": action.deadline.isoformat() if action.deadline else None,
    }
    return Announced(action.territory_id, f"/actions/{action.number}", data)


_EXAMPLE = {
    "action": "019b2a66-5a3e-7c1d-8f00-6b1d2c3e4f61",
    "number": 12,
    "state": "done",
    "since": "2026-06-01",
    "service": "019b2a66-5a3e-7c1d-8f00-6b1d2c3e4f53",
    "deadline": "2026-06-30",
    "path": "/actions/12",
}

KINDS = (
    WebhookKind(
        "action.published", say("An action is shown to everyone"), (ActionPublished,), _tell, _EXAMPLE
    ),
    WebhookKind("action.moved", say("An action stands elsewhere"), (ActionMoved,), _tell, _EXAMPLE),
)
