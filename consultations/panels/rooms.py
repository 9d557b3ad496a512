"""What the rooms of panels hand to the manifest of consultations, together."""

from consultations.panels import api as panels_api
from consultations.panels import asking as panel_questions
from consultations.panels import backoffice as panel_desk
from consultations.panels import invariants as of_panels
from consultations.panels import pages as panel_pages
from consultations.panels import personal as about_panels
from consultations.panels.drawing import api as draw_api
from consultations.panels.drawing import backoffice as draw_desk
from consultations.panels.drawing import command as draw_replay
from consultations.panels.drawing import invariants as of_draws
from consultations.panels.drawing import jobs as draw_jobs
from consultations.panels.drawing import letters as draw_letters
from consultations.panels.drawing import pages as draw_pages
from consultations.panels.drawing import personal as about_draws
from consultations.panels.drawing.events import (
    DrawHalted,
    NumbersDiffer,
    NumbersDue,
    SecondNeeded,
    VoidAsked,
)
from consultations.panels.drawing.queries import addresses as draw_addresses
from consultations.panels.meetings import backoffice as meeting_desk
from consultations.panels.meetings import compensating
from consultations.panels.meetings import invariants as of_meetings
from consultations.panels.meetings import letters as meeting_letters
from consultations.panels.meetings import pages as meeting_pages
from consultations.panels.meetings import personal as about_meetings
from consultations.panels.meetings.events import MeetingNear, MeetingTold
from consultations.panels.members import backoffice as member_desk
from consultations.panels.members import invariants as of_members
from consultations.panels.members import letters as member_letters
from consultations.panels.members import pages as member_pages
from consultations.panels.members import personal as about_members
from consultations.panels.members import service as members
from consultations.panels.members.events import SeatFreed, SeatOffered, SeatTaken, StratumExhausted
from consultations.panels.opinions import api as opinions_api
from consultations.panels.opinions import backoffice as opinion_desk
from consultations.panels.opinions import invariants as of_opinions
from consultations.panels.opinions import letters as opinion_letters
from consultations.panels.opinions import pages as opinion_pages
from consultations.panels.opinions import personal as about_opinions
from consultations.panels.opinions import webhooks as opinion_webhooks
from consultations.panels.opinions.events import (
    OpinionAnswered,
    OpinionCorrected,
    OpinionLate,
    OpinionPublished,
)
from consultations.panels.opinions.queries import addresses as opinion_addresses
from consultations.panels.queries import addresses as panel_addresses
from consultations.panels.recruiting import backoffice as pool_desk
from consultations.panels.recruiting import letters as panel_letters
from consultations.panels.recruiting import pages as volunteer_pages
from consultations.panels.recruiting import service as recruiting
from consultations.panels.recruiting.events import VolunteerWithdrew
from consultations.panels.sortition import command as draw_command
from consultations.panels.space import backoffice as space_desk
from consultations.panels.space import invariants as of_spaces
from consultations.panels.space import letters as space_letters
from consultations.panels.space import pages as space_pages
from consultations.panels.space import personal as about_spaces
from consultations.panels.space import service as spaces
from okote.platform.events import Subscriptions

ROUTES = (
    *panel_pages.ROUTES,
    *panels_api.ROUTES,
    *panel_desk.ROUTES,
    *panel_questions.ROUTES,
    *pool_desk.ROUTES,
    *volunteer_pages.ROUTES,
    *draw_pages.ROUTES,
    *draw_api.ROUTES,
    *draw_desk.ROUTES,
    *member_pages.ROUTES,
    *member_desk.ROUTES,
    *meeting_pages.ROUTES,
    *meeting_desk.ROUTES,
    *compensating.ROUTES,
    *space_pages.ROUTES,
    *space_desk.ROUTES,
    *opinion_pages.ROUTES,
    *opinions_api.ROUTES,
    *opinion_desk.ROUTES,
)

JOBS = (
    *member_letters.JOBS,
    *meeting_letters.JOBS,
    *opinion_letters.JOBS,
    *space_letters.JOBS,
    *draw_jobs.JOBS,
)

SUBSCRIPTIONS: Subscriptions = {
    **dict.fromkeys(
        (NumbersDue, SecondNeeded, NumbersDiffer, DrawHalted, VoidAsked), (draw_letters.on_event,)
    ),
    **dict.fromkeys((SeatOffered, SeatTaken, SeatFreed, StratumExhausted), (member_letters.on_event,)),
    VolunteerWithdrew: (members.on_volunteer_withdrew,),
    **dict.fromkeys((MeetingTold, MeetingNear), (meeting_letters.on_meeting,)),
    **dict.fromkeys(
        (OpinionPublished, OpinionAnswered, OpinionLate, OpinionCorrected), (opinion_letters.on_opinion,)
    ),
}

INVARIANTS = (
    *of_panels.INVARIANTS,
    *of_draws.INVARIANTS,
    *of_members.INVARIANTS,
    *of_meetings.INVARIANTS,
    *of_spaces.INVARIANTS,
    *of_opinions.INVARIANTS,
)

SECTIONS = (*panel_desk.SECTIONS, *opinion_desk.SECTIONS)

RECORDS = (
    *about_panels.RECORDS,
    *about_draws.RECORDS,
    *about_members.RECORDS,
    *about_meetings.RECORDS,
    *about_spaces.RECORDS,
    *about_opinions.RECORDS,
)

MAILS = (
    *panel_letters.KINDS,
    *draw_letters.KINDS,
    *member_letters.KINDS,
    *space_letters.KINDS,
)

FORGETS = (
    *about_spaces.FORGETS,
    *about_draws.FORGETS,
    *about_members.FORGETS,
    *about_panels.FORGETS,
)

LIMITS = (*recruiting.LIMITS, *spaces.LIMITS)
WEBHOOKS = opinion_webhooks.KINDS
COMMANDS = (draw_command.COMMAND, draw_replay.COMMAND)
ADDRESSES = (panel_addresses, draw_addresses, opinion_addresses)
