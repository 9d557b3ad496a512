"""What a feature hands to the house: data, read once at start; and the one place that imports by name."""

from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from importlib import import_module
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any
from uuid import UUID

from litestar.types import ControllerRouterHandler

from okote.platform.audit import Deed, Subject
from okote.platform.commands import Command
from okote.platform.events import Subscriptions
from okote.platform.i18n import say
from okote.platform.limits import Limit
from payments.invariants import Invariant
from payments.jobs import Job
from payments.operations.outcomes import Subscriber
from payments.reconciliation.things import EntryKinds
from payments.sessions import ReadSession


class Place(StrEnum):
    """Where a section shows."""

    NAVIGATION = "navigation"
    ACCOUNT = "account"
    FOOTER = "footer"
    HOME = "home"
    LEDGER = "ledger"
    PROJECTS = "projects"
    MONEY = "money"
    CONSULTATION = "consultation"
    SITE = "site"


BACK_OFFICE: Mapping[Place, str] = {
    Place.PROJECTS: say("Projects"),
    Place.MONEY: say("Money"),
    Place.CONSULTATION: say("Consulting residents"),
    Place.SITE: say("The site itself"),
}
"""The parts of its menu, in their order, each under a message to translate."""


Bodies = Callable[[ReadSession, UUID], Awaitable[Mapping[UUID, str]]]
"""Of a territory, the organisations of one kind and what each is called, in the order of a list."""

AccountNames = Callable[
    [ReadSession, UUID, Collection[str]], Awaitable[Mapping[str, tuple[str, Mapping[str, str]]]]
]
"""Of a territory, what the accounts at these addresses are called: a message to translate and its values.
Those that are not the feature's are left out.
"""


class Journal(StrEnum):
    """Where French accountants write an entry down, by the code that they give it."""

    BANK = "BQ"
    SALES = "VE"
    OTHER = "OD"
    OPENING = "AN"


@dataclass(frozen=True, slots=True)
class EntryKind:
    """`label` is what accountants read for it, a message to translate."""

    label: str
    journal: Journal = Journal.OTHER


@dataclass(frozen=True, slots=True)
class AccountFamily:
    """Accounts of one nature: `number` in a French chart of accounts, unless a territory has another.

    `label` is a message to translate.
    """

    label: str
    number: str


@dataclass(frozen=True, slots=True)
class Bookkeeping:
    """What a feature posts to the ledger, as accountants know it."""

    names: AccountNames
    kinds: Mapping[str, EntryKind]
    families: Mapping[str, AccountFamily]
    """By the address without what tells one account of the family from the next."""
    family_of: Callable[[str], str | None]
    """Of an address; None of one that is not the feature's."""
    movements: EntryKinds = field(default_factory=dict)
    """Of those kinds, which tell what Stripe moves."""


Waiting = Callable[[ReadSession, Any], Awaitable[int]]
"""How many things wait for that visitor."""


@dataclass(frozen=True, slots=True)
class Found:
    """Something that a visitor may see: what it is called, where it is, and what it says."""

    title: str
    path: str
    summary: str = ""


Latest = Callable[[ReadSession, Any], Awaitable[Sequence[Found]]]
"""What is newest of a thing, as far as that visitor may see it."""


@dataclass(frozen=True, slots=True)
class Section:
    """An entry of a menu, or of the first page: `label` is a message to translate, `may` says who sees it."""

    place: Place
    label: str
    path: str
    may: Callable[[Any], bool]
    waiting: Waiting | None = None
    """Of a section of the back office, whose home tells it."""
    waits: tuple[str, str] = ("", "")
    """What it is that waits, marked by `say_count`."""
    says: str = ""
    """On the first page of the site: what it is for, to translate."""
    shows: Latest | None = None
    """There too: a few things of it."""


