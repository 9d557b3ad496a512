"""A rating is taken, once a form; an hour with more than usual waits for somebody, and so do words."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, func, select, update

from consultations.measures.statistics.axes import Axis
from consultations.permissions import may_moderate
from consultations.procedures.deeds import PROCEDURE
from consultations.procedures.models import Procedure
from consultations.procedures.queries import Shown
from consultations.procedures.rules import Channel
from consultations.ratings import rules
from consultations.ratings.deeds import BURST, WORDS, RatingDeed
from consultations.ratings.models import OpenRating, RatedSite, RatingBurst, RatingForm, RatingWords
from consultations.ratings.rules import Given, Review, Slip, Verdict
from okote.identity.permissions import person_of, require
from okote.identity.visitors import Visitor
from okote.platform.audit import note
from okote.platform.errors import NotFoundError
from okote.platform.limits import Limit, Per, hit_all
from okote.territories.models import Territory
from okote.territories.queries import held
from payments.sessions import WriteSession

RATINGS = Limit(
    "rating",
    most=5,
    window=timedelta(hours=1),
    per=Per.ADDRESS,
    reason="Of one procedure: a family, or a few people over one network, have just gone through it.",
)
RATINGS_FROM_HERE = Limit(
    "rating-client",
    most=60,
    window=timedelta(hours=1),
    per=Per.ADDRESS,
    reason="Of all procedures: a hall or a library where many use one network; only a script needs more.",
)

LIMITS = (RATINGS, RATINGS_FROM_HERE)


async def rate(
    db: WriteSession, territory: Territory, shown: Shown, given: Given, slip: Slip | None, *, household: str
) -> OpenRating | None:
    """None where that form was sent already: a second press counts nothing twice.

    `household` is whose ratings count together for the limits; "" where that can't be told. Nothing of it
    is kept with the rating. SlipExpiredError, TooQuickError, NoLongerOfferedError, ChannelNotOfferedError,
    TooManyRequestsError.
    """
    procedure, current = shown.procedure, shown.current
    if current is None:
        raise NotFoundError
    at = await db.now()
    rules.check_slip(slip, str(procedure.id), at)
    channels = [Channel(one) for one in procedure.channels]
    rules.check_given(given, channels, retired=procedure.retired_at is not None)
    if slip is None or not await _used_first(db, slip, territory.id, at):
        return None
    if household:
        await hit_all(db, [(RATINGS, (household, str(procedure.id))), (RATINGS_FROM_HERE, (household,))])
    rating = OpenRating(
        territory_id=territory.id,
        procedure_id=procedure.id,
        version_id=current.id,
        hour=rules.hour_of(at),
        month=territory.day(at).replace(day=1),
        channel=given.channel,
        help=given.help,
        simplicity=given.levels[Axis.SIMPLICITY],
        efficiency=given.levels[Axis.EFFICIENCY],
        clarity=given.levels[Axis.CLARITY],
    )
    await _weighed(db, rating, at)
    db.add(rating)
    await db.flush()
    if given.words:
        db.add(_words(rating, given.words))
    return rating


async def _used_first(db: WriteSession, slip: Slip, territory_id: UUID, at: datetime) -> bool:
    mark = sha256(slip.written().encode()).digest()
    once = insert(RatingForm).values(sha256=mark, territory_id=territory_id, used_at=at)
    taken = await db.exec(once.on_conflict_do_nothing().returning(col(RatingForm.sha256)))
    return taken.first() is not None


async def _weighed(db: WriteSession, rating: OpenRating, at: datetime) -> None:
    """Whether it counts at once. One of a procedure at a time: two can't both be the last usual one."""
    await db.lock(f"ratings:{rating.procedure_id}")
    burst = await _burst(db, rating)
    if burst is None:
        within = (await db.exec(select(func.count()).where(*_same_hour(rating)))).one() + 1
        if within <= rules.USUAL_HOUR or not rules.is_burst(within, await _accepted(db, rating, at)):
            return
        burst = RatingBurst(
            territory_id=rating.territory_id, procedure_id=rating.procedure_id, hour=rating.hour
        )
        db.add(burst)
        await db.flush()
        apart = update(OpenRating).where(*_same_hour(rating)).values(burst_id=burst.id, counted=False)
        await db.exec(apart)
    rating.burst_id, rating.counted = burst.id, burst.verdict is Verdict.COUNTED


