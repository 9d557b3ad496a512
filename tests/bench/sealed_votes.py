"""Sealed votes by the service's own use case, many voters at once: how many a second, and the last minute.

Clients share this one process with the use case, so that what they take stands in the figures too.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from random import Random
from secrets import token_hex
from uuid import UUID

from consultations.ballots import queries, voting
from consultations.ballots.closing import ask_to_close
from consultations.ballots.invariants import INVARIANTS
from consultations.ballots.models import Ballot
from consultations.ballots.rules import Choices
from consultations.demo.voting import Offered, drawn
from okote.approvals.service import approve
from okote.demo.seeding.people import somebody
from okote.house import House
from okote.identity.models import Person
from okote.identity.visitors import Visitor
from okote.platform.checks import violations
from okote.platform.errors import DomainError
from tests.bench import accounting
from tests.bench.accounting import Cost
from tests.bench.ballots import DAY, MOST, OPTIONS, opened
from tests.bench.lines import Bound, Line, at_least, at_most
from tests.bench.running import Bench
from tests.bench.territory import SLUG, Loaded

CLIENTS = 32
SECONDS = 20.0
MINUTE = timedelta(seconds=60)
AGAIN = 5
"""One in so many who voted comes a second time: half of them with the same form, half with another vote."""

RATE, SLOWEST = 150, 300


@dataclass(frozen=True)
class Voter:
    """`seed` comes with the form."""

    visitor: Visitor
    choices: Choices
    seed: str


@dataclass(frozen=True)
class Answer:
    """What a voter was told: `cast`, or the code of why not."""

    voter: UUID
    outcome: str
    seconds: float


async def votes(bench: Bench, loaded: Loaded) -> list[Line]:
    """Over and over by somebody else, for a while."""
    ballot = await opened(bench.house, loaded.founded, until=DAY)
    people = _voters(loaded, ballot, loaded.donors)
    cost, answers = await _measured(bench, ballot, people, SECONDS)
    even = await _even(bench.house)
    cast = sum(one.outcome == "cast" for one in answers)
    bounds = [
        at_least("votes/s", RATE, cost.rate),
        at_most("p99", SLOWEST, cost.percentile(0.99)),
        Bound("each is cast", f"{cast} of {len(answers)}", met=cast == len(answers) and even),
    ]
    return [Line("a sealed vote, 32 clients", cost, bounds=bounds)]


async def last_minute(bench: Bench, loaded: Loaded, number: int) -> list[Line]:
    """So many attempts, one in five a second one, while the ballot ends; whoever comes after is refused."""
    ballot = await opened(bench.house, loaded.founded, until=MINUTE)
    first = list(_voters(loaded, ballot, loaded.donors[: number * (AGAIN - 1) // AGAIN]))
    twice = first[:: AGAIN - 1][: number - len(first)]
    other = [replace(one, seed=token_hex(8)) for one in twice[::2]]
    attempts = _mixed(first, [*twice[1::2], *other])
    cost, answers = await _measured(bench, ballot, attempts, None)
    ended = await _late(bench.house, ballot, list(_voters(loaded, ballot, loaded.donors[-CLIENTS:])))
    told = await _closed(bench.house, ballot)
    even = await _even(bench.house)
    outcomes = Counter(one.outcome for one in answers)
    voters = {one.voter for one in answers if one.outcome == "cast"}
    bounds = [
        Bound("none lost", f"{len(voters)} told so, {told} in the urn", met=told == len(voters)),
        Bound("none double", f"{outcomes['ballot_voted']} refused", met=even),
        Bound("none late", f"{ended} after the end", met=not ended),
        Bound("in time", f"{outcomes['cast'] + outcomes['ballot_voted']} of {len(attempts)}", met=True),
    ]
    return [Line("10 000 votes in the last minute", cost, bounds=bounds)]


def _voters(loaded: Loaded, ballot: Ballot, people: Sequence[UUID]) -> Iterable[Voter]:
    """Each of them once."""
    offered = [Offered(one, "", str(one % 5), 1 + one % 7) for one in range(1, OPTIONS + 1)]
    chosen = drawn(offered, MOST, {"": 1}, Random(str(ballot.id)))
    here = loaded.founded.territory
    for person, positions in zip(people, chosen, strict=False):
        voter = Person(id=person, created_at=ballot.created_at)
        visitor = Visitor(here, "fr", "http://localhost", person=voter, roles=frozenset())
        yield Voter(visitor, dict.fromkeys(positions, 1), token_hex(8))


def _mixed(first: Sequence[Voter], again: Sequence[Voter]) -> list[Voter]:
    """Whoever comes twice does so soon after, which is when both may be under way at once."""
    after = {}
    for one in again:
        after.setdefault(one.visitor.person.id, []).append(one)
    return [each for one in first for each in (one, *after.get(one.visitor.person.id, ()))]


async def _measured(
    bench: Bench, ballot: Ballot, voters: Iterable[Voter], seconds: float | None
) -> tuple[Cost, list[Answer]]:
    """As many clients as there are, each with the next voter as soon as it has its answer."""
    waiting, answers = iter(voters), list[Answer]()
    begun, until = time.perf_counter(), time.perf_counter() + (seconds or 10_000)
    before = time.process_time(), accounting.cpu_seconds(bench.database)

    async def client() -> None:
        for voter in waiting:
            answers.append(await _cast(bench.house, ballot, voter))
            if time.perf_counter() > until:
                return

    await asyncio.gather(*(client() for _ in range(CLIENTS)))
    spent = time.process_time() - before[0], accounting.cpu_seconds(bench.database) - before[1]
    took = time.perf_counter() - begun
    latencies = sorted(one.seconds for one in answers)
    return Cost(len(answers), took, latencies, 0.0, *spent), answers


async def _cast(house: House, ballot: Ballot, voter: Voter) -> Answer:
    begun, outcome = time.perf_counter(), "cast"
    try:
        async with house.database.unit_of_work() as db:
            await voting.cast_vote(db, ballot.id, voter.choices, voter.seed, by=voter.visitor)
    except DomainError as error:
        outcome = error.code
    return Answer(voter.visitor.person.id, outcome, time.perf_counter() - begun)


async def _late(house: House, ballot: Ballot, late: Sequence[Voter]) -> int:
    """How many votes are taken of people who come at the very end and after it."""
    async with house.database.reading() as db:
        period = await queries.period_of(db, ballot)
        left = (period.closes - await db.now()).total_seconds()
    await asyncio.sleep(max(left, 0))
    answers = await asyncio.gather(*(_cast(house, ballot, one) for one in late))
    return sum(one.outcome == "cast" for one in answers)


async def _closed(house: House, ballot: Ballot) -> int:
    """By two people; how many votes the urn then tells."""
    first, second = [await somebody(house, SLUG, one) for one in ("lea", "marc")]
    acts = {name: act for one in house.features for name, act in one.acts.items()}
    async with house.database.unit_of_work() as db:
        asked = await ask_to_close(db, ballot.id, "Fin de la mesure.", by=first)
    async with house.database.unit_of_work() as db:
        await approve(db, acts, asked.id, "Vu.", by=second)
    async with house.database.reading() as db:
        return sum(one.votes for one in await queries.opened(db, ballot))


async def _even(house: House) -> bool:
    """As many papers as marks on the roll, whoever voted."""
    async with house.database.reading() as db:
        return await violations(db, INVARIANTS) == []
