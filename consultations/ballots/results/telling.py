"""A published result in the words and pictures of its page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from consultations.ballots.explaining import summary
from consultations.ballots.explaining.words import Told
from consultations.ballots.minutes.rules import Option
from consultations.ballots.pictures.money import Compared, Covered, Reached, Spent
from consultations.ballots.pictures.of_count import both_reached, compared, covered, spent
from consultations.ballots.pictures.options import Received
from consultations.ballots.pictures.turnout import Place, Places
from consultations.ballots.results.keeping import thawed
from consultations.ballots.results.models import BallotResult
from consultations.ballots.results.queries import Published
from consultations.ballots.rules import OF_MONEY, OF_POINTS, Rule
from okote.platform.i18n import say
from okote.territories.rules import Position
from okote.web.formatting import Wording
from okote.web.maps import Located, Spot, drawn
from payments.money import Money, total


@dataclass(frozen=True, slots=True)
class OneOption:
    """What is told of an option; nothing but its votes where too few people voted."""

    option: Option
    place: str
    sentences: Sequence[str]
    covered: Covered | None


@dataclass(frozen=True, slots=True)
class OnePart:
    """An envelope, or the whole."""

    number: int
    name: str
    small: bool
    options: Sequence[OneOption]
    received: Received
    rule: Sequence[str]
    ties: Sequence[str]
    left: Sequence[str]
    spent: Spent | None
    compared: Compared[str] | None
    reached: Reached

    @property
    def won(self) -> Sequence[OneOption]:
        """In the order of the ballot."""
        return [one for one in self.options if one.option.won]

    @property
    def lost(self) -> Sequence[OneOption]:
        return [one for one in self.options if not one.option.won]


@dataclass(frozen=True, slots=True)
class AtPlace:
    """What options that lie in one place came to."""

    name: str
    options: int
    won: Sequence[str]
    """What those are called that won."""
    cost: Money


@dataclass(frozen=True, slots=True)
class OnMap:
    """A place as it is drawn: `row` is its line in the table, from 1 on."""

    at: AtPlace
    spot: Spot
    row: int


DRAWN_MOST = 160
"""Places: each is a link, a circle and two texts, so that phones draw the page at once."""


def parts(told: Published, words: Wording, places: Mapping[UUID, str]) -> list[OnePart]:
    """`places` are names, by identifier."""
    return [_part(told, one, words, places) for one in told.results]


def _part(told: Published, result: BallotResult, words: Wording, places: Mapping[UUID, str]) -> OnePart:
    ballot = told.shown.ballot
    explained = thawed(result.explained)
    sentences = Told(words, explained)
    projects = explained.election.projects
    titles = {place: project.told["name"] for place, project in enumerate(projects)}
    at = {int(project.id): place for place, project in enumerate(projects)}
    where = {one.position: places.get(one.place_id, "") for one in told.shown.options if one.place_id}
    envelopes = {one.position: one.name for one in told.shown.envelopes}
    mine = {one.position for one in told.shown.options if not result.part or one.envelope == result.part}
    small = result.part in told.small
    options = [one for one in told.minutes.options if one.position in mine]
    money = ballot.rule in OF_MONEY
    return OnePart(
        number=result.part,
        name=envelopes.get(result.part, ""),
        small=small,
        options=[
            OneOption(
                one,
                where.get(one.position, ""),
                _why(words, sentences, at, one, small=small),
                covered(explained, at[one.position]) if one.position in at and not small else None,
            )
            for one in options
        ],
        received=Received(options, by_points=ballot.rule in OF_POINTS, currency=ballot.currency),
        rule=summary.rule(words, explained.settings),
        ties=list(summary.ties(words, explained, titles)),
        left=[*summary.shares(words, explained), *(summary.left(words, explained) if money else ())],
        spent=spent(explained, titles) if money else None,
        compared=compared(explained, titles) if ballot.rule is Rule.EQUAL_SHARES else None,
        reached=both_reached(explained),
    )


def _why(words: Wording, told: Told, at: Mapping[int, int], option: Option, *, small: bool) -> list[str]:
    if option.position not in at:
        return [words.say(say("Withdrawn before the end of the vote: it could not win."))]
    return [] if small else told.why(at[option.position])


def turnout(told: Published) -> Places | None:
    """Of each envelope how many voted; None where there is one alone."""
    names = {one.position: one.name for one in told.shown.envelopes}
    if len(told.results) < 2:
        return None
    rows = [Place(names[one.part], one.voters) for one in told.results]
    return Places(rows, told.shown.ballot.smallest_group)


def by_place(told: Published, places: Mapping[UUID, str]) -> list[AtPlace]:
    """Nothing where no option has a place; options are no people, so that none is hidden."""
    named = {one.position: places.get(one.place_id, "") for one in told.shown.options if one.place_id}
    currency = told.shown.ballot.currency
    found = []
    for name in sorted(set(named.values())):
        there = [one for one in told.minutes.options if named.get(one.position) == name]
        won = [one for one in there if one.won]
        cost = total([Money(one.cost_minor or 0, currency) for one in won], currency)
        found.append(AtPlace(name, len(there), [one.title for one in won], cost))
    return found


def on_map(rows: Sequence[AtPlace], positions: Mapping[str, Position]) -> tuple[float, list[OnMap]]:
    """Its height, and the places that have a position, by name in `positions`; of too many, those where most
    won, then those with most options.
    """
    known = [(row, at) for row, at in enumerate(rows, 1) if at.name in positions]
    known.sort(key=lambda one: (-len(one[1].won), -one[1].options, one[0]))
    shown = known[:DRAWN_MOST]
    picture = drawn([Located(at.name, f"#place-{row}", at.options, *positions[at.name]) for row, at in shown])
    return picture.height, [
        OnMap(at, spot, row) for (row, at), spot in zip(shown, picture.spots, strict=True)
    ]
