"""What minutes hold, and the proof that they add up: whoever reads them can do these sums by hand.

The roll says by which way people voted, and the urn what was in it, but the urn does not know by which way
a paper came. So what is void is told by way, since it never reached the urn; what is blank only of the whole.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from consultations.ballots.rules import Channel
from consultations.measures.statistics.shares import Share

SIGNATURES = 2


class DoesNotAddUpError(ValueError):
    """A sum of the minutes is wrong: nobody signs them. Says which, in English."""


class NotSignedError(ValueError):
    """Fewer than two people closed or signed it, or one of them did so twice."""


@dataclass(frozen=True, slots=True)
class Way:
    """What came by one channel, or in one batch of papers.

    Papers of people who had voted another way before are `set_aside`; of the others, what shows no choice
    that can be counted is void: spoiled, over-voted or unreadable.
    """

    channel: Channel
    received: int
    voted: int
    """On the roll."""
    into_urn: int
    set_aside: int = 0
    spoiled: int = 0
    over_voted: int = 0
    unreadable: int = 0
    batch: str = ""

    @property
    def void(self) -> int:
        return self.spoiled + self.over_voted + self.unreadable


COLUMNS = ("received", "set_aside", "voted", "spoiled", "over_voted", "unreadable", "into_urn")
"""Of the table, in its order."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table: a way, or several of which each alone would say too much of few people."""

    ways: Sequence[Way]

    @property
    def counts(self) -> dict[str, int]:
        return {name: sum(getattr(way, name) for way in self.ways) for name in COLUMNS}


@dataclass(frozen=True, slots=True)
class Urn:
    """What was in it when it was opened."""

    found: int
    blank: int
    annulled: int
    valid: int
    """Votes expressed: those that the rule counted."""


@dataclass(frozen=True, slots=True)
class Annulled:
    """Votes that two people annulled before the count or, of an open ballot, that were `set_aside`."""

    reason: str
    votes: int
    set_aside: bool = False


@dataclass(frozen=True, slots=True)
class Removed:
    """A batch of papers that was taken out whole, with its marks on the roll: it is in no sum."""

    batch: str
    papers: int
    reason: str


@dataclass(frozen=True, slots=True)
class Option:
    """What one option received; one that was `withdrawn` keeps its votes and can't win."""

    position: int
    title: str
    votes: int
    points: int | None = None
    cost_minor: int | None = None
    won: bool = False
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Signature:
    """Who, as what, and when."""

    name: str
    capacity: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Receipts:
    """The end of their public log: whoever kept it can tell whether anything was changed since."""

    links: int
    head: str


@dataclass(frozen=True, slots=True)
class Minutes:
    """All that is kept of a ballot for ever, whatever its size."""

    title: str
    question: str
    opened: datetime
    closed: datetime
    """The first moment that was too late."""
    registered: int | None
    """None where no list says who may vote."""
    ways: Sequence[Way]
    urn: Urn
    options: Sequence[Option]
    most: int
    """Options that one vote may name."""
    closed_by: Sequence[Signature]
    signed_by: Sequence[Signature]
    options_hash: str
    """SHA-256 of the options as they were frozen."""
    version: str
    """Of the software that counted."""
    drawn_up: date
    least: int
    """People of whom anything is told apart."""
    points: int | None = None
    """That one vote may give in all, where it gives points."""
    annulled: Sequence[Annulled] = ()
    removed: Sequence[Removed] = ()
    receipts: Receipts | None = None
    currency: str = "EUR"

    @property
    def lines(self) -> Sequence[Line]:
        return lines(self.ways, self.least)

    @property
    def sums(self) -> Mapping[str, int]:
        """The last line: each column's."""
        return Line(self.ways).counts

    @property
    def void(self) -> int:
        return sum(way.void for way in self.ways)

    @property
    def told_turnout(self) -> int | None:
        """In basis points, to a tenth of a per cent."""
        return None if self.turnout is None else tenths_of_percent(self.turnout)

    @property
    def turnout(self) -> Share | None:
        """Out of those registered; None where nobody knows how many these are."""
        return None if self.registered is None else Share(self.sums["voted"], self.registered)


def check(minutes: Minutes) -> None:
    """Every sum that a reader can do, done before anybody signs: DoesNotAddUpError, NotSignedError."""
    wrong = [text for text, right in proofs(minutes) if not right]
    if wrong:
        raise DoesNotAddUpError("; ".join(wrong))
    for people in (minutes.closed_by, minutes.signed_by):
        if len({one.name for one in people}) < SIGNATURES:
            raise NotSignedError(f"{len(people)} signatures, where {SIGNATURES} people must sign")


