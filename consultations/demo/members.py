"""What the demo tells of a panel once its call is over: who answers, when it meets, what it says."""

from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import msgspec
from sqlmodel import col, select

from consultations.panels.features import features_of
from consultations.panels.meetings import queries as meetings
from consultations.panels.meetings import service as meeting
from consultations.panels.meetings.rules import MeetingDetails, Presence
from consultations.panels.members.models import Seat
from consultations.panels.members.observers import ObserverDetails, add_observer
from consultations.panels.members.rules import Chosen, ObserverKind, SeatState
from consultations.panels.members.service import accept, enter_answer, enter_drop, seat
from consultations.panels.models import Panel, Volunteer
from consultations.panels.opinions.rules import OpinionDetails
from consultations.panels.opinions.service import answer_opinion, publish_opinion, write_opinion
from consultations.panels.rules import PanelStanding
from consultations.panels.service import close_call
from consultations.panels.space.service import add_document, write_as_member, write_as_organiser
from consultations.services.queries import services
from okote.identity.permissions import person_of
from okote.identity.visitors import Visitor
from payments.money import Money
from payments.sessions import WriteSession

DAY = timedelta(days=1)
PACE = timedelta(minutes=37)
"""From one message to the next of a day."""
FARE = Money.of("3.60")

Moment = tuple[datetime, Callable[[], Awaitable[None]]]


