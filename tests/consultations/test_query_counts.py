"""How many statements each page that everyone reads takes, whatever there is to show on it."""

import pytest
from sqlmodel import col, select

from consultations.actions.models import Action, ActionStep
from consultations.comments.models import Comment
from consultations.comments.rules import Stance, Written
from consultations.comments.service import comment
from consultations.comments.subjects import AllCommented
from consultations.ideas.commented import COMMENTED
from consultations.ideas.models import Idea, IdeaSupport
from consultations.ideas.moderated import KIND
from consultations.procedures.models import Procedure, ProcedureStep, ProcedureVersion
from consultations.processes.models import Phase, Process
from consultations.testing.models import Sitting, TestCampaign
from okote.identity.models import Person
from tests.consultations.everything import (
    agent,
    all_have_answered,
    camille,
    campaign,
    clear,
    counter,
    desk,
    handed_over,
    named,
    opinion,
    panel,
    process,
    promised,
    publish,
    samira,
    sitting,
    typed,
    version,
    writer,
)
from tests.okote.app_client import counting_queries

__all__ = [
    "agent",
    "all_have_answered",
    "camille",
    "campaign",
    "clear",
    "counter",
    "desk",
    "handed_over",
    "named",
    "opinion",
    "panel",
    "process",
    "promised",
    "publish",
    "samira",
    "sitting",
    "typed",
    "version",
    "writer",
]

NUMBERS = {
    "/fr/ideas": 5,
    "/fr/ideas?order=supported": 5,
    "/fr/ideas/{idea}": 15,
    "/fr/processes": 8,
    "/fr/processes/{process}": 10,
    "/fr/actions": 8,
    "/fr/actions?state=decided": 8,
    "/fr/actions/1": 8,
    "/fr/actions/editions/{year}": 3,
    "/fr/procedures": 3,
    "/fr/procedures/{procedure}": 9,
    "/fr/procedures/{procedure}/versions/1": 5,
    "/fr/procedures/{procedure}/ratings": 6,
    "/fr/observatory": 7,
    "/fr/observatory/heard": 2,
    "/fr/tests": 2,
    "/fr/tests/{test}": 10,
    "/fr/tests/{test}/figures": 8,
    "/fr/tests/{test}/synthesis": 10,
    "/fr/panels": 2,
    "/fr/panels/citoyens": 4,
    "/fr/panels/citoyens/opinions": 3,
    "/fr/panels/citoyens/opinions/{opinion}": 3,
}

SIGNED_IN = {"/fr/ideas": 5, "/fr/ideas/{idea}": 19, "/fr/processes/{process}": 12}
"""Of whoever has signed in, where nobody has just asked before."""


async def asked(house, browser, path):
    await browser().get(path)
    with counting_queries(house) as said:
        answer = await browser().get(path)
    assert answer.status_code == 200, path
    return len(said)


async def numbers(house, browser, named):
    return {path: await asked(house, browser, path.format(**named)) for path in NUMBERS}


async def numbers_of(house, somebody, named):
    return {path: await asked(house, lambda: somebody, path.format(**named)) for path in SIGNED_IN}


@pytest.fixture
async def discussed(house, agent, named):
    """The idea, with a comment."""
    async with house.database.unit_of_work() as db:
        where = (AllCommented.of(COMMENTED), KIND, named["idea"])
        return await comment(db, *where, Written("Oui, un banc.", Stance.FOR), by=agent)


async def twenty_more(house):
    """Actions like the one that there is, procedures like the one; and tests of that one like its own."""
    async with house.database.unit_of_work() as db:
        for number in range(20):
            await again(db, Action, number=number + 2)
            await again(db, Procedure, slug=f"autre-{number}")
            process = await again(db, Process, slug=f"autre-{number}")
            await again(db, Phase, process_id=process.id)
            test = await again(db, TestCampaign, slug=f"essai-{number}")
            await again(db, Sitting, campaign_id=test.id)
            idea = await again(db, Idea, number=number + 2)
            await again(db, Comment)
            who = await again(db, Person)
            db.add(IdeaSupport(idea_id=idea.id, person_id=who.id, since=idea.since))
        for number in range(2, 22):
            version = await again(db, ProcedureVersion, number=number, changed="Plus court.")
            await again(db, ProcedureStep, version_id=version.id)
            await again(db, ActionStep)


async def again(db, table, **changes):
    first = (await db.exec(select(table).order_by(col(table.id)).limit(1))).one()
    made = table(**first.model_dump(exclude={"id", *changes}), **changes)
    db.add(made)
    await db.flush()
    return made


async def test_the_pages_that_everyone_reads(house, browser, named, discussed):
    assert await numbers(house, browser, named) == NUMBERS
    await twenty_more(house)
    assert await numbers(house, browser, named) == NUMBERS


async def test_the_same_pages_for_whoever_has_signed_in(house, enter, named, discussed):
    yanis = await enter("yanis")
    assert await numbers_of(house, yanis, named) == SIGNED_IN
    await twenty_more(house)
    assert await numbers_of(house, yanis, named) == SIGNED_IN
