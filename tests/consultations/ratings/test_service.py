"""A rating is taken once; unusual hours and words wait for a person; nothing is of anybody."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlmodel import col, func, select, update

from consultations.measures.statistics.axes import Axis
from consultations.procedures.rules import Channel
from consultations.procedures.service import catalogue
from consultations.ratings import queries, rules, service
from consultations.ratings.invariants import INVARIANTS
from consultations.ratings.models import OpenRating, RatingBurst, RatingForm, RatingWords
from consultations.ratings.personal import FORGETS
from consultations.ratings.rules import Help, Review, Verdict
from okote.identity.models import Role
from okote.platform.audit import AuditEntry
from okote.platform.checks import violations
from okote.platform.errors import ForbiddenError, NotFoundError, TooManyRequestsError
from okote.platform.limits import LimitHit
from tests.consultations.ratings.conftest import given, slip


async def number_of(db, table):
    return (await db.exec(select(func.count()).select_from(table))).one()


async def test_what_was_answered_is_kept_with_the_hour_and_with_nothing_of_who_did(db, rate, shown):
    rated = await rate(given(2, clarity=5, channel=Channel.COUNTER, help_=Help.NOT_REACHED))
    await db.refresh(rated)
    assert (rated.simplicity, rated.efficiency, rated.clarity) == (2, 2, 5)
    assert (rated.channel, rated.help, rated.version_id) == ("counter", "not_reached", shown.current.id)
    at = await db.now()
    assert rated.hour <= at < rated.hour + timedelta(hours=1)
    assert (rated.hour.minute, rated.hour.second, rated.hour.microsecond) == (0, 0, 0)
    assert not {one for one in OpenRating.model_fields if "person" in one or "address" in one}
    assert rated.id.version == 4, "a key made of the moment would tell it"


async def test_a_form_counts_once(db, rate, shown):
    paper = await slip(db, shown)
    assert await rate(by=paper) is not None
    assert await rate(by=paper) is None
    assert await number_of(db, OpenRating) == 1


async def test_one_household_rates_a_procedure_a_few_times_an_hour(db, rate):
    for _ in range(service.RATINGS.most):
        await rate(household="198.51.100.7")
    with pytest.raises(TooManyRequestsError):
        await rate(household="198.51.100.7")
    await rate(household="198.51.100.8")
    buckets = (await db.exec(select(LimitHit.bucket))).all()
    assert not any("198.51" in one for one in buckets)


async def test_one_who_can_not_be_told_from_others_is_not_counted(rate):
    for _ in range(service.RATINGS.most + 1):
        assert await rate(household="") is not None


async def test_what_is_refused_leaves_nothing(db, rate, shown, agent):
    with pytest.raises(rules.TooQuickError):
        await rate(age=1)
    with pytest.raises(rules.ChannelNotOfferedError):
        await rate(given(channel=Channel.DIGITAL))
    await catalogue.retire_procedure(db, shown.procedure.id, by=agent)
    with pytest.raises(rules.NoLongerOfferedError):
        await rate()
    assert (await number_of(db, OpenRating), await number_of(db, RatingForm)) == (0, 0)


async def crowd(rate, number=rules.USUAL_HOUR + 1, **answers):
    return [await rate(given(**answers)) for _ in range(number)]


async def test_an_hour_with_more_than_usual_waits_whole(db, rate, shown, territory):
    await crowd(rate, rules.USUAL_HOUR)
    assert await number_of(db, RatingBurst) == 0
    await rate()
    assert await queries.apart_of(db, shown.procedure.id) == queries.Apart(waiting=rules.USUAL_HOUR + 1)
    assert (await queries.tallies(db, shown.procedure.id))[shown.procedure.id] == []
    await rate()
    assert await queries.apart_of(db, shown.procedure.id) == queries.Apart(waiting=rules.USUAL_HOUR + 2)
    assert await violations(db, INVARIANTS) == []


async def test_the_hours_of_other_procedures_and_of_others_days_have_no_part_in_it(db, rate):
    await crowd(rate, rules.USUAL_HOUR)
    earlier = (await db.now()).replace(minute=0, second=0, microsecond=0) - timedelta(hours=1)
    await db.exec(update(OpenRating).values(hour=earlier))
    await rate()
    assert await number_of(db, RatingBurst) == 0


async def test_a_person_decides_and_may_decide_anew(db, rate, shown, agent):
    await crowd(rate)
    (hour,) = await queries.bursts_of(db, shown.procedure.id)
    assert (hour.number, hour.alike) == (21, 21)
    await service.decide_burst(db, hour.burst.id, Verdict.APART, "Toutes pareilles", by=agent)
    assert await queries.apart_of(db, shown.procedure.id) == queries.Apart(left=21)
    await service.decide_burst(db, hour.burst.id, Verdict.COUNTED, "Jour d’inscription", by=agent)
    assert await queries.apart_of(db, shown.procedure.id) == queries.Apart()
    assert (
        sum(one.number for one in (await queries.tallies(db, shown.procedure.id))[shown.procedure.id]) == 21
    )
    late = await rate()
    assert late.counted, "of an hour that somebody found to be in order"
    assert await violations(db, INVARIANTS) == []
    assert await number_of(db, OpenRating) == 22, "nothing is deleted"
    reasons = (await db.exec(select(AuditEntry.reason).order_by(col(AuditEntry.id)))).all()
    assert reasons[-2:] == ["Toutes pareilles", "Jour d’inscription"]


async def test_only_an_hour_that_somebody_accepted_makes_a_larger_one_usual(db, rate, shown, agent):
    await crowd(rate, 25)
    (hour,) = await queries.bursts_of(db, shown.procedure.id)
    before = hour.burst.hour - timedelta(hours=3)
    await db.exec(update(OpenRating).values(hour=before))
    await db.exec(update(RatingBurst).values(hour=before))
    await service.decide_burst(db, hour.burst.id, Verdict.COUNTED, "Jour d’inscription", by=agent)
    await crowd(rate, 25)
    assert await number_of(db, RatingBurst) == 1
    await rate()
    assert await number_of(db, RatingBurst) == 2


async def test_words_are_read_by_somebody_first(db, rate, shown, agent):
    await rate(given(words="Merci à Anne Muller"))
    (kept,) = (await queries.words_of(db, shown.procedure.id, 1)).rows
    assert (kept.review, kept.told) == (Review.WAITING, "")
    assert (await queries.shown_words(db, shown.procedure.id, 1)).rows == []
    assert await queries.waiting(db, agent) == 1
    await service.review_words(db, kept.id, Review.REDACTED, "Merci à une agente", by=agent)
    (told,) = (await queries.shown_words(db, shown.procedure.id, 1)).rows
    assert told.told == "Merci à une agente"
    assert await queries.waiting(db, agent) == 0
    await service.review_words(db, kept.id, Review.WITHHELD, by=agent)
    assert (await queries.shown_words(db, shown.procedure.id, 1)).rows == []
    assert (kept.reviewed_by, kept.words) == (agent.person.id, "Merci à Anne Muller")


async def test_words_of_an_hour_that_waits_are_not_shown(db, rate, shown, agent):
    await rate(given(words="Trop long"))
    (kept,) = (await queries.words_of(db, shown.procedure.id, 1)).rows
    await service.review_words(db, kept.id, Review.SHOWN, by=agent)
    assert len((await queries.shown_words(db, shown.procedure.id, 1)).rows) == 1
    await crowd(rate, rules.USUAL_HOUR)
    assert (await queries.shown_words(db, shown.procedure.id, 1)).rows == []


async def test_only_agents_and_administrators_of_the_territory_decide(
    db, rate, someone, elsewhere, roads, agent
):
    await crowd(rate)
    await rate(given(words="Trop long"))
    burst = (await db.exec(select(RatingBurst))).one()
    words = (await db.exec(select(RatingWords))).one()
    for visitor in (await someone(), await someone(Role.SERVICE, scope=roads.id)):
        with pytest.raises(ForbiddenError):
            await service.decide_burst(db, burst.id, Verdict.COUNTED, "x", by=visitor)
        with pytest.raises(ForbiddenError):
            await service.review_words(db, words.id, Review.SHOWN, by=visitor)
    stranger = await someone(Role.AGENT, at=elsewhere)
    with pytest.raises(NotFoundError):
        await service.decide_burst(db, burst.id, Verdict.COUNTED, "x", by=stranger)
    with pytest.raises(NotFoundError):
        await service.review_words(db, words.id, Review.SHOWN, by=stranger)


async def test_what_is_forgotten_goes_in_time(db, rate, agent):
    for number in range(3):
        await rate(given(words=f"Texte {number}"))
    shown, withheld, old = (await db.exec(select(RatingWords).order_by(RatingWords.words))).all()
    await service.review_words(db, shown.id, Review.SHOWN, by=agent)
    await service.review_words(db, withheld.id, Review.WITHHELD, by=agent)
    old.hour -= timedelta(days=800)
    await db.flush()
    by_name = {one.name: one for one in FORGETS}

    async def due(name, after):
        one = by_name[name]
        at = await db.now() + after
        return (await db.exec(select(func.count()).select_from(one.table).where(one.due(at)))).one()

    assert await due("rating-words", timedelta()) == 1
    assert await due("rating-words-as-written", timedelta(days=29)) == 0
    assert await due("rating-words-as-written", timedelta(days=31)) == 1
    assert await due("rating-forms", timedelta()) == 0
    assert await due("rating-forms", rules.LONGEST) == 3


@pytest.mark.parametrize(
    ("planted", "name"),
    [
        ("UPDATE open_rating SET counted = true", "rating-counts-unless-its-hour-does-not"),
        (
            "UPDATE open_rating SET burst_id = NULL, counted = true",
            "rating-of-an-hour-is-not-apart-from-the-others",
        ),
        ("UPDATE open_rating SET territory_id = :other", "rating-stays-in-its-territory"),
    ],
)
async def test_the_invariants_find_what_is_planted(db, rate, elsewhere, planted, name):
    await crowd(rate)
    assert await violations(db, INVARIANTS) == []
    await db.exec(text(planted), params={"other": elsewhere.id} if ":other" in planted else None)
    assert name in {one.invariant.name for one in await violations(db, INVARIANTS)}


async def test_the_figures_are_those_of_what_was_answered(db, rate, shown, territory):
    for level in (1, 1, 3, 5):
        await rate(given(level, clarity=5))
    (tally,) = (await queries.tallies(db, shown.procedure.id))[shown.procedure.id]
    assert tally.answers[Axis.SIMPLICITY].counts == (2, 0, 1, 0, 1)
    assert tally.answers[Axis.CLARITY].counts == (0, 0, 0, 0, 4)
    assert tally.month == territory.day(await db.now()).replace(day=1)
