"""What the file of accounting entries says, line by line.

Eighteen fields in the order of the law, the first line their names; tabs between them, dates as YYYYMMDD,
a comma before the cents, ISO 8859-15; entries in the order of time, numbered without a gap, each as much
debit as credit; what was there before comes first (LPF, art. A47 A-1, III, VI, VII and X; BOFiP,
BOI-CF-IOR-60-40-20). A day counts as closed once it is over, and nothing alters what was recorded: so an
entry's own day is the one on which it was validated.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from okote.accounting.chart.rules import Account, Chart
from okote.web.spreadsheets import harmless
from payments.errors import DomainError
from payments.ledger.rules import NOTHING_MOVED, Posting, Turnover
from payments.money import Money

COLUMNS = (
    "JournalCode",
    "JournalLib",
    "EcritureNum",
    "EcritureDate",
    "CompteNum",
    "CompteLib",
    "CompAuxNum",
    "CompAuxLib",
    "PieceRef",
    "PieceDate",
    "EcritureLib",
    "Debit",
    "Credit",
    "EcritureLet",
    "DateLet",
    "ValidDate",
    "Montantdevise",
    "Idevise",
)
SEPARATOR, END = "\t", "\r\n"
CHARACTERS = "iso8859-15"
PLAIN = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "..."})
"""What these characters lack, and what stands for it."""
DAY = "%Y%m%d"

RESULT_OF_THE_PAST = ("110000", "119000")
"""Where what earlier years earned stands, and what they lost: accounts of a year begin it at nothing."""


class SirenMissingError(DomainError):
    """The file is named for the operator's SIREN."""

    code = "siren_missing"


@dataclass(frozen=True, slots=True)
class Line:
    """Debit where the amount is positive, credit where it is negative; `own` names one account of many."""

    account: Account
    own: tuple[str, str] | None
    amount: Money


@dataclass(frozen=True, slots=True)
class Entry:
    journal: tuple[str, str]
    day: date
    reference: str
    label: str
    lines: Sequence[Line]


def file_name(siren: str, last: date) -> str:
    """SIREN, FEC, and the last day of the period; SirenMissingError."""
    digits = "".join(siren.split())
    if not re.fullmatch("[0-9]{9}", digits):
        raise SirenMissingError
    return f"{digits}FEC{last:{DAY}}.txt"


def lines(postings: Iterable[Posting], chart: Chart, names: Mapping[str, str]) -> list[Line]:
    """What enters an account is its debit, what leaves it its credit."""
    return [
        line(address, amount, chart, names)
        for posting in postings
        for address, amount in ((posting.destination, posting.amount), (posting.source, -posting.amount))
    ]


def line(address: str, amount: Money, chart: Chart, names: Mapping[str, str]) -> Line:
    own = (address, names.get(address, address)) if chart.is_one_of_many(address) else None
    return Line(chart.account(address), own, amount)


def brought_forward(
    balances: Mapping[str, Money], chart: Chart, names: Mapping[str, str], *, result: str
) -> list[Line]:
    """What each account held, and as one line, called `result`, what earlier years earned or lost."""
    carried, past = [], Money.zero()
    for address, held in balances.items():
        if chart.account(address).is_of_a_year:
            past += held
        elif held:
            carried.append(line(address, held, chart, names))
    if past:
        number = RESULT_OF_THE_PAST[0 if past.minor < 0 else 1]
        carried.append(Line(Account(number, result), None, past))
    return carried


def heading() -> str:
    return SEPARATOR.join(COLUMNS) + END


def written(number: int, entry: Entry) -> str:
    """The lines of one entry; `number` is its place in the file."""
    day = f"{entry.day:{DAY}}"
    return "".join(
        SEPARATOR.join(
            map(
                _cell,
                (
                    *entry.journal,
                    str(number),
                    day,
                    one.account.number,
                    one.account.label,
                    *(one.own or ("", "")),
                    entry.reference,
                    day,
                    entry.label,
                    _amount(one.amount),
                    _amount(-one.amount),
                    "",
                    "",
                    day,
                    "",
                    "",
                ),
            )
        )
        + END
        for one in entry.lines
    )


def _amount(amount: Money) -> str:
    """The side that an amount is not on says zero."""
    return str(max(amount, Money.zero()).major).replace(".", ",")


def _cell(text: str) -> str:
    """On one line, in the characters that there are, and no formula for a program that opens a table."""
    told = harmless(" ".join(text.translate(PLAIN).split()))
    return told.encode(CHARACTERS, "replace").decode(CHARACTERS)


@dataclass(frozen=True, slots=True)
class Summed:
    """One number of the chart: what was brought forward, and what moved in the period."""

    account: Account
    before: Money
    moved: Turnover

    @property
    def balance(self) -> Money:
        return self.before + self.moved.balance


def summed(opening: Iterable[Line], moved: Mapping[str, Turnover], chart: Chart) -> list[Summed]:
    """What the file adds up to, in the order of numbers."""
    before: defaultdict[Account, Money] = defaultdict(Money.zero)
    turned: defaultdict[Account, Turnover] = defaultdict(lambda: NOTHING_MOVED)
    for one in opening:
        before[one.account] += one.amount
    for address, turnover in moved.items():
        turned[chart.account(address)] += turnover
    numbers = sorted({*before, *turned}, key=lambda account: account.number)
    return [Summed(one, before[one], turned[one]) for one in numbers]