def _same_hour(rating: OpenRating) -> Sequence[Any]:
    return (OpenRating.procedure_id == rating.procedure_id, OpenRating.hour == rating.hour)


async def _burst(db: WriteSession, rating: OpenRating) -> RatingBurst | None:
    """That of the same hour."""
    same = RatingBurst.procedure_id == rating.procedure_id, RatingBurst.hour == rating.hour
    return (await db.exec(select(RatingBurst).where(*same))).first()


async def _accepted(db: WriteSession, rating: OpenRating, at: datetime) -> int:
    """How many there were in the largest hour that somebody found to be in order, of late."""
    sizes = (
        select(func.count().label("size"))
        .select_from(OpenRating)
        .join(RatingBurst, col(RatingBurst.id) == OpenRating.burst_id)
        .where(
            RatingBurst.procedure_id == rating.procedure_id,
            RatingBurst.verdict == Verdict.COUNTED,
            RatingBurst.hour >= at - rules.REMEMBERED,
        )
        .group_by(col(RatingBurst.id))
        .subquery()
    )
    return (await db.exec(select(func.max(sizes.c.size)))).one() or 0


def _words(rating: OpenRating, words: str) -> RatingWords:
    return RatingWords(
        territory_id=rating.territory_id,
        procedure_id=rating.procedure_id,
        rating_id=rating.id,
        hour=rating.hour,
        words=words,
    )


async def decide_burst(
    db: WriteSession, burst_id: UUID, verdict: Verdict, reason: str, *, by: Visitor
) -> RatingBurst:
    """Count all of that hour's ratings, or leave them apart; either can be decided anew."""
    require(may_moderate(by))
    procedure_id = (await held(db, RatingBurst, by.territory.id, burst_id)).procedure_id
    await db.lock(f"ratings:{procedure_id}")
    burst = await held(db, RatingBurst, by.territory.id, burst_id)
    was, at = BURST.facts(burst), await db.now()
    burst.verdict, burst.reason = verdict, reason
    burst.decided_at, burst.decided_by = at, person_of(by).id
    counted = verdict is Verdict.COUNTED
    await db.exec(update(OpenRating).where(col(OpenRating.burst_id) == burst_id).values(counted=counted))
    await note(db, by.doer, RatingDeed.RATING_BURST_DECIDED, burst, was, reason=reason)
    return burst


async def review_words(
    db: WriteSession, words_id: UUID, verdict: Review, redacted: str = "", *, by: Visitor
) -> RatingWords:
    """Show what somebody wrote, show it without what tells who wrote it, or not at all; also anew.

    WordsGoneError, NothingTakenOutError.
    """
    require(may_moderate(by))
    kept = await held(db, RatingWords, by.territory.id, words_id)
    was, at = WORDS.facts(kept), await db.now()
    kept.told = rules.reviewed_words(kept.words, verdict, redacted)
    kept.review, kept.reviewed_at, kept.reviewed_by = verdict, at, person_of(by).id
    await note(db, by.doer, RatingDeed.RATING_WORDS_REVIEWED, kept, was)
    return kept


async def choose_site(db: WriteSession, procedure_id: UUID, *, by: Visitor) -> Procedure:
    """From now on, who rates this site rates that procedure; one that was chosen before keeps its ratings."""
    require(may_moderate(by))
    chosen = await held(db, Procedure, by.territory.id, procedure_id)
    rules.check_offered(offered=chosen.listed)
    of_here = insert(RatedSite).values(territory_id=by.territory.id, procedure_id=procedure_id)
    await db.exec(
        of_here.on_conflict_do_update(index_elements=["territory_id"], set_={"procedure_id": procedure_id})
    )
    await note(db, by.doer, RatingDeed.RATED_SITE_CHOSEN, chosen, PROCEDURE.facts(chosen))
    return chosen
