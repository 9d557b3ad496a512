"""What is kept about who follows consultations, and who wrote and changed them."""

from consultations.processes.models import Process, ProcessChange, ProcessFollow
from okote.feature import Records
from okote.platform.i18n import say
from okote.territories.models import Territory

_ACTS = say("What you did for the administration stays, since others rely on it; it no longer leads to you.")

RECORDS = (
    Records(
        "consultations_followed",
        say("The consultations that you follow, or want to hear no more of"),
        of=(ProcessFollow.person_id,),
        fields={
            "territory": Territory.name,
            "consultation": Process.title,
            "since": ProcessFollow.since,
            "ended_at": ProcessFollow.ended_at,
        },
        joined=(
            (Process, Process.id == ProcessFollow.process_id),
            (Territory, Territory.id == Process.territory_id),
        ),
    ),
    Records(
        "consultations_written",
        say("The consultations that you wrote"),
        of=(Process.created_by,),
        fields={"consultation": Process.title, "at": Process.created_at},
        once_closed=_ACTS,
    ),
    Records(
        "consultations_changed",
        say("What you changed in consultations that everyone reads"),
        of=(ProcessChange.by,),
        fields={"consultation": Process.title, "reason": ProcessChange.reason, "at": ProcessChange.at},
        joined=((Process, Process.id == ProcessChange.process_id),),
        once_closed=_ACTS,
    ),
)
