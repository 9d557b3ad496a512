"""The entries of a period, in French: the law that asks for the file speaks it."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass

from okote.accounting.chart.queries import chart
from okote.accounting.chart.rules import Chart
from okote.accounting.fec.rules import (
    Entry,
    Line,
    Summed,
    brought_forward,
    heading,
    lines,
    summed,
    written,
)
from okote.accounting.naming import kinds, names
from okote.accounting.rules import Period
from okote.feature import EntryKind, Journal
from okote.house import House
from okote.platform.i18n import say
from okote.territories.models import Territory
from okote.web.formatting import Wording
from payments.ledger.models import LedgerEntry, LedgerPosting
from payments.ledger.queries import journal, turnovers
from payments.ledger.rules import Turnover
from payments.sessions import ReadSession

LANGUAGE = "fr"

JOURNALS = {
    Journal.BANK: say("Bank movements"),
    Journal.SALES: say("Sales"),
    Journal.OTHER: say("Other operations"),
    Journal.OPENING: say("Brought forward"),
}


@dataclass(frozen=True, slots=True)
class Books:
    """A territory's books in a period, and how to tell them."""

    territory: Territory
    period: Period
    chart: Chart
    names: Mapping[str, str]
    """Of accounts, by their address."""
    kinds: Mapping[str, EntryKind]
    words: Wording
    opening: Sequence[Line]
    turnovers: Mapping[str, Turnover]
    """What moved in the period, by address."""

    @property
    def summed(self) -> list[Summed]:
        """What the file adds up to."""
        return summed(self.opening, self.turnovers, self.chart)


async def books(
    db: ReadSession, house: House, territory: Territory, period: Period, *, language: str = LANGUAGE
) -> Books:
    words = house.renderer.wording(language, territory.time_zone)
    since, before = period.moments(territory.zone)
    known = await chart(db, house, words, territory.id)
    held = await turnovers(db, territory.book, before=since)
    moved = await turnovers(db, territory.book, since=since, before=before)
    called = await names(db, house, words, territory, held.keys() | moved.keys())
    balances = {address: turnover.balance for address, turnover in held.items()}
    opening = brought_forward(balances, known, called, result=words.say("Result of earlier years"))
    return Books(territory, period, known, called, kinds(house), words, opening, moved)


async def file(db: ReadSession, told: Books) -> AsyncIterator[str]:
    """The whole file in pieces; never all in memory."""
    yield heading()
    number = 0
    async for entry in _entries(db, told):
        number += 1
        yield written(number, entry)


async def _entries(db: ReadSession, told: Books) -> AsyncIterator[Entry]:
    """What was there before, if anything; then what was recorded, the first first."""
    if told.opening:
        label = told.words.say("Brought forward")
        journal_ = (Journal.OPENING.value, told.words.say(JOURNALS[Journal.OPENING]))
        yield Entry(journal_, told.period.first, label, label, told.opening)
    since, before = told.period.moments(told.territory.zone)
    entry: LedgerEntry | None = None
    postings: list[LedgerPosting] = []
    async for one, posting in journal(db, told.territory.book, since=since, before=before):
        if entry is not None and one.id != entry.id:
            yield _entry(told, entry, postings)
            postings = []
        entry = one
        postings.append(posting)
    if entry is not None:
        yield _entry(told, entry, postings)


def _entry(told: Books, entry: LedgerEntry, postings: Sequence[LedgerPosting]) -> Entry:
    kind = told.kinds.get(entry.kind, EntryKind(entry.kind))
    return Entry(
        (kind.journal.value, told.words.say(JOURNALS[kind.journal])),
        told.territory.day(entry.at),
        entry.key,
        told.words.say(kind.label),
        lines((one.posting for one in postings), told.chart, told.names),
    )
