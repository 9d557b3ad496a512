"""What is kept about who volunteers, and about who enters them and makes codes."""

from datetime import datetime
from typing import Any

from sqlmodel import col, or_, select

from consultations.panels.models import LetterCode, Panel, Volunteer
from consultations.panels.recruiting.rules import KEPT_AFTER_THE_END, KEPT_UNDRAWN
from consultations.services.models import Service
from okote.feature import Forgetting, Records
from okote.platform.i18n import say

_ACTS = say("What you did for the administration stays, since others rely on it; it no longer leads to you.")

RECORDS = (
    Records(
        "volunteering",
        say("The panels for which you volunteer"),
        of=(Volunteer.person_id,),
        fields={
            "panel": Panel.name,
            "number": Volunteer.number,
            "name": Volunteer.name,
            "email": Volunteer.email,
            "telephone": Volunteer.telephone,
            "address": Volunteer.address,
            "guardian": Volunteer.guardian,
            "service": select(Service.name).where(Service.id == Volunteer.own_service_id).scalar_subquery(),
            "answers": Volunteer.attributes,
            "language": Volunteer.language,
            "volunteered_at": Volunteer.volunteered_at,
            "agreed_at": Volunteer.consented_at,
        },
        joined=((Panel, Panel.id == Volunteer.panel_id),),
    ),
    Records(
        "volunteers_entered",
        say("The volunteers whom you entered or brought"),
        of=(Volunteer.entered_by,),
        fields={"panel": Panel.name, "number": Volunteer.number, "entered_at": Volunteer.volunteered_at},
        joined=((Panel, Panel.id == Volunteer.panel_id),),
        once_closed=_ACTS,
    ),
    Records(
        "letter_codes",
        say("The codes for letters that you made"),
        of=(LetterCode.made_by,),
        fields={"panel": Panel.name, "made_at": LetterCode.made_at},
        joined=((Panel, Panel.id == LetterCode.panel_id),),
        once_closed=_ACTS,
    ),
)


def of_panels_gone(column: Any, at: datetime) -> Any:
    """Of panels that have ended for some time, or whose call closed so long ago that nobody is drawn."""
    over = or_(
        col(Panel.ended_at) <= at - KEPT_AFTER_THE_END,
        col(Panel.closes_at) <= at - KEPT_UNDRAWN,
    )
    return col(column).in_(select(Panel.id).where(over))


FORGETS = (
    Forgetting(
        "letter-codes",
        "Codes of letters, with the volunteers of their panel",
        LetterCode,
        col(LetterCode.made_at),
        lambda at: of_panels_gone(LetterCode.panel_id, at),
    ),
)
