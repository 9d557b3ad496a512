"""What is kept about who answers for actions, and who wrote, showed, froze and corrected them."""

from datetime import timedelta
from pathlib import Path

from sqlmodel import col

from consultations.actions.models import Action, ActionStep, Edition, Erratum, Evidence
from consultations.services.models import Service
from okote.feature import Forgetting, Records
from okote.platform.files.papers import kept_paper
from okote.platform.i18n import say

_ACTS = say("What you did for the administration stays, since others rely on it; it no longer leads to you.")

RECORDS = (
    Records(
        "actions_owned",
        say("The actions that you answer for"),
        of=(Action.owner_id,),
        fields={"action": Action.title, "state": Action.state, "deadline": Action.deadline},
    ),
    Records(
        "action_steps",
        say("Where you said that actions stand"),
        of=(ActionStep.by,),
        fields={
            "action": Action.title,
            "service": Service.name,
            "state": ActionStep.state,
            "happened_on": ActionStep.happened_on,
            "note": ActionStep.note,
            "at": ActionStep.at,
        },
        joined=((Action, Action.id == ActionStep.action_id), (Service, Service.id == ActionStep.service_id)),
        once_closed=_ACTS,
    ),
    Records(
        "action_evidence",
        say("The evidence that you added to actions"),
        of=(Evidence.added_by,),
        fields={"action": Action.title, "title": Evidence.title, "at": Evidence.added_at},
        joined=((Action, Action.id == Evidence.action_id),),
        once_closed=_ACTS,
    ),
    Records(
        "action_editions",
        say("The years whose actions you froze"),
        of=(Edition.frozen_by,),
        fields={"year": Edition.year, "at": Edition.frozen_at},
        once_closed=_ACTS,
    ),
    Records(
        "action_errata",
        say("The mistakes of editions that you told"),
        of=(Erratum.by,),
        fields={"year": Edition.year, "text": Erratum.body, "at": Erratum.at},
        joined=((Edition, Edition.id == Erratum.edition_id),),
        once_closed=_ACTS,
    ),
)

REMOVED_KEPT = timedelta(days=30)
"""While somebody may still see that it was removed by mistake."""


def kept_evidence(folder: Path, evidence: Evidence) -> Path | None:
    """The file of a piece of evidence; none of one that is an address."""
    return None if evidence.kind is None else kept_paper(folder, evidence)


FORGETS = (
    Forgetting(
        "evidence-removed",
        "Evidence that was removed from actions, with its file, after 30 days",
        Evidence,
        col(Evidence.removed_at),
        lambda at: col(Evidence.removed_at) <= at - REMOVED_KEPT,
        file=kept_evidence,
    ),
)
