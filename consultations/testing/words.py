"""What people read of tests: how one tries, its parts, where it stands, what is answered."""

from collections.abc import Mapping, Sequence

from consultations.testing.rules.findings import FindingState
from consultations.testing.rules.reading import Stage
from consultations.testing.rules.sittings import Manner, Part
from okote.platform.i18n import say

MANNERS: Mapping[Manner, str] = {
    Manner.ALONE: say("alone, online"),
    Manner.ON_SITE: say("in a session on site"),
    Manner.TELEPHONE: say("by telephone, an agent types"),
    Manner.PAPER: say("on paper, an agent types"),
}

GROUPS: Mapping[Manner, str] = {
    Manner.ALONE: say("Alone, online"),
    Manner.ON_SITE: say("On site"),
    Manner.TELEPHONE: say("By telephone"),
    Manner.PAPER: say("On paper"),
}
"""As a picture names those who tried it that way."""

PARTS: Mapping[Part, str] = {
    Part.TASKS: say("Try it"),
    Part.QUESTIONS: say("Three questions"),
    Part.HELP: say("Help"),
    Part.SUS: say("Ten sentences"),
    Part.WORDS: say("In your words"),
    Part.CHECK: say("Check and send"),
}

STAGES: Mapping[Stage, str] = {
    Stage.PLANNED: say("not begun"),
    Stage.GATHERING: say("testers answer"),
    Stage.REVIEW: say("texts are read"),
    Stage.READING: say("the service reads"),
    Stage.PUBLISHED: say("results published"),
}

STAGE_TONES: Mapping[Stage, str] = {
    Stage.PLANNED: "waiting",
    Stage.GATHERING: "open",
    Stage.REVIEW: "waiting",
    Stage.READING: "waiting",
    Stage.PUBLISHED: "done",
}
"""As the component `status` knows them."""

FINDING_STATES: Mapping[FindingState, str] = {
    FindingState.REPORTED: say("waiting to be read"),
    FindingState.REVIEWED: say("waiting for an answer"),
    FindingState.ACCEPTED: say("accepted, an action comes of it"),
    FindingState.REFUSED: say("refused"),
    FindingState.ALREADY_DONE: say("already done"),
    FindingState.SET_ASIDE: say("set aside"),
}

FINDING_TONES: Mapping[FindingState, str] = {
    FindingState.REPORTED: "waiting",
    FindingState.REVIEWED: "waiting",
    FindingState.ACCEPTED: "open",
    FindingState.REFUSED: "refused",
    FindingState.ALREADY_DONE: "done",
    FindingState.SET_ASIDE: "refused",
}

ANSWERS: Mapping[FindingState, str] = {
    FindingState.ACCEPTED: say("accepted, an action comes of it"),
    FindingState.REFUSED: say("refused"),
    FindingState.ALREADY_DONE: say("already done"),
}

SENTENCES: Sequence[str] = (
    say("I would like to use this procedure again if I needed it."),
    say("I found this procedure needlessly complex."),
    say("I found this procedure easy to use."),
    say("I would need somebody's help to get through this procedure."),
    say("I found that the parts of this procedure fit well together."),
    say("I found that too many things in this procedure contradict each other."),
    say("I imagine that most people would learn very quickly to get through this procedure."),
    say("I found this procedure very cumbersome."),
    say("I felt very confident during this procedure."),
    say("I had to learn a lot before I could get going with this procedure."),
)
"""The System Usability Scale (J. Brooke, 1996), of a procedure: odd sentences praise, even ones blame."""

AGREEMENT: Sequence[str] = (
    say("not at all"),
    say("rather not"),
    say("neither yes nor no"),
    say("rather"),
    say("entirely"),
)