def proofs(minutes: Minutes) -> Iterator[tuple[str, bool]]:
    """Each, as it is done by hand, with whether it comes out."""
    for way in minutes.ways:
        name = f"{way.channel} {way.batch}".strip()
        yield (
            f"{name}: {way.received} received = {way.set_aside} set aside + {way.voted} voted",
            way.received == way.set_aside + way.voted,
        )
        yield (
            f"{name}: {way.voted} voted = {way.void} void + {way.into_urn} into the urn",
            way.voted == way.void + way.into_urn,
        )
        yield f"{name}: nothing less than nought", min(Line((way,)).counts.values()) >= 0
    yield from _of_the_urn(minutes)
    yield from _of_the_options(minutes)
    if minutes.registered is not None:
        yield (
            f"{minutes.sums['voted']} voted of {minutes.registered} registered",
            minutes.sums["voted"] <= minutes.registered,
        )


def _of_the_urn(minutes: Minutes) -> Iterator[tuple[str, bool]]:
    urn, into, annulled = minutes.urn, minutes.sums["into_urn"], sum(one.votes for one in minutes.annulled)
    yield f"{into} into the urn = {urn.found} found in it", into == urn.found
    yield (
        f"{urn.found} found = {urn.blank} blank + {urn.annulled} annulled + {urn.valid} valid",
        urn.found == urn.blank + urn.annulled + urn.valid,
    )
    yield "the urn: nothing less than nought", min(urn.blank, urn.annulled, urn.valid) >= 0
    yield f"{urn.annulled} annulled = {annulled} with their reasons", urn.annulled == annulled


def _of_the_options(minutes: Minutes) -> Iterator[tuple[str, bool]]:
    """Each valid vote names one option at least, and none twice."""
    valid, named = minutes.urn.valid, sum(one.votes for one in minutes.options)
    yield (
        f"{named} choices on {valid} valid votes of 1 to {minutes.most} each",
        valid <= named <= valid * minutes.most,
    )
    for one in minutes.options:
        yield f"option {one.position}: {one.votes} of {valid} votes", 0 <= one.votes <= valid
    if minutes.points is not None:
        given = sum(one.points or 0 for one in minutes.options)
        yield (
            f"{given} points on {valid} votes of {minutes.points} at most, for {named} choices",
            named <= given <= valid * minutes.points,
        )


def lines(ways: Sequence[Way], least: int) -> list[Line]:
    """The table's, so that it adds up and none tells whose paper was void.

    Ways by which fewer than `least` voted are told together, with the smallest of the others where they are
    too few even so; nobody came by one that is empty, which is told for itself.
    """
    small = [way for way in ways if 0 < way.received < least]
    others = sorted((way for way in ways if way.received >= least), key=lambda way: way.received)
    while small and sum(way.received for way in small) < least and others:
        small.append(others.pop(0))
    together = [way for way in ways if way in small]
    alone = [Line((way,)) for way in ways if way not in small]
    return [*alone, Line(tuple(together))] if together else alone


def tenths_of_percent(share: Share) -> int | None:
    """In basis points, rounded half up to a tenth of a per cent; of nobody there is none.

    What is not all is never told as 100 %, and what is not nothing never as 0 %.
    """
    if not share.of:
        return None
    rounded = (2_000 * share.count + share.of) // (2 * share.of) * 10
    return min(max(rounded, 10), 9_990) if 0 < share.count < share.of else rounded


def publishes_votes(minutes: Minutes) -> bool:
    """Whether the anonymous votes are published too: of fewer voters than `least` only the minutes are, and
    whoever's vote was annulled makes them no more.
    """
    return minutes.sums["voted"] - minutes.urn.annulled >= minutes.least


def table(minutes: Minutes) -> list[dict[str, str | int | None]]:
    """For a spreadsheet: each line, and the sums last, with what is known of all ways together alone."""
    nowhere = dict.fromkeys(("blank", "annulled", "valid", "registered"))
    told: list[dict[str, str | int | None]] = [
        {
            "way": " + ".join(f"{way.channel} {way.batch}".strip() for way in line.ways),
            **line.counts,
            **nowhere,
        }
        for line in minutes.lines
    ]
    urn = {"blank": minutes.urn.blank, "annulled": minutes.urn.annulled, "valid": minutes.urn.valid}
    return [*told, {"way": "total", **minutes.sums, **urn, "registered": minutes.registered}]


def received(minutes: Minutes) -> list[dict[str, str | int | bool | None]]:
    """For a spreadsheet: each option, as it stood on the ballot."""
    return [
        {
            "position": one.position,
            "option": one.title,
            "votes": one.votes,
            "points": one.points,
            "cost_minor": one.cost_minor,
            "currency": minutes.currency,
            "won": one.won,
            "withdrawn": one.withdrawn,
        }
        for one in minutes.options
    ]
