"""What a voter has marked on a form: read, counted, and checked before anything is sent on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from uuid import UUID

from consultations.ballots import rules
from consultations.ballots.models import Ballot, BallotEnvelope, BallotOption
from consultations.ballots.rules import CODE_LENGTH, Choices, Input
from okote.web.forms import Form
from payments.errors import DomainError
from payments.money import Money

BLANK = "blank"
POINTS = "points-"
SEED_LENGTH = 32
PASS_MOST = 300
MOST_DIGITS = 4
"""Of a position or of points: no ballot has more of either, and the database holds both."""


class BlankUnsaidError(DomainError):
    """Nothing was chosen; a blank vote is given on purpose."""

    code = "ballot_blank_unsaid"


class BlankChosenError(DomainError):
    """A blank vote, and options."""

    code = "ballot_blank_chosen"


class CodeMissingError(DomainError):
    """Who changes a sealed vote has its code."""

    code = "ballot_code_missing"


@dataclass(frozen=True, slots=True)
class Marked:
    """Everything that the form brings from page to page; nothing of it is stored on the way."""

    choices: Choices = field(default_factory=dict)
    blank: bool = False
    place: str = ""
    """Which options are shown; those that are chosen always are."""
    changing: bool = False
    """With the code of a vote that was given before."""
    code: str = ""
    admitted: str = ""
    """The pass of whoever votes without an account."""
    seed: str = ""
    """Made for the page that asks for the last time."""

    @property
    def casts(self) -> bool:
        """Whether it comes from that page."""
        return len(self.seed) == SEED_LENGTH and self.seed.isalnum() and self.seed.isascii()


def read(form: Form, chosen: Iterable[str], ballot: Ballot) -> Marked:
    """What the form brings; what can't be read is refused beside the options. `chosen` are all values of its
    field `choice`.
    """
    if ballot.input is Input.POINTS:
        pairs = [(name.removeprefix(POINTS), form.raw(name)) for name in form.values if name[:7] == POINTS]
    else:
        pairs = [(value, "1") for value in chosen if value != BLANK]
    choices: dict[int, int] = {}
    for position, points in pairs:
        if _number(position) is None or (points and _number(points) is None):
            form.refuse("options", rules.ChoicesError(ballot))
        elif points and int(points):
            choices[int(position)] = int(points)
    return Marked(
        choices,
        blank=BLANK in chosen or form.ticked(BLANK),
        place=form.raw("place"),
        changing=form.ticked("changing"),
        code=form.raw("code")[: 4 * CODE_LENGTH],
        admitted=form.raw("pass")[:PASS_MOST],
        seed=form.raw("seed"),
    )


def _number(value: str) -> int | None:
    sound = value.isascii() and value.isdigit() and len(value) <= MOST_DIGITS
    return int(value) if sound else None


def check(form: Form, marked: Marked, ballot: Ballot, options: Sequence[BallotOption]) -> None:
    """Refusals beside the options, or beside the code."""
    if marked.changing and not rules.typed(marked.code):
        form.refuse("code", CodeMissingError())
    if marked.blank and marked.choices:
        form.refuse("options", BlankChosenError())
    if not marked.blank and not marked.choices:
        form.refuse("options", BlankUnsaidError())
    offered = {one.position for one in options}
    withdrawn = {one.position for one in options if one.withdrawn_at is not None}
    try:
        rules.check_choices(ballot, marked.choices, offered=offered, withdrawn=withdrawn)
    except rules.ChoicesError as error:
        form.refuse("options", error)


def without_withdrawn(marked: Marked, options: Sequence[BallotOption]) -> Marked:
    """Shown again, what was withdrawn meanwhile is no longer marked, and all else is."""
    gone = {one.position for one in options if one.withdrawn_at is not None}
    return replace(marked, choices={at: given for at, given in marked.choices.items() if at not in gone})


def own_seed(person: UUID | None, seed: str) -> str:
    """Two people never share one, whatever their programs send: their codes would be the same."""
    return sha256(f"{person} {seed}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Purse:
    """What the chosen options cost of one envelope."""

    position: int
    name: str
    amount: Money
    spent: Money


@dataclass(frozen=True, slots=True)
class Cart:
    """What is chosen so far, and what is left to give."""

    chosen: int
    most: int
    points_left: int | None
    purses: Sequence[Purse]


def cart(
    ballot: Ballot, options: Sequence[BallotOption], envelopes: Sequence[BallotEnvelope], choices: Choices
) -> Cart:
    taken = [one for one in options if one.position in choices]
    purses = [
        Purse(
            one.position,
            one.name,
            Money(one.amount_minor, ballot.currency),
            Money(
                sum(each.cost_minor or 0 for each in taken if each.envelope == one.position), ballot.currency
            ),
        )
        for one in envelopes
    ]
    left = ballot.points - sum(choices.values()) if ballot.input is Input.POINTS else None
    return Cart(len(choices), ballot.most, left, purses)
