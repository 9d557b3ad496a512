"""What the demo tells of those who vote without an account: by a letter's code, with help, on paper."""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from itertools import islice
from random import Random
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from consultations.ballots.models import Ballot
from consultations.ballots.paper import batches, booths, codes
from consultations.ballots.paper.assisting import begin, cast_assisted
from consultations.ballots.paper.models import BallotCode
from consultations.ballots.rules import Channel, Choices
from consultations.demo import eligibility
from consultations.demo.catalogue import Told
from consultations.demo.urns import Paper, cast_many
from consultations.demo.voting import per_day
from consultations.eligibility.census.rules import Typed
from okote.identity.visitors import Visitor

FEWEST = 12
"""Of each kind, however small the demo is."""

BEFORE = timedelta(minutes=10)
"""The votes that come on a day by themselves, and the urn is turned over."""

Moment = tuple[datetime, Callable[[], Awaitable[None]]]
Somebody = Callable[[], Awaitable[Visitor]]


class ElsewhereTold(Told, frozen=True):
    """Of so many letters some come back by their code, others are brought to the booth. `helped` are on the
    list of residents. Of the papers some do not count, and the second who types them misreads a few.
    """

    letters: int
    by_code: int
    helped: int
    papers: int
    booth: str
    place: str
    spoiled: int = 0
    overvoted: int = 0
    misread: int = 0

    def scaled(self, scale: float) -> "ElsewhereTold":
        """What is wrong with papers and who is helped stays as told: there is little of it."""
        by_code, papers = (max(round(one * scale), FEWEST) for one in (self.by_code, self.papers))
        return ElsewhereTold(
            max(round(self.letters * scale), by_code + papers),
            by_code,
            min(self.helped, FEWEST) if scale < 1 else self.helped,
            papers,
            self.booth,
            self.place,
            *(self.spoiled, self.overvoted, self.misread),
        )

    @property
    def votes(self) -> int:
        """On the roll."""
        return self.by_code + self.helped + self.papers


@dataclass(slots=True)
class Elsewhere:
    """Of one ballot, asked for once it is announced; `ticked` draws what somebody chooses."""

    telling: Any
    slug: str
    told: ElsewhereTold
    ballot: Callable[[], UUID]
    writer: Somebody
    second: Somebody
    ticked: Iterator[Choices]
    dice: Random
    booth: UUID = field(default_factory=lambda: UUID(int=0))
    letters: list[tuple[UUID, str]] = field(default_factory=list)
    """That nobody came with yet: under which the roll knows them, and what is printed."""
    waiting: list[Typed] = field(default_factory=list)

    def moments(
        self, day: Callable[[int], datetime], announced: int, running: Sequence[int], counted: int | None
    ) -> Sequence[Moment]:
        """`counted` is the day on which the box is opened, once the vote is over."""
        told, made = self.told, [(day(announced) + BEFORE, self.prepare)]
        for number, use in ((told.by_code, self.vote_by_code), (told.papers, self.come)):
            for on, votes in zip(running, per_day(number, len(running), self.dice), strict=True):
                made.append((day(on) - BEFORE, partial(use, votes)))
        made += [(day(running[turn % len(running)]) - BEFORE, self.be_helped) for turn in range(told.helped)]
        if counted is not None:
            made.append((day(counted) - BEFORE, self.count))
        return made

    async def prepare(self) -> None:
        """A booth, and letters for whoever hands them out: to those who have no account."""
        by, second = await self.writer(), await self.second()
        self.waiting = [one.typed for one in eligibility.listed(self.telling, self.slug)]
        async with self.telling.house.database.unit_of_work() as db:
            made = await booths.add_booth(db, self.ballot(), self.told.booth, self.told.place, by=by)
            self.booth = made.id
            package = await codes.pack_number(db, self.ballot(), self.told.letters, by=by)
            printed = await codes.download(db, self.ballot(), package.id, by=second)
            sent = select(BallotCode.voter_id).where(BallotCode.package_id == package.id)
            voters = (await db.exec(sent.order_by(col(BallotCode.id)))).all()
            self.letters = list(zip(voters, (one.code for one in printed), strict=True))
        self.dice.shuffle(self.letters)

    async def vote_by_code(self, number: int) -> None:
        """As each does alone: a code's own number is the voter, and no other row is written."""
        papers = [Paper(self.letters.pop()[0], choices) for choices in islice(self.ticked, number)]
        async with self.telling.house.database.unit_of_work() as db:
            ballot = await db.get_one(Ballot, self.ballot())
            outcomes = await cast_many(db, ballot, papers, channel=Channel.CODE)
            if papers and outcomes != {"cast": number}:
                raise ValueError(f"{self.told.booth}: {outcomes}")

    async def be_helped(self) -> None:
        """Somebody of the list, whose paper the agent has seen."""
        agent, typed = await self.second(), self.waiting.pop()
        database = self.telling.house.database
        async with database.unit_of_work() as db:
            line = await begin(db, self.ballot(), typed, by=agent)
        async with database.unit_of_work() as db:
            await cast_assisted(db, self.ballot(), line.id, next(self.ticked), f"{line.id}", by=agent)

    async def come(self, number: int) -> None:
        """To the booth, with their letter."""
        agent = await self.second()
        async with self.telling.house.database.unit_of_work() as db:
            for _ in range(number):
                await booths.mark_code(db, self.booth, self.letters.pop()[1], by=agent)

    async def count(self) -> None:
        """One types the papers, then the other; where they differ, one looks again and the other agrees."""
        by, second, papers = await self.writer(), await self.second(), self.told.papers
        right = self._lines()
        wrong = self.dice.sample(range(papers), self.told.misread)
        misread = ["-" if number in wrong and line != "-" else line for number, line in enumerate(right)]
        work = self.telling.house.database.unit_of_work
        async with work() as db:
            await booths.open_box(db, self.booth, papers, "", by=second)
            batch = (await batches.start_batch(db, self.booth, papers, by=second)).id
        async with work() as db:
            await batches.type_batch(db, batch, "\n".join(right), by=second)
        async with work() as db:
            made = await batches.type_batch(db, batch, "\n".join(misread), by=by)
            differing = [one.line for one in await batches.differences(db, made)]
        if differing:
            async with work() as db:
                await batches.settle(db, batch, {line: right[line - 1] for line in differing}, by=by)
            async with work() as db:
                await batches.agree(db, batch, by=second)
        async with work() as db:
            await batches.accept(db, batch, by=by)

    def _lines(self) -> list[str]:
        """As they are typed: what does not count lies anywhere among what does."""
        told = self.told
        void = ["x"] * told.spoiled + ["+"] * told.overvoted
        valid = [" ".join(map(str, sorted(one))) or "-" for one in islice(self.ticked, told.papers)]
        lines = [*void, *valid[len(void) :]]
        self.dice.shuffle(lines)
        return lines
