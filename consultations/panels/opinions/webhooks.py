"""What of opinions a territory's own systems may be told: which, and who answers until when."""

from typing import Any

from consultations.panels.models import Panel
from consultations.panels.opinions.events import OpinionAnswered, OpinionPublished
from consultations.panels.opinions.models import Opinion
from okote.feature import Announced, WebhookKind
from okote.platform.i18n import say
from payments.sessions import ReadSession


async def _tell(db: ReadSession, event: OpinionPublished | OpinionAnswered) -> Announced:
    opinion = await db.get_one(Opinion, event.opinion)
    panel = await db.get_one(Panel, opinion.panel_id)
    data: dict[str, Any] = {
        "opinion": str(opinion.id),
        "panel": str(panel.id),
        "service": str(opinion.service_id),
        "adopted_on": opinion.adopted_on.isoformat(),
        "due_on": opinion.due_on and opinion.due_on.isoformat(),
        "answered": opinion.answered_at is not None,
    }
    return Announced(opinion.territory_id, f"/panels/{panel.slug}/opinions/{opinion.id}", data)


_OPINION = "019b2a66-5a3e-7c1d-8f00-6b1d2c3e4f71"
_EXAMPLE = {
    "opinion": _OPINION,
    "panel": "019b2a66-5a3e-7c1d-8f00-6b1d2c3e4f72",
    "service": "019b2a66-5a3e-7c1d-8f00-6b1d2c3e4f53",
    "adopted_on": "2026-05-04",
    "due_on": "2026-07-03",
    "path": f"/panels/comite-des-parcs/opinions/{_OPINION}",
}

KINDS = (
    WebhookKind(
        "opinion.published",
        say("The opinion of a panel is published"),
        (OpinionPublished,),
        _tell,
        {**_EXAMPLE, "answered": False},
    ),
    WebhookKind(
        "opinion.answered",
        say("A service has answered the opinion of a panel"),
        (OpinionAnswered,),
        _tell,
        {**_EXAMPLE, "answered": True},
    ),
)
