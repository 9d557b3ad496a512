"""What people read of where a proposal to merge ideas stands."""

from collections.abc import Mapping

from consultations.merging.rules import MergeState
from okote.platform.i18n import say

STATES: Mapping[MergeState, str] = {
    MergeState.ASKING: say("authors are asked"),
    MergeState.CONTESTED: say("an author objects: another moderator decides"),
    MergeState.READY: say("ready to be merged"),
    MergeState.DROPPED: say("dropped"),
    MergeState.MERGED: say("merged"),
    MergeState.UNDONE: say("taken back"),
}

TONES: Mapping[MergeState, str] = {
    MergeState.ASKING: "open",
    MergeState.CONTESTED: "refused",
    MergeState.READY: "waiting",
    MergeState.DROPPED: "refused",
    MergeState.MERGED: "done",
    MergeState.UNDONE: "waiting",
}
"""As the component `status` knows them."""
