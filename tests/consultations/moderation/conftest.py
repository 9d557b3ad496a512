"""An idea that somebody may report, and moderators."""

from datetime import timedelta

import pytest

from consultations.comments.moderated import MODERATED as COMMENTS
from consultations.ideas.moderated import MODERATED as IDEAS
from consultations.ideas.service import IdeaDetails, propose
from consultations.moderation.contents import AllModerated
from consultations.moderation.rules import Given, Ground, Statement, Verdict
from consultations.moderation.service.notices import report
from okote.identity.models import Person, Role
from okote.identity.visitors import Visitor
from tests.okote.app_client import ADDRESS, person_id, territory

MODERATED = AllModerated.of(IDEAS, COMMENTS)
HIDDEN = Statement(Verdict.HIDDEN, "Insulte une personne.", Ground.DEFAMATION, "Code pénal, article R621-2")
KEPT = Statement(Verdict.KEPT, "Une opinion, rien de plus.")


def given(ground=Ground.DEFAMATION, **others):
    return Given(ground, "La deuxième phrase.", good_faith=True, **others)


@pytest.fixture
async def author(someone):
    return await someone()


@pytest.fixture
async def other(someone):
    return await someone(Role.ADMINISTRATOR)


@pytest.fixture
async def third(someone):
    return await someone(Role.AGENT)


@pytest.fixture
def old(db):
    """Make an account older than a week."""

    async def old(visitor):
        visitor.person.created_at -= timedelta(days=30)
        await db.flush()
        return visitor

    return old


@pytest.fixture
async def notifier(someone, old):
    return await old(await someone())


@pytest.fixture
def cast(agent, other, third, author, notifier):
    """Three moderators, and the two sides."""
    return agent, other, third, author, notifier


@pytest.fixture
async def bench(db, author):
    return await propose(db, IdeaDetails("Un banc", "La côte est longue."), by=author)


@pytest.fixture
def tell(db):
    async def tell(idea, by, *, household="", **changes):
        return await report(db, MODERATED, "idea", idea.id, given(**changes), by=by, household=household)

    return tell


async def put_in(house, running, title="Un <banc>"):
    """An idea of Camille's, who has signed in before."""
    here = await territory(house)
    async with house.database.unit_of_work() as db:
        camille = await db.get_one(Person, await person_id(house, running, "camille"))
        by = Visitor(territory=here, language="fr", address=ADDRESS, person=camille)
        return await propose(db, IdeaDetails(title, "La côte."), by=by)
