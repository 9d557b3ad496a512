"""What other rooms hang into the page of a ballot on the desk."""

from collections.abc import Callable
from typing import NamedTuple

from consultations.ballots.queries import ShownBallot


class DeskLink(NamedTuple):
    """A page of another room: what it is called, where it is, and whether there is anything to do there."""

    label: str
    address: Callable[[ShownBallot], str]
    shows: Callable[[ShownBallot], bool]
