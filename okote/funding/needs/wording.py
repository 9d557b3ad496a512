"""What people read of a need and of what becomes of help."""

from collections.abc import Mapping

from okote.funding.needs.rules import HelpStatus, Measure, NeedKind
from okote.platform.i18n import say, say_count
from okote.web.formatting import Wording

KINDS: Mapping[NeedKind, str] = {
    NeedKind.TIME: say("Time"),
    NeedKind.SKILLS: say("Skills"),
    NeedKind.MATERIAL: say("Material"),
}

MEASURES: Mapping[Measure, str] = {
    Measure.PEOPLE: say("people"),
    Measure.HOURS: say("hours"),
    Measure.PIECES: say("pieces"),
}

FOUND: Mapping[Measure, tuple[str, str]] = {
    Measure.PEOPLE: say_count("%(found)s of %(num)s person found", "%(found)s of %(num)s people found"),
    Measure.HOURS: say_count("%(found)s of %(num)s hour found", "%(found)s of %(num)s hours found"),
    Measure.PIECES: say_count("%(found)s of %(num)s piece found", "%(found)s of %(num)s pieces found"),
}

QUANTITIES: Mapping[Measure, tuple[str, str]] = {
    Measure.PEOPLE: say_count("%(num)s person", "%(num)s people"),
    Measure.HOURS: say_count("%(num)s hour", "%(num)s hours"),
    Measure.PIECES: say_count("%(num)s piece", "%(num)s pieces"),
}

STATUSES: Mapping[HelpStatus, tuple[str, str]] = {
    HelpStatus.OFFERED: (say("waits for an answer"), "waiting"),
    HelpStatus.ACCEPTED: (say("accepted"), "open"),
    HelpStatus.DECLINED: (say("declined"), "refused"),
    HelpStatus.DONE: (say("done"), "done"),
    HelpStatus.WITHDRAWN: (say("withdrawn"), "waiting"),
}
"""In words, and in the tone of a status."""


def found_of(words: Wording, measure: Measure, found: int, wanted: int) -> str:
    """As in "3 of 5 people found"; what is beyond is not asked for."""
    return words.say_count(*FOUND[measure], wanted, found=words.number(min(found, wanted)))


def quantity(words: Wording, measure: Measure, count: int) -> str:
    return words.say_count(*QUANTITIES[measure], count)
