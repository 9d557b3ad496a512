"""What is told in the demo, read from `content/`: territories, who lives there, what they want to do."""

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, TypeVar

import msgspec

from okote.demo.pictures import Scene
from okote.funding.campaigns.rules import TaxReceipt
from okote.funding.matching.rules import Completion, Condition, Lump, Measure, PerEuro, Promise, Rule
from okote.funding.needs.rules import Counted, NeedKind
from okote.funding.partners.rules import PartnerKind
from okote.identity.models import Role

CONTENT = Path(__file__).parent / "content"

TERRITORIES = ("trois-rives", "val-dorne")
"""The first one also answers at plain `localhost`."""


ONE_FOR_ONE = 10_000
"""In basis points."""


class Fiction(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A slip in a file is refused with its place, instead of showing up as a hole in the demo."""


class HolderFiction(Fiction, frozen=True):
    name: str
    legal_form: str
    identifier: str
    address: str
    email: str
    statement_name: str
    siret: str | None = None


class EnvelopeFiction(Fiction, frozen=True):
    name: str
    decision: str
    amount: int
    """In euros, as every amount here."""


class PartnerFiction(Fiction, frozen=True):
    kind: PartnerKind
    name: str
    email: str
    envelope: EnvelopeFiction
    siret: str | None = None


class BodyRole(Fiction, frozen=True):
    """A role for one holder or partner, named by its key."""

    role: Role
    body: str


class PictureFiction(Fiction, frozen=True):
    scene: Scene
    hue: int
    text: str


class IllustrationFiction(PictureFiction, frozen=True):
    caption: str = ""


class BudgetFiction(Fiction, frozen=True):
    label: str
    amount: int
    needed: bool = True


class AmendmentFiction(Fiction, frozen=True):
    """`on` is the day, counted from today."""

    on: int
    ceiling: int
    reason: str


class CommentFiction(Fiction, frozen=True):
    """What a second person says beside a line of a draft."""

    line: str
    text: str
    done: bool = False


class CommitmentFiction(Fiction, frozen=True):
    """One euro for each euro given, up to the ceiling, unless another `rule` says what for.

    `least` is a percentage of the goal, euros, or people, as `condition_on` says.
    """

    partner: str
    ceiling: int
    rule: Rule = Rule.PER_EURO
    condition_on: Measure = Measure.SHARE
    least: int = 0
    amended: Sequence[AmendmentFiction] = ()

    @property
    def promise(self) -> Promise:
        if self.rule is Rule.PER_EURO:
            return PerEuro(ONE_FOR_ONE)
        unit = 1 if self.condition_on is Measure.DONORS else 100
        condition = Condition(self.condition_on, self.least * unit)
        return Lump(condition) if self.rule is Rule.LUMP else Completion(condition)


class NewsFiction(Fiction, frozen=True):
    """`on` is the day, counted from today."""

    on: int
    title: str
    text: str


class QuestionFiction(Fiction, frozen=True):
    """`on` and `answered` are days, counted from today; without an answer it still waits."""

    on: int
    by: str
    text: str
    name: str = ""
    answered: int | None = None
    answer: str = ""


class RewardFiction(Fiction, frozen=True):
    """`after` is the number of months after the one in which the campaign ends."""

    title: str
    starts_at: int
    value: int
    after: int
    text: str = ""
    units: int | None = None
    needs_address: bool = False


class HelpFiction(Fiction, frozen=True):
    """`on` is the day, counted from today; without an answer it still waits."""

    by: str
    on: int
    name: str
    contact: str
    message: str = ""
    quantity: int = 1
    answered: int | None = None
    answer: str = ""


class NeedFiction(Fiction, frozen=True):
    """`on` and `until` are days, counted from today."""

    kind: NeedKind
    title: str
    wanted: int
    measure: Counted
    on: int
    text: str = ""
    until: int | None = None
    place: str = ""
    offered: Sequence[HelpFiction] = ()


class GivingBodyFiction(Fiction, frozen=True):
    """A company or an association, in whose name one of its people gives."""

    name: str
    legal_form: str
    identifier: str


class PledgesFiction(Fiction, frozen=True):
    """How many are made, and what they add up to."""

    number: int
    total: int
    by: tuple[str, ...] = ()
    """Who of those that one can sign in as is among the donors."""
    own: tuple[str, ...] = ()
    """Who of them works for the holder or a partner."""
    bodies: Sequence[GivingBodyFiction] = ()
    """In whose name the last donors give, one each."""


class GivenBackFiction(Fiction, frozen=True):
    """A contribution that the office gives back the morning after; `on` is its day, counted from today."""

    on: int
    by: str
    amount: int
    reason: str


class ChequeFiction(Fiction, frozen=True):
    """`on` is the day on which it is announced, counted from today; `until`, how far it has come since."""

    on: int
    by: str
    drawer: str
    address: str
    amount: int
    until: Literal["announced", "received", "held"] = "held"
    body: GivingBodyFiction | None = None
    in_return: bool = False
    """Whether they choose the best reward for it."""


class CampaignFiction(Fiction, frozen=True):
    """`opens` and `closes` are its first and last day, counted from today."""

    holder: str
    place: str
    title: str
    summary: str
    story: str
    purpose: str
    timetable: str
    expected_result: str
    surplus: str
    goal: int
    opens: int
    closes: int
    writer: str | None = None
    """Who writes it, unless the first administrator does."""
    ends_as: Literal["draft", "in_review", "cancelled"] | None = None
    """How far it gets; left to the clock and the rule unless said."""
    cancelled: int | None = None
    cancel_reason: str = ""
    tax_receipt: TaxReceipt | None = None
    category: str | None = None
    call: str | None = None
    """The call for projects that it answers."""
    picture: PictureFiction | None = None
    pictures: Sequence[IllustrationFiction] = ()
    video: str = ""
    team: Mapping[str, str] = {}
    """Who they are, and what they do in the project."""
    budget: Sequence[BudgetFiction] = ()
    comments: Sequence[CommentFiction] = ()
    commitments: Sequence[CommitmentFiction] = ()
    pledges: PledgesFiction = PledgesFiction(number=0, total=0)
    given_back: Sequence[GivenBackFiction] = ()
    cheques: Sequence[ChequeFiction] = ()
    news: Sequence[NewsFiction] = ()
    questions: Sequence[QuestionFiction] = ()
    followed: Mapping[str, int] = {}
    """Who follows it, from which day on, counted from today."""
    rewards: Sequence[RewardFiction] = ()
    rewards_sent: int | None = None
    """The day on which those who said where theirs goes have it, counted from today."""
    needs: Sequence[NeedFiction] = ()
    thanks: str = ""
    """What its holder writes to all who gave, a week after it has succeeded."""
    thanks_to_one: str = ""
    """What its holder writes to the latest who shows a word, on the fourth day."""
    received: Sequence[str] = ()
    """Partners whose money has reached the holder since."""


class CallFiction(Fiction, frozen=True):
    """`opens` and `closes` are its first and last day, counted from today."""

    title: str
    text: str
    criteria: tuple[str, ...]
    opens: int
    closes: int


class TerritoryFiction(Fiction, frozen=True):
    facts: dict[str, Any]
    places: dict[str, tuple[str, ...]]
    categories: dict[str, dict[str, str]]
    """By key, their name in each language."""
    holders: dict[str, HolderFiction]
    partners: dict[str, PartnerFiction]
    roles: dict[Role, tuple[str, ...]]
    """By role, who has it: keys of the identity provider's people."""
    roles_for: dict[str, BodyRole] = msgspec.field(default_factory=dict)
    calls: dict[str, CallFiction] = msgspec.field(default_factory=dict)
    takes_cheques: bool = False
    positions: dict[str, tuple[float, float]] = msgspec.field(default_factory=dict)
    """Of places, by name: latitude and longitude, in degrees."""

    @property
    def slug(self) -> str:
        return str(self.facts["slug"])


class YearBeforeFiction(Fiction, frozen=True):
    """The days of its campaigns are counted from the last one of the year before this one."""

    campaigns: Sequence[CampaignFiction]
    governance: str
    """How the operator is run, as its report of that year says."""
    published_by: str


class Donors(Fiction, frozen=True):
    names: tuple[str, ...]
    messages: tuple[str, ...]


Told = TypeVar("Told", bound=Fiction)


def territory(slug: str) -> TerritoryFiction:
    return _read(CONTENT / slug / "territory.toml", TerritoryFiction)


def campaigns(slug: str) -> Mapping[str, CampaignFiction]:
    """By the name of their file, in the order of their numbers."""
    files = sorted((CONTENT / slug / "campaigns").glob("*.toml"))
    return {file.stem: _read(file, CampaignFiction) for file in files}


def year_before(slug: str) -> YearBeforeFiction | None:
    """None of a territory that was not there yet."""
    file = CONTENT / slug / "year-before.toml"
    return _read(file, YearBeforeFiction) if file.exists() else None


def donors() -> Donors:
    return _read(CONTENT / "donors.toml", Donors)


def _read(file: Path, kind: type[Told]) -> Told:
    return msgspec.convert(tomllib.loads(file.read_text()), kind)
