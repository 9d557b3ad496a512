"""How many voted, by which way and where, drawn."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from consultations.ballots.minutes.rules import Line, Minutes, tenths_of_percent
from consultations.ballots.pictures.stack import PATTERNS, Part, Pattern, Stack
from consultations.measures.statistics.shares import Share
from consultations.measures.statistics.suppression import hidden
from okote.web.gauge import percent


@dataclass(frozen=True, slots=True)
class Turnout:
    """Who voted, line by line as the minutes tell it, out of those registered if these are known."""

    minutes: Minutes

    @property
    def rows(self) -> Sequence[tuple[Line, Pattern]]:
        """More lines than there are patterns begin with the first again, a gap apart."""
        told = enumerate(self.minutes.lines)
        return [(line, PATTERNS[place % len(PATTERNS)]) for place, line in told]

    @property
    def stack(self) -> Stack[Line]:
        parts = [Part(line, line.counts["voted"], pattern) for line, pattern in self.rows]
        return Stack(parts, self.minutes.registered or 0)

    @property
    def absent(self) -> int | None:
        share = self.minutes.turnout
        return None if share is None else share.of - share.count


@dataclass(frozen=True, slots=True)
class Place:
    """Where voters live: how many of them voted, and how many are registered if a list says it."""

    name: str
    voted: int
    registered: int | None = None


class PlaceRow(NamedTuple):
    """`told`, in basis points, is None where nobody knows how many are registered."""

    place: Place
    hidden: bool
    told: int | None = None
    width: str = ""


@dataclass(frozen=True, slots=True)
class Places:
    """Turnout from place to place. What a few people did is hidden, with others so that no sum tells it.

    Those who voted, those who did not and all of them are hidden together: any two tell the third.
    """

    places: Sequence[Place]
    least: int

    @property
    def hidden(self) -> frozenset[str]:
        counts: list[dict[str, int]] = [{one.name: one.voted for one in self.places}]
        if self.listed:
            counts.append({one.name: one.registered or 0 for one in self.places})
            counts.append({one.name: (one.registered or 0) - one.voted for one in self.places})
        return frozenset(name for one in counts for name in hidden(one, self.least))

    @property
    def listed(self) -> bool:
        """Whether it is known who may vote."""
        return all(one.registered is not None for one in self.places)

    @property
    def rows(self) -> Iterator[PlaceRow]:
        kept = self.hidden
        most = max((one.voted for one in self.places if one.name not in kept), default=0)
        for one in self.places:
            if one.name in kept:
                yield PlaceRow(one, hidden=True)
            else:
                share = Share(
                    one.voted, one.registered if self.listed and one.registered is not None else most
                )
                told = tenths_of_percent(share)
                yield PlaceRow(
                    one, hidden=False, told=told if self.listed else None, width=percent(told or 0)
                )
