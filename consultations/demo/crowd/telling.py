"""Put what the crowd wrote where everybody reads it: many rows at once, as the services write each."""

from bisect import bisect_right
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import islice
from random import Random
from typing import Any
from uuid import UUID

from sqlmodel import SQLModel, col, func, select

from consultations.actions.models import Theme
from consultations.comments.models import Comment
from consultations.demo.crowd import writing as written
from consultations.demo.crowd.parts import BoxTold, CrowdTold
from consultations.demo.crowd.writing import IdeaWritten
from consultations.demo.supporting import written as put
from consultations.eligibility.census import rules as census
from consultations.eligibility.census.models import CensusEntry
from consultations.ideas.models import Idea, IdeaStep, IdeaSupport
from consultations.ideas.moderated import KIND
from consultations.ideas.rules import PATIENCE, VERDICTS, WAITING, IdeaState
from consultations.ideas.versions.content import Content, degrees
from consultations.ideas.versions.models import IdeaVersion
from consultations.studying.models import Study
from consultations.studying.rules import StudyEnd
from okote.identity.models import Person
from okote.identity.permissions import person_of
from okote.identity.visitors import Visitor
from okote.territories.days import end_of
from okote.territories.models import Place
from okote.territories.queries import of_territory, places
from payments.sessions import ReadSession
from payments.tables import uuid7

SEED = 1_000
FEWEST = 80
"""Residents, however small the demo is."""

CAME = timedelta(days=117)
"""Ago, the first of them."""

FAMILIES = ("Adam", "Bauer", "Colin", "Diallo", "Faivre", "Garnier", "Huber", "Lopes", "Meyer", "Roy")
OLDEST, YOUNGEST = date(1938, 1, 1), date(2006, 1, 1)

AROUND = 0.02
"""Degrees around the middle of a place."""

STUDIED_AFTER, ANSWERED_AFTER = timedelta(days=6), timedelta(days=19)
"""After the last day for ideas, where the services went through all of them."""

ENTRUSTED, LEFT = 0.6, 0.04
"""Of the ideas of the box that stays: how many have a service already, and how many are left for too long."""

Moment = tuple[datetime, Callable[[], Awaitable[None]]]


@dataclass(frozen=True, slots=True)
class Size:
    """`ideas` is what the numbers in the file are multiplied with: they are a thousand together."""

    ideas: float
    residents: int
    supports: int
    comments: int

    @classmethod
    def of(cls, scale: float) -> "Size":
        """As large as the demo at a scale of 1."""
        residents, supports, comments = (round(one * scale) for one in (11_000, 20_000, 5_000))
        return cls(scale, max(residents, FEWEST), supports, comments)


@dataclass(slots=True)
class Crowd:
    """Of one territory; `services` and `processes` by their keys."""

    telling: Any
    slug: str
    told: CrowdTold
    services: Mapping[str, UUID]
    processes: Mapping[str, UUID]
    size: Size
    dice: Random = field(default_factory=lambda: Random(SEED))  # noqa: S311 (the same crowd each time)
    residents: list[UUID] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.residents = [_at(self.came(one)) for one in range(self.size.residents)]

    def came(self, number: int) -> datetime:
        came: datetime = self.telling.now - CAME + timedelta(minutes=number % 8_000)
        return came

    def moments(self) -> Sequence[Moment]:
        """All at once, and at the end: what they wrote before says so itself."""
        return [(self.telling.now, self.tell)]

    async def tell(self) -> None:
        by: Visitor = await self.telling.somebody(self.slug, self.told.entrusted_by)
        database = self.telling.house.database
        async with database.reading() as db:
            writing = await Writing.begun(db, self, by)
        rows = writing.rows()  # which takes a while: no transaction waits for it
        async with database.unit_of_work() as db:
            for table, each in rows.items():
                for part in _parts(each):
                    await put(db, table, part)


