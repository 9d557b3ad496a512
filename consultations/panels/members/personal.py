"""What is kept about who was drawn, who looks on, and who entered what was said."""

from datetime import datetime, timedelta
from typing import Any

from sqlmodel import and_, col, exists, or_, select

from consultations.panels.members.models import Observer, Seat
from consultations.panels.members.rules import SeatState
from consultations.panels.models import Panel, Volunteer
from consultations.panels.personal import of_panels_gone
from okote.feature import Forgetting, Records
from okote.platform.i18n import say

MEMBERS_KEPT = timedelta(days=365)
"""After the panel has ended."""
MEMBERS_KEPT_AT_MOST = timedelta(days=3 * 365)
"""After the call has closed, where nobody said that the panel has ended."""

ACTS = say("What you did for the administration stays, since others rely on it; it no longer leads to you.")

RECORDS = (
    Records(
        "panel_seats",
        say("The panels for which you were drawn, and what you answered"),
        of=(Volunteer.person_id,),
        fields={
            "panel": Panel.name,
            "group": Seat.stratum,
            "rank": Seat.rank,
            "state": Seat.state,
            "invited_at": Seat.invited_at,
            "answer_by": Seat.answer_by,
            "answered_at": Seat.answered_at,
            "left_at": Seat.dropped_at,
            "reason": Seat.why,
        },
        joined=((Seat, Seat.volunteer_id == Volunteer.id), (Panel, Panel.id == Seat.panel_id)),
    ),
    Records(
        "panel_answers_entered",
        say("The answers of others that you entered for a panel"),
        of=(Seat.entered_by,),
        fields={"panel": Panel.name, "state": Seat.state, "answered_at": Seat.answered_at},
        joined=((Panel, Panel.id == Seat.panel_id),),
        once_closed=ACTS,
    ),
    Records(
        "panels_observed",
        say("The panels that you observe"),
        of=(Observer.person_id,),
        fields={
            "panel": Panel.name,
            "name": Observer.name,
            "function": Observer.function,
            "since": Observer.added_at,
        },
        joined=((Panel, Panel.id == Observer.panel_id),),
    ),
    Records(
        "observers_added",
        say("The observers whom you added to a panel"),
        of=(Observer.added_by,),
        fields={"panel": Panel.name, "kind": Observer.kind, "at": Observer.added_at},
        joined=((Panel, Panel.id == Observer.panel_id),),
        once_closed=ACTS,
    ),
)


def _sat() -> Any:
    """Whoever was a member for a while."""
    return col(Seat.state).in_([SeatState.ACCEPTED, SeatState.DROPPED]) & col(Seat.answered_at).is_not(None)


def long_over(column: Any, at: datetime) -> Any:
    over = or_(col(Panel.ended_at) <= at - MEMBERS_KEPT, col(Panel.closes_at) <= at - MEMBERS_KEPT_AT_MOST)
    return col(column).in_(select(Panel.id).where(over))


def _not_taken(at: datetime) -> Any:
    answered = or_(col(Seat.state) != SeatState.INVITED, col(Seat.answer_by) < at.date())
    return and_(of_panels_gone(Seat.panel_id, at), ~_sat(), answered)


def _left(at: datetime) -> Any:
    return and_(long_over(Seat.panel_id, at), _sat())


def _without_a_seat(at: datetime) -> Any:
    """Nor one that goes with them."""
    stays = and_(col(Seat.volunteer_id) == Volunteer.id, ~or_(_not_taken(at), _left(at)))
    return and_(of_panels_gone(Volunteer.panel_id, at), ~exists().where(stays))


FORGETS = (
    Forgetting(
        "seats-not-taken",
        "Seats that nobody took and reserves, 30 days after their panel has ended, or a year after its call",
        Seat,
        col(Seat.invited_at),
        _not_taken,
    ),
    Forgetting(
        "seats-of-members",
        "Members of panels, a year after their panel has ended, or three years after its call has closed",
        Seat,
        col(Seat.answered_at),
        _left,
    ),
    Forgetting(
        "volunteers",
        "Volunteers without a seat, 30 days after their panel has ended, or a year after its call has closed",
        Volunteer,
        col(Volunteer.volunteered_at),
        _without_a_seat,
    ),
    Forgetting(
        "observers",
        "Observers of panels, a year after their panel has ended, or three years after its call has closed",
        Observer,
        col(Observer.added_at),
        lambda at: long_over(Observer.panel_id, at),
    ),
)
