"""What is forgotten by itself: exactly what a dry run says, not a minute too early, and once."""

from collections import Counter
from datetime import timedelta
from io import StringIO

from rich.console import Console
from sqlmodel import func, select

from okote.funding.pledges.models import Pledge
from okote.identity.models import Person
from okote.identity.personal import ATTEMPTS_KEPT
from okote.platform import clock
from okote.privacy.jobs import JOBS, forget_all
from okote.privacy.service import due
from okote.serving.retention import retention
from tests.okote.app_client import territory
from tests.okote.privacy.kept import lifetimes, plant
from tests.okote.privacy.kept_by_consultations import GONE_WHOLE

INSTANT = timedelta(seconds=1)


def kinds(house):
    return [kind for feature in house.features for kind in feature.forgets]


async def would_go(house):
    async with house.database.reading() as db:
        return {kind.name: (await due(db, kind)).rows for kind in kinds(house)}


async def at_moment(house, ahead):
    async with house.database.unit_of_work() as db:
        await clock.set_offset(db, ahead)


def test_an_address_that_was_counted_is_never_older_than_a_day():
    [job] = JOBS
    assert job.every == "17 * * * *"
    assert timedelta(hours=1) + ATTEMPTS_KEPT <= timedelta(days=1)


async def test_each_kind_goes_when_its_time_is_up_and_all_that_the_dry_run_said(house, scene):
    """The whole life of a row of each kind, from one end to the next."""
    began, picture = await plant(house, scene, await territory(house))
    nothing = {kind.name: 0 for kind in kinds(house)}
    ends = lifetimes(began)
    assert {name for name, _ in ends} == set(nothing)
    for after in sorted({end for _, end in ends}):
        await at_moment(house, after - timedelta(minutes=1))
        assert await would_go(house) == nothing
        assert picture.exists()
        await at_moment(house, after + INSTANT)
        said = await would_go(house)
        assert said == nothing | {name: 1 for name, end in ends if end == after}
        assert await forget_all(house) == said
        assert await would_go(house) == nothing
    assert not picture.exists()
    assert await forget_all(house) == nothing


async def test_after_years_without_it_once_is_enough(house, scene):
    began, _ = await plant(house, scene, await territory(house))
    before, kept = await scene.violations(), await people_and_gifts(house)
    await at_moment(house, timedelta(days=12 * 366))
    said = await would_go(house)
    assert said == Counter(name for name, _ in lifetimes(began)) | dict.fromkeys(GONE_WHOLE, 0)
    assert await forget_all(house) == said
    assert set((await would_go(house)).values()) == {0}
    assert await scene.violations() <= before, "nothing that must hold breaks where something is forgotten"
    assert await people_and_gifts(house) == kept


async def people_and_gifts(house):
    async with house.database.reading() as db:
        return [(await db.exec(select(func.count()).select_from(kept))).one() for kept in (Person, Pledge)]


async def printed(house, *, dry_run):
    """The rows of the command's table: what, how many, since when."""
    console = Console(file=StringIO(), width=160)
    await retention(house, console, dry_run=dry_run)
    lines = (line.split("│") for line in console.file.getvalue().splitlines())
    return {cells[1].strip(): (cells[2].strip(), cells[3].strip()) for cells in lines if len(cells) > 3}


async def test_the_command_says_it_beforehand_and_then_does_it(house, scene):
    began, _ = await plant(house, scene, await territory(house))
    await at_moment(house, timedelta(days=91))
    told = "What Stripe told us, word for word, after 90 days"
    first = await printed(house, dry_run=True)
    assert first[told] == ("1", f"{began:%Y-%m-%d}")
    assert await printed(house, dry_run=True) == first
    assert await printed(house, dry_run=False) == first
    assert set((await printed(house, dry_run=True)).values()) == {("0", "")}
