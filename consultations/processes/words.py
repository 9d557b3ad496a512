"""What people read of consultations: what phases are called and allow, when they are, what was changed."""

from collections.abc import Mapping
from datetime import datetime, time
from zoneinfo import ZoneInfo

from consultations.eligibility.rules import Residence
from consultations.processes.changing import Change, ChangeKind, Span
from consultations.processes.rules import Audience, Period, Permit, PhaseKind, ProcessState, Template
from okote.identity.levels import Level
from okote.platform.i18n import say
from okote.web.formatting import Wording

PHASES: Mapping[PhaseKind, str] = {
    PhaseKind.INFORMATION: say("Information"),
    PhaseKind.IDEAS: say("Collecting ideas"),
    PhaseKind.DISCUSSION: say("Discussion"),
    PhaseKind.STUDY: say("Study by the services"),
    PhaseKind.VOTE: say("Vote"),
    PhaseKind.RESULTS: say("Results"),
    PhaseKind.FOLLOW_UP: say("What becomes of it"),
}

PERMITS: Mapping[Permit, str] = {
    Permit.PROPOSE: say("propose an idea"),
    Permit.SUPPORT: say("support ideas"),
    Permit.COMMENT: say("comment"),
    Permit.STUDY: say("read what services study"),
    Permit.VOTE: say("vote"),
}
"""What one can do, after “You can …”."""

PERMIT_CHOICES: Mapping[Permit, str] = {
    Permit.PROPOSE: say("Propose ideas"),
    Permit.SUPPORT: say("Support ideas"),
    Permit.COMMENT: say("Comment"),
    Permit.STUDY: say("Services study ideas"),
    Permit.VOTE: say("Vote"),
}

AUDIENCES: Mapping[Audience, str] = {
    Audience.PUBLIC: say("everyone"),
    Audience.PARTNERS: say("partners"),
    Audience.AGENTS: say("agents"),
}

AUDIENCE_SAYS: Mapping[Audience, str] = {
    Audience.PUBLIC: say("Everyone reads it."),
    Audience.PARTNERS: say("For partners, elected members and agents: for nobody else it is there."),
    Audience.AGENTS: say("Internal: agents alone see it."),
}

TEMPLATES: Mapping[Template, str] = {
    Template.IDEA_BOX: say("Idea box"),
    Template.BUDGET: say("Participatory budget"),
    Template.QUESTION: say("Vote on a question"),
    Template.INITIATIVE: say("Initiative of residents"),
    Template.AGENTS: say("Internal consultation of agents"),
}

RESIDENCES: Mapping[Residence, str] = {
    Residence.DECLARED: say("They say themselves that they live here"),
    Residence.LIST: say("A list, a letter or the counter shows that they live here"),
    Residence.CODE: say("A letter or the counter shows that they live here"),
}

LEVELS: Mapping[Level, str] = {
    Level.MAIL: say("Any way of signing in"),
    Level.LOW: say("One that vouches for who they are, such as FranceConnect"),
    Level.SUBSTANTIAL: say("One that vouches for it at a substantial level"),
    Level.HIGH: say("One that vouches for it at a high level"),
}

STANDINGS: Mapping[ProcessState, str] = {
    ProcessState.DRAFT: say("draft"),
    ProcessState.COMING: say("to come"),
    ProcessState.OPEN: say("open"),
    ProcessState.OVER: say("over now"),
    ProcessState.ARCHIVED: say("archived"),
}

TONES: Mapping[ProcessState, str] = {
    ProcessState.DRAFT: "waiting",
    ProcessState.COMING: "waiting",
    ProcessState.OPEN: "open",
    ProcessState.OVER: "done",
    ProcessState.ARCHIVED: "",
}

HEADINGS: Mapping[ProcessState, str] = {
    ProcessState.OPEN: say("Open at this moment"),
    ProcessState.COMING: say("Coming"),
    ProcessState.OVER: say("Over"),
}

FIELDS: Mapping[str, str] = {
    "title": say("The title"),
    "lead": say("The first sentence"),
    "body": say("The text"),
    "body_plain": say("The text that is easy to read"),
    "stakes": say("What is at stake"),
    "stakes_plain": say("What is at stake, easy to read"),
    "organisers": say("Who organises it"),
    "languages": say("The languages"),
    "service": say("The service that answers"),
    "threshold": say("The threshold of supports"),
    "conditions": say("Who may take part"),
    "places": say("The places"),
    "pillars": say("The pillars"),
    "envelopes": say("The envelopes"),
}

_CHANGES: Mapping[ChangeKind, str] = {
    ChangeKind.EXTENDED: say("“%(phase)s” lasts longer: %(now)s, instead of %(was)s."),
    ChangeKind.SHORTENED: say("“%(phase)s” ends earlier: %(now)s, instead of %(was)s."),
    ChangeKind.MOVED: say("“%(phase)s” is moved: %(now)s, instead of %(was)s."),
    ChangeKind.ADDED: say("“%(phase)s” is new: %(now)s."),
    ChangeKind.REMOVED: say("“%(phase)s” does not take place: it was to be %(was)s."),
    ChangeKind.PERMITS: say("What one can do in “%(phase)s” has changed."),
    ChangeKind.SAYS: say("What is said of “%(phase)s” has changed."),
    ChangeKind.TEXT: say("Changed: %(field)s."),
}


def begins(words: Wording, at: datetime) -> str:
    """A day, where it begins with it."""
    return words.day(at) if _midnight(at, words.zone) else words.moment(at)


def ends(words: Wording, at: datetime) -> str:
    """A day that counts whole ends at 24:00."""
    if _midnight(at, words.zone):
        return words.say(say("%(day)s at 24:00"), day=words.last_day(at))
    return words.moment(at)


def when(words: Wording, period: Period | Span) -> str:
    first = begins(words, period.starts_at)
    if period.ends_at is None:
        return words.say(say("from %(first)s"), first=first)
    return words.say(say("from %(first)s to %(last)s"), first=first, last=ends(words, period.ends_at))


def told(words: Wording, change: Change) -> str:
    """What was changed, in a sentence."""
    values: dict[str, str] = {}
    if change.phase is not None:
        values["phase"] = words.say(PHASES[change.phase])
    if change.was is not None:
        values["was"] = when(words, change.was)
    if change.now is not None:
        values["now"] = when(words, change.now)
    if change.field:
        values["field"] = words.say(FIELDS[change.field])
    return words.say(_CHANGES[change.kind], **values)


def _midnight(at: datetime, zone: ZoneInfo) -> bool:
    return at.astimezone(zone).timetz().replace(tzinfo=None) == time()
