"""What became of a mark, and by which pass somebody votes, in words."""

from collections.abc import Mapping

from consultations.ballots.paper.rules import Marking
from okote.platform.i18n import say

OUTCOMES: Mapping[Marking, str] = {
    Marking.MARKED: say("marked"),
    Marking.VOTED: say("has voted in another way first, which counts"),
    Marking.UNKNOWN: say("nobody is known by it"),
    Marking.REFUSED: say("may not vote, or the code was declared void"),
    Marking.UNTIMELY: say("outside of the vote, or after the box was opened"),
}
