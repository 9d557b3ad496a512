"""What people read of where an idea stands."""

from collections.abc import Mapping

from consultations.ideas.rules import IdeaState
from okote.platform.i18n import say

STATES: Mapping[IdeaState, str] = {
    IdeaState.PUBLISHED: say("published"),
    IdeaState.STUDIED: say("being studied"),
    IdeaState.ACCEPTED: say("accepted"),
    IdeaState.REFUSED: say("not taken up"),
    IdeaState.DONE: say("carried out"),
}

TONES: Mapping[IdeaState, str] = {
    IdeaState.PUBLISHED: "waiting",
    IdeaState.STUDIED: "open",
    IdeaState.ACCEPTED: "done",
    IdeaState.REFUSED: "refused",
    IdeaState.DONE: "done",
}
"""As the component `status` knows them."""