@dataclass(frozen=True, slots=True)
class Records:
    """What a feature keeps about people, of one kind: each of them may see it, and take it with them.

    `label` and `once_closed` are messages to translate.
    """

    name: str
    label: str
    of: Sequence[Any]
    """The columns that name the person; a row is theirs where one of them does."""
    fields: Mapping[str, Any]
    """What is handed out, under names that stay, but that a table has them in its reader's language: never a
    secret, never what is somebody else's.
    """
    joined: Sequence[tuple[Any, Any]] = ()
    """Other tables that fields are of, and on what."""
    once_closed: str | None = None
    """What stays of it when the account is closed, why, and how long; None where all of it goes."""


MOST_FOUND = 10
"""What the search of the whole site shows of each source."""


Search = Callable[[ReadSession, Any, str], Awaitable[Sequence[Found]]]
"""What answers what a visitor typed, the best first, as far as that visitor may see it."""


@dataclass(frozen=True, slots=True)
class SearchSource:
    """`label` is a message to translate; `path`, with `?q=`, shows all that answers."""

    label: str
    path: str
    find: Search


Columns = Mapping[str, str]
"""By table, the names of its columns, with spaces between them."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What everyone is told of the personal data that are kept (GDPR, art. 13): messages to translate.

    It is also one line of the register of what is done with them (art. 30).
    """

    what: str
    why: str
    basis: str
    """What in the law allows it (GDPR, art. 6)."""
    how_long: str
    whose: str
    """What sort of people they are about."""
    columns: Columns
    """Where they are kept: every column of every table is in one such line, or said to be of nobody."""
    ended_by: Sequence[str]
    """What ends it: names of what is forgotten by itself, and use cases by module and function."""


@dataclass(frozen=True, slots=True)
class Forgetting:
    """What goes by itself once its time is up: one condition counts it beforehand and forgets it then.

    No row is of two kinds, and none takes with it a row of a kind that comes later.
    """

    name: str
    says: str
    """What, and after how long, as operators read it: in English, as all that commands say."""
    table: type[Any]
    since: Any
    """The column that tells how old it is."""
    due: Callable[[datetime], Any]
    """The condition under which a row's time is up at that moment."""
    instead: Mapping[str, Any] | None = None
    """What is written over what goes; None where all of the row does."""
    file: Callable[[Path, Any], Path | None] | None = None
    """In the folder of uploads, the file that goes with a row, if it has one."""


@dataclass(frozen=True, slots=True)
class Theme:
    """What people ask about one thing, and the answers: messages to translate.

    An answer may name the `operator`, its `telephone` and `counter`; `path` leads to the page that says more.
    """

    title: str
    questions: Sequence[tuple[str, str]]
    path: str


Addresses = Callable[[ReadSession, UUID], Awaitable[Sequence[str]]]
"""Of a territory, pages for everyone that stand in no menu, by their paths; the newest first."""


@dataclass(frozen=True, slots=True)
class Column:
    """Of an open dataset: `name` stays whatever the language, `says` is a message to translate."""

    name: str
    says: str


DataRows = Callable[[ReadSession, Any], AsyncIterator[Mapping[str, Any]]]
"""Of a territory, each row by the names of its columns: texts, numbers, days, exact decimals, None."""


@dataclass(frozen=True, slots=True)
class Dataset:
    """What everyone may take away, as a table and as JSON; `label` and `says` are messages to translate.

    It holds nothing of a person, and counts nobody among fewer people than its page tells.
    """

    name: str
    """In its address, which others' programs keep."""
    label: str
    says: str
    columns: Sequence[Column]
    rows: DataRows
    schema: str = ""
    """Where the schema is published that its columns follow, if they are not our own."""
    left_out: Callable[[ReadSession, Any], Awaitable[int]] | None = None
    """How many rows it lacks, of a territory."""
    lacks: tuple[str, str] = ("", "")
    """What these lack, marked by `say_count`."""


@dataclass(frozen=True, slots=True)
class MailKind:
    """A kind of mail to people; `label` and `why` are messages to translate.

    `why` tells what they miss without it or, where nobody may refuse it, why it always comes.
    """

    name: str
    label: str
    why: str
    refusable: bool = True
    may: Callable[[Any], bool] | None = None
    """Who is ever written such a mail; None for anyone."""


