"""What is kept of who froze, typed and voided, and how long what was frozen of people is."""

from datetime import datetime
from typing import Any

from sqlmodel import and_, col, or_, select

from consultations.panels.drawing.models import Draw, DrawEntry
from consultations.panels.models import Panel
from consultations.panels.recruiting.rules import KEPT_AFTER_THE_END, KEPT_UNDRAWN
from okote.feature import Forgetting, Records
from okote.platform.i18n import say

_ACTS = say("What you did for the administration stays, since others rely on it; it no longer leads to you.")

RECORDS = (
    Records(
        "draws",
        say("The draws of panels that you froze, asked to be void or declared void"),
        of=(Draw.frozen_by, Draw.void_asked_by, Draw.voided_by),
        fields={
            "panel": Panel.name,
            "frozen_at": Draw.frozen_at,
            "state": Draw.state,
            "void_reason": Draw.void_reason,
        },
        joined=((Panel, Panel.id == Draw.panel_id),),
        once_closed=_ACTS,
    ),
    Records(
        "draw_numbers",
        say("The numbers of public draws that you typed"),
        of=(DrawEntry.entered_by,),
        fields={"panel": Panel.name, "numbers": DrawEntry.numbers, "entered_at": DrawEntry.entered_at},
        joined=((Draw, Draw.id == DrawEntry.draw_id), (Panel, Panel.id == Draw.panel_id)),
        once_closed=_ACTS,
    ),
)


def _of_panels_gone(at: datetime) -> Any:
    """With the volunteers of the panel: from then on nobody's number leads anywhere."""
    over = or_(col(Panel.ended_at) <= at - KEPT_AFTER_THE_END, col(Panel.closes_at) <= at - KEPT_UNDRAWN)
    return and_(col(Draw.pool).is_not(None), col(Draw.panel_id).in_(select(Panel.id).where(over)))


FORGETS = (
    Forgetting(
        "frozen-pools",
        "What was frozen of volunteers, with them; its hash and the published report stay",
        Draw,
        col(Draw.frozen_at),
        _of_panels_gone,
        instead={"pool": None},
    ),
)
