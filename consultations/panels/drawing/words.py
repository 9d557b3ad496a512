"""What people read of draws: where they stand, how they are made, and what cannot be met."""

from collections.abc import Mapping

from consultations.panels.drawing.computing import Change, Obstacle, Unmet
from consultations.panels.drawing.rules import DrawState, Hitch
from consultations.panels.sortition.report import Algorithm
from okote.platform.i18n import say
from okote.web.formatting import Wording

STATES: Mapping[DrawState, str] = {
    DrawState.FROZEN: say("pool frozen"),
    DrawState.COMPUTING: say("lottery being made"),
    DrawState.COMPUTED: say("lottery sealed"),
    DrawState.DRAWN: say("drawn"),
    DrawState.VOID: say("void"),
}

TONES: Mapping[DrawState, str] = {
    DrawState.FROZEN: "waiting",
    DrawState.COMPUTING: "waiting",
    DrawState.COMPUTED: "open",
    DrawState.DRAWN: "done",
    DrawState.VOID: "refused",
}
"""As the component `status` knows them."""

ALGORITHMS: Mapping[Algorithm, str] = {
    Algorithm.STRATIFIED: say("seat after seat by lot"),
    Algorithm.MAXIMIN: say("the fairest lottery"),
}

ALGORITHMS_MEAN: Mapping[Algorithm, str] = {
    Algorithm.STRATIFIED: say(
        "Each seat is drawn among those with whom the quotas can still be kept. Quick, and easy to explain."
    ),
    Algorithm.MAXIMIN: say(
        "Whoever has the least chance has as much as the quotas allow. It takes longer to make."
    ),
}

HITCHES: Mapping[Hitch, str] = {
    Hitch.UNMET: say("No panel is within the quotas."),
    Hitch.UNSOLVED: say("The lottery came to no end with these quotas."),
    Hitch.LATE: say("The lottery was not sealed before the day of the public draw, which can't decide then."),
}

_OBSTACLES: Mapping[str, str] = {
    "pool_too_small": say(
        "The pool can fill %(has)s seats, with one of each household; the panel has %(needs)s."
    ),
    "minima_above_size": say(
        "“%(feature)s” asks for at least %(has)s people, and the panel has %(needs)s seats."
    ),
    "maxima_below_size": say(
        "“%(feature)s” allows %(has)s people at most, and the panel has %(needs)s seats."
    ),
    "too_few_have_it": say("“%(value)s” of “%(feature)s”: %(has)s can sit, and at least %(needs)s must."),
}


def explained(unmet: Unmet, words: Wording) -> tuple[list[str], list[str]]:
    """Why no panel is within the quotas, and the least that would have to give way."""
    return (
        [_obstacle(one, words) for one in unmet.obstacles],
        [_change(one, words) for one in unmet.changes],
    )


def _obstacle(one: Obstacle, words: Wording) -> str:
    return words.say(
        _OBSTACLES[one.reason], has=one.has, needs=one.needs, feature=one.feature, value=one.value
    )


def _change(one: Change, words: Wording) -> str:
    least = words.say(
        say("“%(value)s” of “%(feature)s”: at least %(new)s instead of %(old)s."),
        value=one.value,
        feature=one.feature,
        old=one.least,
        new=one.least - one.lower,
    )
    most = words.say(
        say("“%(value)s” of “%(feature)s”: at most %(new)s instead of %(old)s."),
        value=one.value,
        feature=one.feature,
        old=one.most,
        new=one.most + one.higher,
    )
    return " ".join([least] * bool(one.lower) + [most] * bool(one.higher))
