"""What was said of procedures: for everyone in numbers, for whoever reviews it word by word."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import case
from sqlmodel import col, func, select

from consultations.measures.statistics.axes import Answers, Axis, Level
from consultations.procedures.models import Procedure
from consultations.ratings.models import OpenRating, RatedSite, RatingBurst, RatingWords
from consultations.ratings.rules import PUBLIC, Figures, Review, Tally, Verdict, figures
from okote.identity.visitors import Visitor
from okote.territories.models import Territory
from okote.territories.queries import of_territory
from okote.web.pagination import Paged, numbered
from payments.sessions import ReadSession

PER_PAGE = 10


async def tallies(db: ReadSession, *procedures: UUID) -> Mapping[UUID, Sequence[Tally]]:
    """Of each of these procedures, the ratings that count: one pass over an index, however many they are."""
    group: list[Any] = [OpenRating.procedure_id, OpenRating.month, OpenRating.channel, OpenRating.help]
    asked = OpenRating.simplicity, OpenRating.efficiency, OpenRating.clarity
    numbers = [func.count().filter(col(one) == level) for one in asked for level in Level]
    these = col(OpenRating.counted), col(OpenRating.procedure_id).in_(procedures)
    rows: Any = select(OpenRating.procedure_id, OpenRating.month)
    statement = rows.with_only_columns(*group, *numbers).where(*these)
    found: dict[UUID, list[Tally]] = {one: [] for one in procedures}
    for procedure_id, month, channel, help_, *row in await db.exec(
        statement.group_by(*group).order_by(*group)
    ):
        levels = len(Level)
        by_axis = {
            axis: Answers(tuple(row[levels * place : levels * (place + 1)]))
            for place, axis in enumerate(Axis)
        }
        found[procedure_id].append(Tally(month, channel, help_, by_axis))
    return found


async def figures_of(db: ReadSession, territory: Territory, *procedures: UUID) -> Mapping[UUID, Figures]:
    """What may be told of each."""
    this_month = territory.day(await db.now()).replace(day=1)
    return {one: figures(rows, this_month) for one, rows in (await tallies(db, *procedures)).items()}


@dataclass(frozen=True, slots=True)
class Apart:
    """Ratings of hours that had more than usual, and do not count: told beside those that do."""

    waiting: int = 0
    left: int = 0


async def apart_of(db: ReadSession, procedure_id: UUID) -> Apart:
    statement = (
        select(RatingBurst.verdict, func.count())
        .join(OpenRating, col(OpenRating.burst_id) == RatingBurst.id)
        .where(RatingBurst.procedure_id == procedure_id, RatingBurst.verdict != Verdict.COUNTED)
        .group_by(col(RatingBurst.verdict))
        .order_by(col(RatingBurst.verdict))
    )
    found = dict((await db.exec(statement)).all())
    return Apart(found.get(Verdict.WAITING, 0), found.get(Verdict.APART, 0))


async def shown_words(db: ReadSession, procedure_id: UUID, number: int) -> Paged[RatingWords]:
    """What people wrote, as everyone reads it: of ratings that count, the latest first."""
    statement = (
        select(RatingWords)
        .join(OpenRating, col(OpenRating.id) == RatingWords.rating_id)
        .where(
            RatingWords.procedure_id == procedure_id,
            col(RatingWords.review).in_(PUBLIC),
            col(OpenRating.counted),
        )
        .order_by(col(RatingWords.hour).desc(), col(RatingWords.id))
    )
    found = (await db.exec(statement.offset((number - 1) * PER_PAGE).limit(PER_PAGE + 1))).all()
    return numbered(found, number, PER_PAGE)


@dataclass(frozen=True, slots=True)
class OnDesk:
    """A procedure with what waits there."""

    procedure: Procedure
    words: int
    bursts: int
    ratings: int


async def on_desk(db: ReadSession, territory_id: UUID) -> Sequence[OnDesk]:
    """Those that everyone reads or has read: where something waits first, then by name."""
    words = _count(RatingWords, RatingWords.review == Review.WAITING)
    bursts = _count(RatingBurst, RatingBurst.verdict == Verdict.WAITING)
    waits = (words + bursts > 0).desc()
    statement = of_territory(
        select(Procedure, words, bursts, _count(OpenRating)), Procedure.territory_id, territory_id
    ).where(col(Procedure.published_at).is_not(None))
    ordered = statement.order_by(waits, func.okote_fold(Procedure.name), col(Procedure.id))
    return [OnDesk(*row) for row in await db.exec(ordered)]


def _count(table: Any, *conditions: Any) -> Any:
    counted = select(func.count()).where(table.procedure_id == Procedure.id, *conditions)
    return counted.correlate(Procedure).scalar_subquery()


async def waiting(db: ReadSession, visitor: Visitor) -> int:
    """How many texts and hours wait for somebody."""
    here = visitor.territory.id
    words = of_territory(select(func.count()), RatingWords.territory_id, here)
    bursts = of_territory(select(func.count()), RatingBurst.territory_id, here)
    texts = (await db.exec(words.where(RatingWords.review == Review.WAITING))).one()
    return texts + (await db.exec(bursts.where(RatingBurst.verdict == Verdict.WAITING))).one()


@dataclass(frozen=True, slots=True)
class Hour:
    """One that had more ratings than usual, as somebody judges it: how many, and how alike they are."""

    burst: RatingBurst
    number: int
    alike: int
    """How many gave the answers that most gave."""


async def bursts_of(db: ReadSession, procedure_id: UUID) -> Sequence[Hour]:
    """Those that wait first, then the latest."""
    answers: tuple[Any, ...] = (
        *(OpenRating.burst_id, OpenRating.channel, OpenRating.help),
        *(OpenRating.simplicity, OpenRating.efficiency, OpenRating.clarity),
    )
    alike = (
        select(col(OpenRating.burst_id).label("burst_id"), func.count().label("number"))
        .where(OpenRating.procedure_id == procedure_id, col(OpenRating.burst_id).is_not(None))
        .group_by(*answers)
        .subquery()
    )
    statement = (
        select(RatingBurst, func.sum(alike.c.number), func.max(alike.c.number))
        .join(alike, alike.c.burst_id == RatingBurst.id)
        .group_by(col(RatingBurst.id))
        .order_by((col(RatingBurst.verdict) == Verdict.WAITING).desc(), col(RatingBurst.hour).desc())
    )
    return [Hour(burst, int(number), most) for burst, number, most in await db.exec(statement)]


async def words_of(db: ReadSession, procedure_id: UUID, number: int) -> Paged[RatingWords]:
    """What people wrote: what waits first, the longest first; then what was reviewed last."""
    waits = col(RatingWords.review) == Review.WAITING
    first = case((waits, RatingWords.hour), else_=None)
    statement = (
        select(RatingWords)
        .where(RatingWords.procedure_id == procedure_id)
        .order_by(first.asc().nulls_last(), col(RatingWords.reviewed_at).desc(), col(RatingWords.id))
    )
    found = (await db.exec(statement.offset((number - 1) * PER_PAGE).limit(PER_PAGE + 1))).all()
    return numbered(found, number, PER_PAGE)


async def site_of(db: ReadSession, territory_id: UUID) -> Procedure | None:
    """By which people rate the territory's site itself, as long as it is offered."""
    statement = of_territory(select(Procedure), Procedure.territory_id, territory_id).join(
        RatedSite, col(RatedSite.procedure_id) == Procedure.id
    )
    chosen = (await db.exec(statement)).first()
    return chosen if chosen is not None and chosen.listed else None