class Told(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A slip in a file is refused with its place, instead of showing up as a hole in the demo."""


class MeetingTold(Told, frozen=True):
    """`on` is the day, counted from today, as every day here."""

    on: int
    begins: time
    ends: time
    title: str
    place: str
    about: str


class OpinionTold(Told, frozen=True):
    on: int
    title: str
    text: str
    in_favour: int
    against: int
    abstained: int
    dissent: str
    due: int
    answered: int | None = None
    answer: str = ""


class MessageTold(Told, frozen=True):
    """`by` is one whom one can sign in as, or the place of a member among the others who sit."""

    on: int
    by: str | int
    text: str


class DocumentTold(Told, frozen=True):
    """A sheet with these lines on it."""

    on: int
    title: str
    lines: Sequence[str]


class SitsTold(Told, frozen=True):
    """`declines` and `drops` count people, in the order in which they were drawn."""

    seated: int
    declines: int = 0
    drops: int = 0
    unanswered: int = 0
    """How many of those who were called last have not answered."""
    observers: Sequence[tuple[ObserverKind, str, str]] = ()
    meetings: Sequence[MeetingTold] = ()
    opinions: Sequence[OpinionTold] = ()
    messages: Sequence[MessageTold] = ()
    documents: Sequence[DocumentTold] = ()


@dataclass(slots=True)
class Sitting:
    """One panel's; `panel` is asked for once it has been written, `by` whoever runs it.

    `known` are those of its members whom one can sign in as: they accept, stay and come.
    """

    telling: Any
    told: SitsTold
    service: str | None
    panel: Callable[[], UUID]
    by: Callable[[], Awaitable[Visitor]]
    known: Collection[str]
    somebody: Callable[[str], Awaitable[Visitor]]
    opinions: dict[str, UUID] = field(default_factory=dict)

    def moments(self) -> Sequence[Moment]:
        seated = self._on(self.told.seated)
        made: list[Moment] = [(seated, self.seat), (seated + DAY, self.answer), (seated + 2 * DAY, self.drop)]
        made += [(seated + DAY, partial(self.observe, one)) for one in self.told.observers]
        for one in self.told.meetings:
            made.append((min(seated + 3 * DAY, self.telling.now), partial(self.plan, one)))
            if one.on < 0:
                made.append((self._on(one.on) + DAY, partial(self.note, one)))
        made += [(self._on(one.on), partial(self.adopt, one)) for one in self.told.opinions]
        made += [
            (self._on(one.on) + number * PACE, partial(self.write, one))
            for number, one in enumerate(self.told.messages)
        ]
        made += [(self._on(one.on), partial(self.share, one)) for one in self.told.documents]
        answered = [one for one in self.told.opinions if one.answered is not None]
        made += [(self._on(one.answered or 0), partial(self.reply, one)) for one in answered]
        return made

    def _on(self, day: int) -> datetime:
        moment: datetime = self.telling.now + day * DAY
        return moment

    def _day(self, day: int, by: Visitor) -> date:
        return by.territory.day(self._on(day))

    async def _run(self, use: Callable[[WriteSession, Visitor], Awaitable[object]]) -> None:
        by = await self.by()
        async with self.telling.house.database.unit_of_work() as db:
            await use(db, by)

    async def seat(self) -> None:
        """Nothing where a draw has seated it already."""

        async def use(db: WriteSession, by: Visitor) -> None:
            panel = await db.get_one(Panel, self.panel())
            if await _seats(db, panel.id):
                return
            if panel.standing(await db.now()) is PanelStanding.OPEN:
                await close_call(db, panel.id, by=by)
            await seat(db, panel, await _chosen(db, panel), by=by)

        await self._run(use)

    async def answer(self) -> None:
        """Whoever is called last leaves it open; those in their place answer after them."""

        async def use(db: WriteSession, by: Visitor) -> None:
            left = self.told.declines
            for one in await self._own(db, SeatState.INVITED):
                await accept(db, one)
            while len(asked := await _seats(db, self.panel(), SeatState.INVITED)) > self.told.unanswered:
                accepts, left = left == 0, max(left - 1, 0)
                why = "" if accepts else "Je travaille ces soirs-là."
                await enter_answer(db, asked[0].id, accepts=accepts, why=why, by=by)

        await self._run(use)

    async def drop(self) -> None:
        async def use(db: WriteSession, by: Visitor) -> None:
            own = await self._own(db, SeatState.ACCEPTED)
            others = [one for one in await _seats(db, self.panel(), SeatState.ACCEPTED) if one not in own]
            for one in others[: self.told.drops]:
                await enter_drop(db, one.id, why="Je déménage à la fin du mois.", by=by)
            for one in (await _seats(db, self.panel(), SeatState.INVITED))[: self.told.drops]:
                await enter_answer(db, one.id, accepts=True, why="", by=by)

        await self._run(use)

    async def observe(self, told: tuple[ObserverKind, str, str]) -> None:
        await self._run(lambda db, by: add_observer(db, self.panel(), ObserverDetails(*told), by=by))

    async def plan(self, told: MeetingTold) -> None:
        async def use(db: WriteSession, by: Visitor) -> None:
            starts, ends = (
                datetime.combine(self._day(told.on, by), clock, by.territory.zone)
                for clock in (told.begins, told.ends)
            )
            details = MeetingDetails(told.title, starts, ends, told.place, "", told.about.strip())
            await meeting.write_meeting(db, self.panel(), details, by=by)

        await self._run(use)

    async def note(self, told: MeetingTold) -> None:
        """All came but one; every second is paid by now."""

        async def use(db: WriteSession, by: Visitor) -> None:
            panel = await db.get_one(Panel, self.panel())
            met = await meetings.meetings(db, panel.id)
            [held] = [one.meeting for one in met if one.meeting.title == told.title]
            own = {one.id for one in await self._own(db, SeatState.ACCEPTED)}
            roll = sorted(await meetings.roll(db, held), key=lambda one: one.seat.id in own)
            noted = {one.seat.id: Presence.CAME for one in roll[1:]}
            await meeting.note_presence(
                db, held.id, noted | {one.seat.id: Presence.MISSED for one in roll[:1]}, by=by
            )
            if panel.compensation is None:
                return
            owed = [
                await meeting.note_compensation(db, held.id, key, panel.compensation, FARE, by=by)
                for key in noted
            ]
            today = by.territory.day(await db.now())
            await meeting.note_paid(db, [one.id for one in owed[::2]], today, "M-2026-017", by=by)

        await self._run(use)

    async def adopt(self, told: OpinionTold) -> None:
        async def use(db: WriteSession, by: Visitor) -> None:
            votes = (told.in_favour, told.against, told.abstained)
            day, due = self._day(told.on, by), self._day(told.due, by)
            details = OpinionDetails(told.title, told.text.strip(), day, *votes, told.dissent.strip())
            opinion = await write_opinion(db, self.panel(), details, by=by)
            of = {one.name: one.id for one in await services(db, by.territory.id)}
            await publish_opinion(db, opinion.id, of[self.service or ""], due, by=by)
            self.opinions[told.title] = opinion.id

        await self._run(use)

    async def write(self, told: MessageTold) -> None:
        """In the panel's space."""
        async with self.telling.house.database.unit_of_work() as db:
            if isinstance(told.by, str) and told.by not in self.known:
                who = await self.somebody(told.by)
                await write_as_organiser(db, self.panel(), told.text.strip(), by=who)
            else:
                await write_as_member(db, await self._member(db, told.by), told.text.strip())

    async def share(self, told: DocumentTold) -> None:
        from consultations.demo.papers import sheet  # noqa: PLC0415 (see there)

        data, folder = sheet(told.title, told.lines), self.telling.house.settings.uploads_folder
        await self._run(lambda db, by: add_document(db, self.panel(), told.title, data, folder=folder, by=by))

    async def _member(self, db: WriteSession, who: str | int) -> Seat:
        if isinstance(who, str):
            [own] = await self._own(db, SeatState.ACCEPTED, who)
            return own
        known = await self._own(db, SeatState.ACCEPTED)
        others = [one for one in await _seats(db, self.panel(), SeatState.ACCEPTED) if one not in known]
        return others[who]

    async def _own(self, db: WriteSession, state: SeatState, *who: str) -> Sequence[Seat]:
        """The seats of those whom one can sign in as, all or one of them."""
        people = [person_of(await self.somebody(one)).id for one in who or self.known]
        theirs = select(Volunteer.id).where(col(Volunteer.person_id).in_(people))
        return await _seats(db, self.panel(), state, col(Seat.volunteer_id).in_(theirs))

    async def reply(self, told: OpinionTold) -> None:
        """By whoever passes on what a service says."""
        lea: Visitor = await self.telling.somebody((await self.by()).territory.slug, "lea")
        async with self.telling.house.database.unit_of_work() as db:
            await answer_opinion(db, self.opinions[told.title], told.answer.strip(), by=lea)


async def _seats(
    db: WriteSession, panel_id: UUID, state: SeatState | None = None, *which: Any
) -> Sequence[Seat]:
    """In the order in which they were drawn; those in one state, or all."""
    statement = select(Seat).where(Seat.panel_id == panel_id, *which)
    if state is not None:
        statement = statement.where(Seat.state == state)
    return (await db.exec(statement.order_by(col(Seat.id)))).all()


async def _chosen(db: WriteSession, panel: Panel) -> list[Chosen]:
    """The first who fit between the quotas sit, and all others wait: what a draw would leave."""
    features = await features_of(db, panel.id)
    statement = select(Volunteer).where(Volunteer.panel_id == panel.id, col(Volunteer.withdrawn_at).is_(None))
    people = (await db.exec(statement.order_by(col(Volunteer.id)))).all()
    most = {(one.name, quota.value): quota.most for one in features for quota in one.quotas}
    taken: Counter[tuple[str, str]] = Counter()
    ranks: Counter[str] = Counter()
    chosen, drawn = [], 0
    for person in people:
        values = [(one.name, str(person.attributes[one.name])) for one in features]
        stratum = " · ".join(value for _, value in values)
        if drawn < panel.seats and all(taken[value] < most[value] for value in values):
            taken.update(values)
            drawn += 1
            chosen.append(Chosen(person.id, stratum, 0))
        else:
            ranks[stratum] += 1
            chosen.append(Chosen(person.id, stratum, ranks[stratum]))
    return chosen
