"""Counting is exact however many ask at once, and says nothing of who asked."""

import asyncio
from contextlib import asynccontextmanager, suppress
from datetime import timedelta

import pytest
from sqlmodel import select, update

from okote.platform.errors import TooManyRequestsError
from okote.platform.limits import Limit, LimitHit, Per, forget, hit, hit_all
from payments.sessions import WriteSession

MOST, AT_ONCE = 3, 8
LIMIT = Limit("tried", most=MOST, window=timedelta(hours=1), per=Per.ADDRESS, reason="a test")
HERE = "192.0.2.1"


class Unlocked(WriteSession):
    """Waits for nobody."""

    async def lock(self, name: str) -> None:
        """No lock."""


@asynccontextmanager
async def unlocked(database):
    async with Unlocked(database.engine, expire_on_commit=False, info=database.info) as db, db.begin():
        yield db


async def tried(opened, together=None) -> bool:
    """Whether one attempt, in a transaction on a connection of its own, was let through."""
    try:
        async with opened() as db:
            await hit(db, LIMIT, HERE)
            if together is not None:
                await together.wait()
    except TooManyRequestsError:
        return False
    return True


async def test_of_many_at_once_exactly_as_many_come_through_as_may(database):
    let_in = await asyncio.gather(*(tried(database.unit_of_work) for _ in range(AT_ONCE)))
    assert sum(let_in) == MOST
    assert not await tried(database.unit_of_work)


async def test_without_the_lock_all_of_them_would(database):
    together = asyncio.Barrier(AT_ONCE)
    let_in = await asyncio.gather(*(tried(lambda: unlocked(database), together) for _ in range(AT_ONCE)))
    assert sum(let_in) == AT_ONCE > MOST


async def test_what_was_undone_does_not_count(database):
    for _ in range(MOST + 1):
        with suppress(ZeroDivisionError):
            async with database.unit_of_work() as db:
                await hit(db, LIMIT, HERE)
                raise ZeroDivisionError
    assert await tried(database.unit_of_work)


async def test_of_several_limits_all_are_counted_or_none(db):
    wider = Limit("wider", most=MOST + 1, window=timedelta(hours=2), per=Per.PERSON, reason="a test")
    both = [(wider, ("ada",)), (LIMIT, (HERE,))]
    for _ in range(MOST):
        await hit_all(db, both)
    for _ in range(2):
        with pytest.raises(TooManyRequestsError):
            await hit_all(db, both)
    await hit(db, wider, "ada")
    with pytest.raises(TooManyRequestsError):
        await hit(db, wider, "ada")


async def test_what_was_counted_long_ago_counts_no_longer(db):
    for _ in range(MOST):
        await hit(db, LIMIT, HERE)
    await db.exec(update(LimitHit).values(at=LimitHit.at - LIMIT.window))
    await hit(db, LIMIT, HERE)


async def test_whoever_is_refused_is_told_how_long(db):
    for _ in range(MOST):
        await hit(db, LIMIT, HERE)
    with pytest.raises(TooManyRequestsError) as refused:
        await hit(db, LIMIT, HERE)
    assert refused.value.parameters["minutes"] == 60
    await hit(db, LIMIT, "192.0.2.2")
    await forget(db, HERE)
    await hit(db, LIMIT, HERE)


async def test_the_table_names_nobody(db):
    await hit(db, LIMIT, "ada@exemple.test", HERE)
    [kept] = (await db.exec(select(LimitHit))).all()
    assert kept.bucket.startswith("tried:")
    assert not any(word in kept.bucket for word in ("ada", "exemple", HERE))
    before = dict(db.info)
    db.info["limits"] = b"of another installation"
    await hit(db, LIMIT, "ada@exemple.test", HERE)
    db.info.update(before)
    assert len(set((await db.exec(select(LimitHit.bucket).order_by(LimitHit.id))).all())) == 2
