"""What people read of a test: the three questions, their levels, and what is counted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from consultations.measures.statistics.axes import Axis
from consultations.measures.statistics.open_ratings import Grade
from consultations.measures.statistics.seeking import Source
from consultations.measures.statistics.severity import Severity
from consultations.measures.statistics.tasks import Outcome
from okote.platform.i18n import say, say_count


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked on an axis: messages to translate."""

    name: str
    asks: str
    levels: Sequence[str]
    """From the worst to the best."""
    favourable: tuple[str, str]
    """How many gave one of the two upper levels, in a sentence."""


QUESTIONS: Mapping[Axis, Question] = {
    Axis.SIMPLICITY: Question(
        say("Simplicity"),
        say("Was it simple?"),
        (
            say("very complicated"),
            say("rather complicated"),
            say("neither simple nor complicated"),
            say("rather simple"),
            say("very simple"),
        ),
        say_count(
            "%(num)s tester out of %(of)s found the procedure simple.",
            "%(num)s testers out of %(of)s found the procedure simple.",
        ),
    ),
    Axis.EFFICIENCY: Question(
        say("Efficiency"),
        say("Did you get what you needed?"),
        (
            say("nothing of it"),
            say("a little of it"),
            say("half of it"),
            say("nearly all of it"),
            say("all of it"),
        ),
        say_count(
            "%(num)s tester out of %(of)s got what they needed.",
            "%(num)s testers out of %(of)s got what they needed.",
        ),
    ),
    Axis.CLARITY: Question(
        say("Clarity"),
        say("Did you understand what you had to do?"),
        (
            say("not at all"),
            say("a little"),
            say("about half"),
            say("nearly everything"),
            say("everything"),
        ),
        say_count(
            "%(num)s tester out of %(of)s understood what to do.",
            "%(num)s testers out of %(of)s understood what to do.",
        ),
    ),
}

SEVERITIES: Mapping[Severity, str] = {
    Severity.ANNOYING: say("Annoys"),
    Severity.SLOWING: say("Slows down"),
    Severity.BLOCKING: say("Blocks"),
}

OUTCOMES: Mapping[Outcome, str] = {
    Outcome.DONE: say("managed alone"),
    Outcome.HELPED: say("managed with help"),
    Outcome.ABANDONED: say("given up halfway"),
    Outcome.NOT_TRIED: say("not tried"),
}

SOURCES: Mapping[Source, str] = {
    Source.COUNTER: say("at a counter"),
    Source.TELEPHONE: say("by telephone"),
    Source.MAIL: say("by letter or e-mail"),
    Source.CHAT: say("in an online chat"),
    Source.RELATIVE: say("from somebody they know"),
    Source.ASSOCIATION: say("from an association"),
    Source.WEBSITE: say("on other websites"),
    Source.OTHER: say("elsewhere"),
}

GRADES: Mapping[Grade, str] = {
    Grade.VERY_GOOD: say("very good"),
    Grade.INSUFFICIENT: say("insufficient"),
    Grade.CRITICAL: say("critical"),
}
