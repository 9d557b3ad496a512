"""What a consultation may be begun from: usual phases with their lengths, and texts to adapt."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from consultations.processes.rules import POSSIBLE, Audience, Permit, PhaseDetails, PhaseKind, Template
from okote.platform.i18n import say
from okote.territories.days import start_of
from okote.web.formatting import Wording


@dataclass(frozen=True, slots=True)
class Usual:
    """A phase of so many days; None stays."""

    kind: PhaseKind
    days: int | None
    says: str
    """To translate."""
    permits: frozenset[Permit] | None = None
    """All that its kind may permit, unless it says less."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """`for_what`, `lead`, `body` and `body_plain` are messages to translate."""

    for_what: str
    lead: str
    body: str
    body_plain: str
    phases: Sequence[Usual]
    audience: Audience = Audience.PUBLIC
    threshold: int | None = None


_INFORMED = Usual(PhaseKind.INFORMATION, 14, say("You read what it is about, and put your questions."))
_STUDIED = Usual(
    PhaseKind.STUDY,
    60,
    say("The services look whether each idea is possible, and what it costs."),
    frozenset({Permit.STUDY}),
)
_RESULTS = Usual(PhaseKind.RESULTS, 30, say("You read what came of it, and how it was counted."))
_FOLLOWED = Usual(PhaseKind.FOLLOW_UP, None, say("You follow what becomes of it."))
_SUPPORTED = frozenset({Permit.PROPOSE, Permit.SUPPORT, Permit.COMMENT})

PROPOSALS: Mapping[Template, Proposal] = {
    Template.IDEA_BOX: Proposal(
        say("People propose ideas and support those of others; a service answers each."),
        say("Propose what would make life here better."),
        say(
            "Tell us in a few lines what you would change, and where. Others support what they find "
            "important. A service answers each idea, with its reasons."
        ),
        say("You have an idea? Write it here. You like an idea? Support it. We answer."),
        (
            Usual(PhaseKind.IDEAS, 60, say("You propose ideas and support those of others.")),
            Usual(PhaseKind.RESULTS, 30, say("The services answer each idea, with their reasons.")),
            _FOLLOWED,
        ),
    ),
    Template.BUDGET: Proposal(
        say(
            "People propose projects, services work out what they cost, everyone votes on how money is spent."
        ),
        say("You decide how a part of the budget is spent."),
        say(
            "You propose projects. The services look whether each one is possible and what it costs. Then "
            "you vote, and what wins is carried out. The rule by which votes are counted is announced "
            "before the vote."
        ),
        say("There is money for projects. You propose. You vote. What wins is made."),
        (
            _INFORMED,
            Usual(PhaseKind.IDEAS, 45, say("You propose projects and support those of others."), _SUPPORTED),
            _STUDIED,
            Usual(PhaseKind.VOTE, 21, say("You choose among the projects that are possible.")),
            _RESULTS,
            _FOLLOWED,
        ),
    ),
    Template.QUESTION: Proposal(
        say("One question, put to everyone with what speaks for each answer; then a vote."),
        say("One question, and you answer it."),
        say(
            "Here is the question, what each answer would change, and what it costs. Read it, discuss it, "
            "then vote. What is decided afterwards, and by whom, stands on this page."
        ),
        say("We ask you one question. You read, you talk about it, you vote."),
        (
            _INFORMED,
            Usual(PhaseKind.DISCUSSION, 30, say("You discuss what speaks for each answer.")),
            Usual(PhaseKind.VOTE, 14, say("You vote.")),
            _RESULTS,
            _FOLLOWED,
        ),
    ),
    Template.INITIATIVE: Proposal(
        say("People put something forward; from so many supports on, it must be answered."),
        say("Put something on the agenda: with enough supports, it is answered."),
        say(
            "Put forward what the assembly should discuss. An initiative that reaches the threshold of "
            "supports before the last day is put on the agenda, and answered in public with reasons."
        ),
        say("You want to change something? Write it. When enough people support it, we must answer."),
        (
            Usual(PhaseKind.IDEAS, 90, say("You put initiatives forward and support them."), _SUPPORTED),
            Usual(
                PhaseKind.STUDY,
                45,
                say("What reached the threshold is looked at and answered."),
                frozenset({Permit.STUDY}),
            ),
            _RESULTS,
            _FOLLOWED,
        ),
        threshold=500,
    ),
    Template.AGENTS: Proposal(
        say("Agents alone see it: they propose, discuss and choose what changes in their work."),
        say("What would make our work better, and the service with it?"),
        say(
            "This consultation is internal: agents alone see it. Propose what would make our work and the "
            "service to residents better. Then we discuss, and choose together."
        ),
        say("Only agents see this. Write your ideas. Then we choose together."),
        (
            Usual(PhaseKind.IDEAS, 30, say("You propose ideas and support those of others.")),
            Usual(PhaseKind.DISCUSSION, 21, say("You discuss the ideas that matter most.")),
            Usual(PhaseKind.VOTE, 14, say("You choose.")),
            _RESULTS,
        ),
        audience=Audience.AGENTS,
    ),
}


def usual_phases(
    template: Template, audience: Audience, first_day: date, zone: ZoneInfo, words: Wording
) -> list[PhaseDetails]:
    """One after another from the beginning of that day on; whole days, whatever the clocks do."""
    proposal, day, phases = PROPOSALS[template], first_day, []
    for one in proposal.phases:
        after = None if one.days is None else day + timedelta(days=one.days)
        phases.append(
            PhaseDetails(
                one.kind,
                start_of(day, zone),
                None if after is None else start_of(after, zone),
                POSSIBLE[one.kind] if one.permits is None else one.permits,
                audience,
                words.say(one.says),
            )
        )
        day = after or day
    return phases
