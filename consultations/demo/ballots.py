"""What the demo tells of ballots: read from the territory’s own file, with votes drawn by a seed."""

import tomllib
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from itertools import count, islice
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import msgspec
from sqlmodel import col, select

from consultations.ballots import service
from consultations.ballots.closing import ask_to_close, ask_to_publish, note_lot
from consultations.ballots.describing import BallotDetails, EnvelopeDetails, OptionDetails
from consultations.ballots.level.rules import Question
from consultations.ballots.level.service import answer
from consultations.ballots.models import Ballot
from consultations.ballots.results.counting import count_of
from consultations.ballots.results.models import CountOutcome
from consultations.ballots.rules import Choices, Input, Mode, Rule
from consultations.ballots.tally.rules import Completion, Start, Ties, Utility
from consultations.demo import consulting
from consultations.demo.catalogue import Told
from consultations.demo.consulting import ConsultingTold
from consultations.demo.elsewhere import Elsewhere, ElsewhereTold
from consultations.demo.followed import Followed, FollowedTold
from consultations.demo.urns import Paper, cast_many, turn_over
from consultations.demo.voting import Offered, drawn, per_day
from consultations.processes.models import Phase, ProcessEnvelope
from consultations.processes.rules import PhaseKind
from okote.approvals.models import Approval
from okote.approvals.service import approve
from okote.identity.permissions import person_of
from okote.identity.visitors import Visitor
from okote.territories.queries import places

CONTENT = Path(__file__).parent / "told_ballots"

MARGIN = timedelta(hours=3)
"""From the first and the last moment of a vote to those that are told."""

FEWEST = 60
"""Votes of a ballot, however small the demo is."""

Moment = tuple[datetime, Callable[[], Awaitable[None]]]


class OptionTold(Told, frozen=True, array_like=True):
    """`pleases`, `place` and `taste` are for the draw of votes alone; `euros` is 0 where nothing is paid."""

    title: str
    body: str
    euros: int
    envelope: str
    place: str
    taste: str
    pleases: float


class BallotTold(Told, frozen=True):
    """`process` is its key; `closed_after` so many days after the vote, by two people, and counted at
    once; `published_after` so many, by two people again. None stays open, or unpublished.
    """

    process: str
    title: str
    question: str
    input: Input
    rule: Rule
    most: int
    votes: int
    seed: int
    lot_source: str
    options: Sequence[OptionTold]
    winners: int | None = None
    lot: str = ""
    closed_after: int | None = None
    published_after: int | None = None
    elsewhere: ElsewhereTold | None = None
    """Those of the votes that do not come by an account."""
    followed: Sequence[FollowedTold] = ()


class BallotsTold(Told, frozen=True):
    writer: str
    second: str
    homes: Mapping[str, int]
    level: Mapping[Question, bool]
    """What is answered of each ballot; whether it gives power goes by whether it gives money."""
    ballots: Sequence[BallotTold]


@dataclass(frozen=True, slots=True)
class Days:
    """When people vote in a process, counted from today."""

    announced: int
    first: int
    last: int


