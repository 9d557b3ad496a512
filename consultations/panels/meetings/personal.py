"""What is kept about who came to meetings, what they are paid, and who noted it."""

from consultations.panels.meetings.models import Attendance, Compensation, Meeting
from consultations.panels.members.models import Seat
from consultations.panels.members.personal import ACTS
from consultations.panels.models import Panel, Volunteer
from okote.feature import Records
from okote.platform.i18n import say

_OF_SEATS = (Seat, Seat.volunteer_id == Volunteer.id)

RECORDS = (
    Records(
        "panel_meetings",
        say("The meetings of your panels, and whether you came"),
        of=(Volunteer.person_id,),
        fields={
            "panel": Panel.name,
            "meeting": Meeting.title,
            "begins": Meeting.starts_at,
            "state": Attendance.state,
            "noted_at": Attendance.noted_at,
        },
        joined=(
            _OF_SEATS,
            (Attendance, Attendance.seat_id == Seat.id),
            (Meeting, Meeting.id == Attendance.meeting_id),
            (Panel, Panel.id == Meeting.panel_id),
        ),
    ),
    Records(
        "panel_compensation",
        say("What you are paid for meetings of your panels"),
        of=(Volunteer.person_id,),
        fields={
            "panel": Panel.name,
            "meeting": Meeting.title,
            "begins": Meeting.starts_at,
            "amount_minor": Compensation.amount_minor,
            "travel_minor": Compensation.travel_minor,
            "currency": Compensation.currency,
            "paid_on": Compensation.paid_on,
            "reference": Compensation.reference,
        },
        joined=(
            _OF_SEATS,
            (Compensation, Compensation.seat_id == Seat.id),
            (Meeting, Meeting.id == Compensation.meeting_id),
            (Panel, Panel.id == Meeting.panel_id),
        ),
    ),
    Records(
        "panel_presence_noted",
        say("Whose presence you noted at meetings of panels"),
        of=(Attendance.noted_by,),
        fields={"meeting": Meeting.title, "state": Attendance.state, "noted_at": Attendance.noted_at},
        joined=((Meeting, Meeting.id == Attendance.meeting_id),),
        once_closed=ACTS,
    ),
    Records(
        "panel_compensation_noted",
        say("What you noted that others are paid for meetings of panels"),
        of=(Compensation.noted_by, Compensation.paid_by),
        fields={
            "meeting": Meeting.title,
            "amount_minor": Compensation.amount_minor,
            "travel_minor": Compensation.travel_minor,
            "currency": Compensation.currency,
            "noted_at": Compensation.noted_at,
            "paid_on": Compensation.paid_on,
        },
        joined=((Meeting, Meeting.id == Compensation.meeting_id),),
        once_closed=ACTS,
    ),
)
