"""What people read of a need and of what becomes of help."""

from collections.abc import Mapping

from okote.funding.needs.rules import Counted, HelpStatus, NeedKind
from okote.platform.i18n import say, say_count
from okote.web.formatting import Wording

KINDS: Mapping[NeedKind, str] = {
    NeedKind.TIME: say("Time"),
    NeedKind.SKILLS: say("Skills"),
    NeedKind.MATERIAL: say("Material"),
}

MEASURES: Mapping[Counted, str] = {
    Counted.PEOPLE: say("people"),
    Counted.HOURS: say("hours"),
    Counted.PIECES: say("pieces"),
}

FOUND: Mapping[Counted, tuple[str, str]] = {
    Counted.PEOPLE: say_count("%(found)s of %(num)s person found", "%(found)s of %(num)s people found"),
    Counted.HOURS: say_count("%(found)s of %(num)s hour found", "%(found)s of %(num)s hours found"),
    Counted.PIECES: say_count("%(found)s of %(num)s piece found", "%(found)s of %(num)s pieces found"),
}

QUANTITIES: Mapping[Counted, tuple[str, str]] = {
    Counted.PEOPLE: say_count("%(num)s person", "%(num)s people"),
    Counted.HOURS: say_count("%(num)s hour", "%(num)s hours"),
    Counted.PIECES: say_count("%(num)s piece", "%(num)s pieces"),
}

STATUSES: Mapping[HelpStatus, tuple[str, str]] = {
    HelpStatus.OFFERED: (say("waits for an answer"), "waiting"),
    HelpStatus.ACCEPTED: (say("accepted"), "open"),
    HelpStatus.DECLINED: (say("declined"), "refused"),
    HelpStatus.DONE: (say("done"), "done"),
    HelpStatus.WITHDRAWN: (say("withdrawn"), "waiting"),
}
"""In words, and in the tone of a status."""


def found_of(words: Wording, measure: Counted, found: int, wanted: int) -> str:
    """As in "3 of 5 people found"; what is beyond is not asked for."""
    return words.say_count(*FOUND[measure], wanted, found=words.number(min(found, wanted)))


def quantity(words: Wording, measure: Counted, count: int) -> str:
    return words.say_count(*QUANTITIES[measure], count)