@dataclass(slots=True)
class Voting:
    """One territory's; `processes` with their `days` and `services` by key, `voters` are of its crowd."""

    telling: Any
    slug: str
    told: BallotsTold
    processes: Mapping[str, UUID]
    services: Mapping[str, UUID]
    days: Mapping[str, Days]
    voters: Sequence[UUID]
    scale: float
    written: dict[str, UUID] = field(default_factory=dict)
    """By the keys of their processes, once they are announced."""

    def moments(self) -> Sequence[Moment]:
        moments: list[Moment] = []
        for one in self.told.ballots:
            days = self.days[one.process]
            elsewhere = one.elsewhere.scaled(self.scale) if one.elsewhere else None
            moments.append((self._day(days.announced), partial(self.announce, one)))
            running = range(days.first, min(days.last, 0) + 1)
            by_account = max(round(one.votes * self.scale), FEWEST) - (elsewhere.votes if elsewhere else 0)
            for day, papers in zip(running, self._papers(one, by_account, len(running)), strict=True):
                moments.append((self._day(day), partial(self.vote, one, papers)))
            if elsewhere is not None:
                over = days.last + 1 if one.closed_after is not None else None
                voting = self._elsewhere(one, elsewhere)
                moments += voting.moments(self._day, days.announced, running, over)
            for won in one.followed:
                moments += self._followed(one, won).moments(self._day)
            if one.closed_after is not None:
                moments.append((self._day(days.last + one.closed_after), partial(self.close, one)))
            if one.published_after is not None:
                moments.append((self._day(days.last + one.published_after), partial(self.publish, one)))
        return moments

    def _day(self, on: int) -> datetime:
        """At the hour at which it is told, but not so early or late that the day is another one."""
        now: datetime = self.telling.now
        at = now.replace(hour=min(max(now.hour, MARGIN.seconds // 3600), 21 - MARGIN.seconds // 3600))
        return min(at + timedelta(days=on), now)

    def _papers(self, told: BallotTold, votes: int, days: int) -> Sequence[Sequence[Paper]]:
        """Of each day; nobody votes twice."""
        dice = Random(told.seed)  # noqa: S311 (the same votes each time)
        votes = min(votes, len(self.voters))
        chosen = self._ticked(told, dice)
        papers = (
            Paper(voter, choices)
            for voter, choices in zip(dice.sample(self.voters, votes), chosen, strict=False)
        )
        return [list(islice(papers, number)) for number in per_day(votes, days, dice)]

    def _ticked(self, told: BallotTold, dice: Random) -> Iterator[Choices]:
        """Without end: what one voter after the other chooses."""
        offered = [
            Offered(position, one.place, one.taste, one.pleases)
            for position, one in zip(count(1), told.options, strict=False)
        ]
        for positions in drawn(offered, told.most, self.told.homes, dice):
            yield dict.fromkeys(positions, 1)

    def _elsewhere(self, told: BallotTold, elsewhere: ElsewhereTold) -> Elsewhere:
        dice = Random(-told.seed)  # noqa: S311 (the same votes each time)
        return Elsewhere(
            self.telling,
            self.slug,
            elsewhere,
            ballot=lambda: self.written[told.process],
            writer=self._writer,
            second=self._second,
            ticked=self._ticked(told, dice),
            dice=dice,
        )

    def _followed(self, told: BallotTold, won: FollowedTold) -> Followed:
        return Followed(
            self.telling,
            won,
            ballot=lambda: self.written[told.process],
            service=lambda: self.services[won.service],
            by=self._writer,
        )

    async def _writer(self) -> Visitor:
        visitor: Visitor = await self.telling.somebody(self.slug, self.told.writer)
        return visitor

    async def _second(self) -> Visitor:
        visitor: Visitor = await self.telling.somebody(self.slug, self.told.second)
        return visitor

    async def announce(self, told: BallotTold) -> None:
        by = await self._writer()
        async with self.telling.house.database.unit_of_work() as db:
            process = self.processes[told.process]
            there = {place.name: place.id for place in await places(db, by.territory.id)}
            phase = select(Phase).where(Phase.process_id == process, Phase.kind == PhaseKind.VOTE)
            kept = select(ProcessEnvelope).where(ProcessEnvelope.process_id == process)
            envelopes = [
                EnvelopeDetails(name=one.name, amount_minor=one.amount_minor, place_id=one.place_id)
                for one in await db.exec(kept.order_by(col(ProcessEnvelope.id)))
            ]
            numbers = {one.name: number for number, one in enumerate(envelopes, 1)}
            options = [
                OptionDetails(
                    title=one.title,
                    body=one.body,
                    cost_minor=one.euros * 100 or None,
                    envelope=numbers.get(one.envelope),
                    place_id=there.get(one.place),
                )
                for one in told.options
            ]
            details = self._details(told)
            vote = (await db.exec(phase)).one()
            draft = await service.write(db, process, vote.id, details, options, envelopes, by=by)
            answers = {**self.told.level, Question.GIVES_POWER: any(one.euros for one in told.options)}
            await answer(db, draft.id, answers, by=by)
            ballot = await service.announce(db, draft.id, by=by)
            self.written[told.process] = ballot.id

    def _details(self, told: BallotTold) -> BallotDetails:
        shares = told.rule is Rule.EQUAL_SHARES
        return BallotDetails(
            title=told.title,
            question=told.question,
            mode=Mode.SEALED,
            input=told.input,
            rule=told.rule,
            most=told.most,
            winners=told.winners,
            utility=Utility.COST.value if shares else None,
            completion=Completion.ADD1U.value if shares else None,
            step_minor=100 if shares else None,
            start=Start.EXACT.value if shares else None,
            ties=(Ties.ANNOUNCED.value,),
            lot_source=told.lot_source,
        )

    async def vote(self, told: BallotTold, papers: Sequence[Paper]) -> None:
        """What came on one day; then the urn is turned over, as it is each hour."""
        async with self.telling.house.database.unit_of_work() as db:
            ballot = await db.get_one(Ballot, self.written[told.process])
            outcomes = await cast_many(db, ballot, papers)
            if outcomes != {"cast": len(papers)} and papers:
                raise ValueError(f"{told.title}: {outcomes}")
        async with self.telling.house.database.unit_of_work() as db:
            await turn_over(db)

    async def close(self, told: BallotTold) -> None:
        """Two people do; then it is counted, as the job that waits for it does once more."""
        house, by, ballot = self.telling.house, await self._writer(), self.written[told.process]
        async with house.database.unit_of_work() as db:
            await note_lot(db, ballot, told.lot, by=by)
            asked = await ask_to_close(db, ballot, "Le vote est terminé.", by=by)
        second = await self._approve(asked, "Vu avec la secrétaire générale.")
        outcome = await count_of(house, ballot, person_of(second).id)
        if outcome is not CountOutcome.COUNTED:
            raise ValueError(f"{told.title}: {outcome}")

    async def publish(self, told: BallotTold) -> None:
        by, ballot = await self._writer(), self.written[told.process]
        async with self.telling.house.database.unit_of_work() as db:
            asked = await ask_to_publish(db, ballot, "Compté comme annoncé.", by=by)
        await self._approve(asked, "Recompté sur un autre ordinateur : le même résultat.")

    async def _approve(self, asked: Approval, reason: str) -> Visitor:
        second = await self._second()
        acts = {name: act for one in self.telling.house.features for name, act in one.acts.items()}
        async with self.telling.house.database.unit_of_work() as db:
            await approve(db, acts, asked.id, reason, by=second)
        return second


def days_of(told: ConsultingTold) -> Mapping[str, Days]:
    """Of the processes that have a vote: it is announced on the day before."""
    votes = {
        process.key: phase
        for process in told.processes
        for phase in process.phases
        if phase.kind is PhaseKind.VOTE
    }
    return {key: Days(one.first - 1, one.first, one.last or 0) for key, one in votes.items()}


def moments(
    telling: Any,
    slug: str,
    processes: Mapping[str, UUID],
    services: Mapping[str, UUID],
    voters: Sequence[UUID],
    scale: float,
) -> Sequence[Moment]:
    """Nothing where no file tells of them."""
    told, consulted = read(slug), consulting.read(slug)
    if told is None or consulted is None:
        return ()
    return Voting(telling, slug, told, processes, services, days_of(consulted), voters, scale).moments()


def read(slug: str) -> BallotsTold | None:
    """None where no file tells of them."""
    file = CONTENT / f"{slug}.toml"
    return msgspec.convert(tomllib.loads(file.read_text()), BallotsTold) if file.exists() else None