@dataclass(slots=True)
class Writing:
    """The rows, table by table; each is as its service would have written it at that moment."""

    crowd: Crowd
    by: Visitor
    now: datetime
    number: int
    themes: Mapping[str, UUID]
    places: Mapping[str, Place]
    known: Sequence[tuple[datetime, UUID]]
    """When the ideas that were told before were proposed, and their identifiers, which lists go by."""

    @classmethod
    async def begun(cls, db: ReadSession, crowd: Crowd, by: Visitor) -> "Writing":
        here = by.territory.id
        latest = (await db.exec(of_territory(select(func.max(Idea.number)), Idea.territory_id, here))).one()
        proposed = of_territory(select(Idea.proposed_at, Idea.id), Idea.territory_id, here)
        themes = of_territory(select(Theme), Theme.territory_id, here).order_by(col(Theme.id))
        return cls(
            crowd,
            by,
            await db.now(),
            latest or 0,
            {one.name: one.id for one in await db.exec(themes)},
            {one.name: one for one in await places(db, here)},
            (await db.exec(proposed.order_by(col(Idea.proposed_at)))).all(),
        )

    def rows(self) -> Mapping[type[SQLModel], Sequence[dict[str, Any]]]:
        crowd, dice = self.crowd, self.crowd.dice
        drawn = written.ideas(crowd.told, crowd.size.ideas, dice)
        dice.shuffle(drawn)
        ideas = sorted((self._idea(one) for one in drawn), key=lambda pair: pair[1]["proposed_at"])
        for number, (_, row) in enumerate(ideas, self.number + 1):
            row["number"] = number
        steps = [step for one, row in ideas for step in self._steps(one, row)]
        return {
            Person: [self._person(number, one) for number, one in enumerate(crowd.residents)],
            CensusEntry: [self._line(number, one) for number, one in enumerate(crowd.residents)],
            Idea: [row for _, row in ideas],
            IdeaVersion: [self._version(one, row) for one, row in ideas],
            IdeaStep: sorted(steps, key=lambda step: step["id"]),
            Study: list(self._studies(steps)),
            IdeaSupport: list(self._supports(ideas)),
            Comment: self._comments(ideas),
        }

    def _person(self, number: int, resident: UUID) -> dict[str, Any]:
        return {"id": resident, "created_at": self.crowd.came(number), "public_name": self._name()}

    def _line(self, number: int, resident: UUID) -> dict[str, Any]:
        """Known at the counter, as whoever votes online must be where others come to a booth."""
        dice, at = self.crowd.dice, self.crowd.came(number)
        name = f"{dice.choice(FAMILIES)} {dice.choice(self.crowd.told.first_names)}"
        address = f"{dice.randrange(1, 90)} rue des Bateliers"
        return {
            "id": uuid7(),
            "territory_id": self.by.territory.id,
            "name": name,
            "names": sorted(census.names(name)),
            "born_on": OLDEST + timedelta(days=dice.randrange((YOUNGEST - OLDEST).days)),
            "address": address,
            "sought": list(census.address(address)),
            "number": "",
            "place_id": dice.choice([one.id for one in self.places.values()]),
            "added_at": at,
            "person_id": resident,
            "claimed_at": at,
            "formerly": [],
        }

    def _name(self) -> str | None:
        """A first name and a letter, or none shown."""
        dice = self.crowd.dice
        if dice.random() > 0.7:
            return None
        return f"{dice.choice(self.crowd.told.first_names)} {dice.choice('ABCDEFGHJKLMNOPRSTVWZ')}."

    def _idea(self, one: IdeaWritten) -> tuple[IdeaWritten, dict[str, Any]]:
        dice, box = self.crowd.dice, one.box
        at = self._moment(self._day(box.first), self._day(box.last))
        place = self.places.get(one.place or "")
        row = {
            "id": self._among(at),
            "territory_id": self.by.territory.id,
            "person_id": dice.choice(self.crowd.residents),
            "process_id": self.crowd.processes[box.process] if box.process else None,
            "public_name": self._name(),
            "category_id": self.themes.get(one.category),
            "place_id": place.id if place else None,
            "address": "",
            **self._point(place),
            "title": one.title,
            "body": one.body,
            "language": "fr",
            "version": 1,
            "reconsent": 1,
            "proposed_at": at,
            "state": IdeaState.PUBLISHED,
            "since": at,
            "service_id": None,
            "due_at": None,
        }
        return one, row

    def _among(self, at: datetime) -> UUID:
        """Lists go by identifiers, which the story's own ideas have of the minutes in which it is told."""
        if not self.known:
            return _at(at)
        after = bisect_right(self.known, at, key=lambda one: one[0])
        (begun, first), (ended, last) = (
            self.known[max(after - 1, 0)],
            self.known[min(after, len(self.known) - 1)],
        )
        from_ms, to_ms = (one.int >> 80 for one in (first, last))
        if begun == ended:  # before the first of them, or after the last
            return uuid7(nanoseconds=int(from_ms + (at - begun) / timedelta(hours=1)) * 1_000_000)
        return uuid7(
            nanoseconds=int(from_ms + (to_ms - from_ms) * ((at - begun) / (ended - begun))) * 1_000_000
        )

    def _day(self, on: int) -> datetime:
        now: datetime = self.crowd.telling.now
        return now + timedelta(days=on)

    def _moment(self, first: datetime, last: datetime) -> datetime:
        """Between both, and not when people sleep."""
        at = first + (last - first) * self.crowd.dice.random()
        return at.replace(hour=self.crowd.dice.randrange(7, 22)) if last - first > timedelta(days=1) else at

    def _point(self, place: Place | None) -> dict[str, float | None]:
        """Two in three are put on the map; sectors lie around their commune."""
        known = {one.id: one for one in self.places.values()}
        middle = place and (place.position or (known[place.parent_id].position if place.parent_id else None))
        if not middle or self.crowd.dice.random() > 0.67:
            return {"latitude": None, "longitude": None}
        away = [self.crowd.dice.uniform(-AROUND, AROUND) for _ in range(2)]
        return {
            "latitude": round(middle.latitude + away[0], 5),
            "longitude": round(middle.longitude + away[1], 5),
        }

    def _version(self, one: IdeaWritten, row: Mapping[str, Any]) -> dict[str, Any]:
        content = Content(
            row["title"],
            row["body"],
            row["language"],
            one.category if row["category_id"] else None,
            one.place if row["place_id"] else None,
            "",
            degrees(row["latitude"]),
            degrees(row["longitude"]),
        )
        return {
            "id": _at(row["proposed_at"]),
            "territory_id": row["territory_id"],
            "idea_id": row["id"],
            "number": 1,
            "content": content.kept(),
            "sha256": content.digest,
            "substantial": True,
            "at": row["proposed_at"],
            "by": row["person_id"],
        }

    def _steps(self, one: IdeaWritten, row: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """Entrusted to the service of its category, then answered; the idea says the latest."""
        service = self.crowd.services[self.crowd.told.services[one.category]]
        for state, at in self._life(one.box, row["proposed_at"]):
            due_at = self._due(at) if state is IdeaState.STUDIED else None
            row |= {"state": state, "since": at, "service_id": service, "due_at": due_at}
            yield {
                "id": _at(at),
                "territory_id": row["territory_id"],
                "idea_id": row["id"],
                "state": state,
                "service_id": service,
                "answer": self._reasons(state),
                "at": at,
                "by": person_of(self.by).id,
            }

    def _due(self, at: datetime) -> datetime:
        """After the usual time."""
        here = self.by.territory
        return end_of(here.day(at) + PATIENCE, here.zone)

    def _studies(self, steps: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
        """That the service has it, until its answer."""
        answered = {one["idea_id"]: one["at"] for one in steps if one["state"] in VERDICTS}
        for step in steps:
            if step["state"] is IdeaState.STUDIED:
                ended_at = answered.get(step["idea_id"])
                yield {
                    "id": _at(step["at"]),
                    "territory_id": step["territory_id"],
                    "idea_id": step["idea_id"],
                    "service_id": step["service_id"],
                    "answers": True,
                    "asked_at": step["at"],
                    "asked_by": step["by"],
                    "due_at": self._due(step["at"]),
                    "ended_at": ended_at,
                    "ended": StudyEnd.ANSWERED if ended_at else None,
                }

    def _reasons(self, state: IdeaState) -> str | None:
        texts = self.crowd.told.texts
        if state in WAITING:
            return None
        return self.crowd.dice.choice(texts.reasons_no if state is IdeaState.REFUSED else texts.reasons_yes)

    def _life(self, box: BoxTold, proposed: datetime) -> Iterator[tuple[IdeaState, datetime]]:
        dice = self.crowd.dice
        answer = IdeaState.ACCEPTED if dice.random() < 0.3 else IdeaState.REFUSED
        if box.studied or box.answered:
            last, hour = self._day(box.last), timedelta(minutes=dice.randrange(2_000))
            yield IdeaState.STUDIED, last + STUDIED_AFTER + hour
            if box.answered:
                yield answer, last + ANSWERED_AFTER + hour
        elif not box.process and dice.random() < (ENTRUSTED if self.now < proposed + PATIENCE else 1 - LEFT):
            entrusted = proposed + timedelta(days=dice.randrange(2, 9), minutes=dice.randrange(300))
            answered = entrusted + timedelta(days=dice.randrange(6, 24))
            if entrusted < self.now:
                yield IdeaState.STUDIED, entrusted
                if answered < self.now:
                    yield answer, answered

    def _over(self, box: BoxTold, besides: timedelta) -> datetime:
        """When its phase for ideas is over, and so long after; the box that stays never is."""
        return min(self._day(box.last) + besides, self.now) if box.process else self.now

    def _supports(self, ideas: Sequence[tuple[IdeaWritten, Mapping[str, Any]]]) -> Iterator[dict[str, Any]]:
        """Until the answer, or until the phase for ideas is over."""
        crowd, dice = self.crowd, self.crowd.dice
        most = len(crowd.residents) // 3
        shares = written.shares(crowd.size.supports, len(ideas), most, dice)
        for (one, row), number in zip(ideas, shares, strict=True):
            until = min(row["since"] if row["service_id"] else self.now, self._over(one.box, timedelta()))
            until = max(until, row["proposed_at"])
            for resident in dice.sample(crowd.residents, number):
                if resident != row["person_id"]:
                    since = row["proposed_at"] + (until - row["proposed_at"]) * dice.random()
                    yield {"idea_id": row["id"], "person_id": resident, "since": since, "version": 1}

    def _comments(self, ideas: Sequence[tuple[IdeaWritten, Mapping[str, Any]]]) -> list[dict[str, Any]]:
        crowd, dice = self.crowd, self.crowd.dice
        drawn = written.comments(crowd.told, [one.here for one, _ in ideas], dice)
        made: list[dict[str, Any]] = []
        latest: dict[UUID, dict[str, Any]] = {}
        for number, stance, body in islice(drawn, crowd.size.comments):
            one, idea = ideas[number]
            parent = latest.get(idea["id"])
            if stance is None and parent is None:
                continue
            since = idea["proposed_at"] if stance or not parent else parent["written_at"]
            until = max(self._over(one.box, ANSWERED_AFTER), since)
            at = since + (until - since) * dice.random() ** 3
            row = {
                "id": _at(at),
                "territory_id": idea["territory_id"],
                "kind": KIND,
                "subject_id": idea["id"],
                "parent_id": parent["id"] if parent and not stance else None,
                "person_id": dice.choice(crowd.residents),
                "public_name": self._name(),
                "stance": stance,
                "body": body,
                "language": "fr",
                "written_at": at,
            }
            if stance:
                latest[idea["id"]] = row
            made.append(row)
        return sorted(made, key=lambda row: (row["parent_id"] is not None, row["id"]))


def _at(moment: datetime) -> UUID:
    """An identifier that stands in lists where what was made at that moment stands."""
    return uuid7(nanoseconds=int(moment.timestamp() * 1_000) * 1_000_000)


def _parts(rows: Sequence[dict[str, Any]], most: int = 2_000) -> Iterator[Sequence[dict[str, Any]]]:
    for first in range(0, len(rows), most):
        yield rows[first : first + most]
