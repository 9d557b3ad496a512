"""What people read of where an action stands, of what it came from, and of what actions are sorted by."""

from collections.abc import Mapping, Sequence

from consultations.actions.rules import ActionState, Origin, Progress, ThemeKind
from okote.platform.i18n import say, say_count
from okote.web.formatting import Wording

STATES: Mapping[ActionState, str] = {
    ActionState.PROPOSED: say("proposed"),
    ActionState.DECIDED: say("decided"),
    ActionState.IN_PROGRESS: say("under way"),
    ActionState.FINALISING: say("being finalised"),
    ActionState.DONE: say("carried out"),
    ActionState.CARRIED_OVER: say("carried over"),
    ActionState.ABANDONED: say("abandoned"),
}

MOVING: Mapping[ActionState, str] = {
    ActionState.DECIDED: say("It is decided"),
    ActionState.IN_PROGRESS: say("It is under way"),
    ActionState.FINALISING: say("It is being finalised"),
    ActionState.DONE: say("It is carried out"),
    ActionState.CARRIED_OVER: say("It is carried over to another day"),
    ActionState.ABANDONED: say("It is abandoned"),
}

TONES: Mapping[ActionState, str] = {
    ActionState.PROPOSED: "waiting",
    ActionState.DECIDED: "",
    ActionState.IN_PROGRESS: "open",
    ActionState.FINALISING: "open",
    ActionState.DONE: "done",
    ActionState.CARRIED_OVER: "waiting",
    ActionState.ABANDONED: "",
}
"""As the component `status` knows them."""

KINDS: Mapping[ThemeKind, str] = {
    ThemeKind.WORKSTREAM: say("Workstream"),
    ThemeKind.AIM: say("Aim"),
    ThemeKind.PILLAR: say("Pillar"),
    ThemeKind.CATEGORY: say("Category of ideas"),
}

LISTS: Mapping[ThemeKind, str] = {
    ThemeKind.WORKSTREAM: say("Workstreams"),
    ThemeKind.AIM: say("Aims"),
    ThemeKind.PILLAR: say("Pillars"),
    ThemeKind.CATEGORY: say("Categories of ideas"),
}

ORIGINS: Mapping[Origin, str] = {
    Origin.OWN: say("The administration itself"),
    Origin.FINDING: say("What testers stumbled on"),
    Origin.IDEA: say("An idea of a resident"),
    Origin.CAMPAIGN: say("A test campaign"),
    Origin.RECOMMENDATION: say("A recommendation"),
    Origin.ACTION: say("Another action"),
    Origin.VOTE: say("A vote of residents"),
}

COUNTED: Mapping[ActionState, tuple[str, str]] = {
    ActionState.PROPOSED: say_count("%(num)s proposed", "%(num)s proposed"),
    ActionState.DECIDED: say_count("%(num)s decided", "%(num)s decided"),
    ActionState.IN_PROGRESS: say_count("%(num)s under way", "%(num)s under way"),
    ActionState.FINALISING: say_count("%(num)s being finalised", "%(num)s being finalised"),
    ActionState.DONE: say_count("%(num)s carried out", "%(num)s carried out"),
    ActionState.CARRIED_OVER: say_count("%(num)s carried over", "%(num)s carried over"),
    ActionState.ABANDONED: say_count("%(num)s abandoned", "%(num)s abandoned"),
}

TELLING = (
    ActionState.DONE,
    ActionState.FINALISING,
    ActionState.IN_PROGRESS,
    ActionState.DECIDED,
    ActionState.CARRIED_OVER,
    ActionState.ABANDONED,
)
"""The order in which people are told: what is done first."""


def bars(words: Wording, progress: Progress) -> Sequence[tuple[str, int, str]]:
    """For a chart: each state, how many, and of how many."""
    of = say("%(number)s of %(total)s")
    return [
        (words.say(STATES[one]), number, words.say(of, number=number, total=progress.total))
        for one in TELLING
        if (number := progress.states.get(one))
    ]


def sentence(words: Wording, progress: Progress) -> str:
    """How many of how many, in whole numbers: “31 actions: 15 carried out, 6 being finalised …”."""
    parts = [
        words.say_count(*COUNTED[one], progress.states[one]) for one in TELLING if one in progress.states
    ]
    actions = words.say_count("%(num)s action", "%(num)s actions", progress.total)
    return words.say(say("%(actions)s: %(parts)s"), actions=actions, parts=", ".join(parts))