Story = Callable[[Any, str], Awaitable[Sequence[tuple[datetime, Callable[[], Awaitable[None]]]]]]
"""What the demo tells of it in the territory of that short name: moments, and what happens at each.

It is given who tells the whole story, `okote.demo.seeding.moments.Telling`.
"""


@dataclass(frozen=True, slots=True)
class Act:
    """What may take two people: `subject` names what it changes, `run` does it once the second approved.

    `run` is given the approval and who approved; `label` is a message to translate.
    """

    label: str
    subject: Subject
    run: Callable[[Any, Any, Any], Awaitable[None]]
    always: bool = False
    """Whatever the amount, and where no sum is set."""


@dataclass(frozen=True, slots=True)
class Announced:
    """What a territory's own systems are told of something: identifiers, sums, times, never about a person.

    `path` is where everyone reads of it, without a language.
    """

    territory_id: UUID
    path: str | None
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class WebhookKind:
    """A kind of thing that a territory's own systems may be told of: `name` stays, `label` is to translate.

    `tell` is given the event, in the transaction in which it happens; None where it is nobody's concern.
    `example` shows what `data` holds, always under the same names.
    """

    name: str
    label: str
    events: Sequence[type[Any]]
    tell: Callable[[ReadSession, Any], Awaitable[Announced | None]]
    example: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Samples:
    """Components of a feature's own, as `/design` shows them: `title` is a message to translate."""

    name: str
    """In the page's address."""
    title: str
    template: str
    values: Mapping[str, Any]
    """Invented."""


@dataclass(frozen=True, slots=True)
class Feature:
    """The manifest: a folder that answers with one of these can be added or deleted in one gesture."""

    name: str
    controllers: Sequence[ControllerRouterHandler] = ()
    jobs: Sequence[Job] = ()
    subscriptions: Subscriptions = field(default_factory=dict)
    purposes: Mapping[str, Subscriber] = field(default_factory=dict)
    """Who learns the outcome of a payment, by the payment's purpose."""
    invariants: Sequence[Invariant] = ()
    sections: Sequence[Section] = ()
    templates: Sequence[Path] = ()
    messages: Mapping[str, str] = field(default_factory=dict)
    """Code of a refusal to the sentence, to translate, that people read."""
    bodies: Mapping[str, Bodies] = field(default_factory=dict)
    """By role (`holder`, `partner`), what it can be about: invitations offer them, pages name them."""
    bookkeeping: Bookkeeping | None = None
    personal_data: Sequence[Records] = ()
    unfindable: Sequence[str] = ()
    """What is kept so that nobody finds whose it is, and why: messages to translate, read where people ask
    for their data (GDPR, art. 11).
    """
    mails: Sequence[MailKind] = ()
    deeds: Sequence[Deed] = ()
    """What people do that is written down, for the audit trail to tell."""
    acts: Mapping[str, Act] = field(default_factory=dict)
    """By name, what takes two people above the territory's sum."""
    search: Sequence[SearchSource] = ()
    datasets: Sequence[Dataset] = ()
    story: Story | None = None
    kept: Sequence[Kept] = ()
    impersonal: Columns = field(default_factory=dict)
    """The columns that are about nobody."""
    forgets: Sequence[Forgetting] = ()
    uploads: Mapping[type[Any], Callable[[Path, Any], Path | None]] = field(default_factory=dict)
    """By table, the file that each row of it names, in the folder of uploads; None where it names none."""
    help: Sequence[Theme] = ()
    addresses: Addresses | None = None
    webhooks: Sequence[WebhookKind] = ()
    limits: Sequence[Limit] = ()
    commands: Sequence[Command] = ()
    samples: Sequence[Samples] = ()


def load(names: Sequence[str]) -> list[Feature]:
    """The manifests of the features that the settings list, each `FEATURE` in `<name>.feature`."""
    return [import_module(f"{name}.feature").FEATURE for name in names]


def installed() -> list[Feature]:
    """The manifests of all that is installed, whichever of it the settings list."""
    return [point.load() for point in entry_points(group="okote.features")]
