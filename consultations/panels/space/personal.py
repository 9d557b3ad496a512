"""What is kept of what members write to each other, and of who adds documents."""

from datetime import timedelta

from sqlmodel import col, or_

from consultations.panels.members.models import Seat
from consultations.panels.members.personal import ACTS, long_over
from consultations.panels.models import Panel, Volunteer
from consultations.panels.space.models import PanelDocument, PanelMessage
from okote.feature import Forgetting, Records
from okote.platform.files.papers import kept_paper
from okote.platform.i18n import say

REMOVED_KEPT = timedelta(days=30)
"""While somebody may still see that it was removed by mistake."""

RECORDS = (
    Records(
        "panel_messages",
        say("What you wrote to your panels"),
        of=(Volunteer.person_id,),
        fields={"panel": Panel.name, "text": PanelMessage.body, "at": PanelMessage.at},
        joined=(
            (Seat, Seat.volunteer_id == Volunteer.id),
            (PanelMessage, PanelMessage.seat_id == Seat.id),
            (Panel, Panel.id == PanelMessage.panel_id),
        ),
    ),
    Records(
        "panel_messages_run",
        say("What you wrote to panels that you run, and what you took away there"),
        of=(PanelMessage.written_by, PanelMessage.removed_by),
        fields={"panel": Panel.name, "text": PanelMessage.body, "at": PanelMessage.at},
        joined=((Panel, Panel.id == PanelMessage.panel_id),),
        once_closed=ACTS,
    ),
    Records(
        "panel_documents",
        say("The documents that you added for panels"),
        of=(PanelDocument.added_by,),
        fields={"panel": Panel.name, "title": PanelDocument.title, "at": PanelDocument.added_at},
        joined=((Panel, Panel.id == PanelDocument.panel_id),),
        once_closed=ACTS,
    ),
)

FORGETS = (
    Forgetting(
        "panel-messages",
        "Messages in panels, a year after their panel has ended, or three years after its call has closed",
        PanelMessage,
        col(PanelMessage.at),
        lambda at: long_over(PanelMessage.panel_id, at),
    ),
    Forgetting(
        "panel-documents",
        "Documents of panels, 30 days after they were removed, or with the messages, with their files",
        PanelDocument,
        col(PanelDocument.added_at),
        lambda at: or_(
            col(PanelDocument.removed_at) <= at - REMOVED_KEPT, long_over(PanelDocument.panel_id, at)
        ),
        file=kept_paper,
    ),
)
