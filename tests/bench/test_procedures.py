"""Copies hold what the first one held, and whatever must always hold."""

from collections import Counter
from uuid import UUID

import psycopg
import pytest
from sqlmodel import col, select

from consultations.actions.queries.shown import each
from consultations.feature import FEATURE
from consultations.observatory.queries import observed
from consultations.procedures.queries import every_listed, versions_of
from consultations.ratings.models import OpenRating
from consultations.ratings.queries import figures_of
from okote.platform.checks import violations
from okote.platform.database_url import libpq_url
from tests.bench.copying import Copier
from tests.bench.procedures import copy_actions, copy_procedures, rate
from tests.consultations.conftest import (
    app,
    browser,
    changed_settings,
    give_role,
    house,
    identity_provider,
    identity_provider_server,
)
from tests.consultations.everything import (
    agent,
    all_have_answered,
    camille,
    campaign,
    clear,
    counter,
    desk,
    enter,
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
from tests.okote.app_client import territory

__all__ = [
    "agent",
    "all_have_answered",
    "app",
    "browser",
    "camille",
    "campaign",
    "changed_settings",
    "clear",
    "counter",
    "desk",
    "enter",
    "give_role",
    "handed_over",
    "house",
    "identity_provider",
    "identity_provider_server",
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

NAME = "Demander une place en crèche"


@pytest.fixture
def copied(house, named, agent):
    """Two procedures and three actions more, with ratings."""
    with psycopg.connect(libpq_url(house.database.url)) as connection:
        copier = Copier(connection)
        made = copy_procedures(copier, agent.territory.id, 2, NAME)
        copy_actions(copier, agent.territory.id, 3)
        for one in made:
            rate(copier, one, 3_000)
    return made


async def test_copies_are_like_what_they_are_of_and_whatever_must_hold_holds(house, copied):
    here = await territory(house)
    async with house.database.reading() as db:
        assert await violations(db, FEATURE.invariants) == []
        found = await observed(db, here, await every_listed(db, here.id))
        of = {one.shown.procedure.slug: one for one in found}
        first, *others = (of[slug] for slug in ("demander-une-place-en-creche", "bench-0", "bench-1"))
        versions = await versions_of(db, others[0].shown.procedure.id)
        actions = await each(db, here)
        rated = await figures_of(db, here, *(UUID(one.procedure) for one in copied))
        hours = select(OpenRating.procedure_id, OpenRating.hour).order_by(col(OpenRating.id))
        busiest = Counter((await db.exec(hours)).all())
    for one in others:
        assert (one.heard, one.shown.service) == (first.heard, first.shown.service)
        assert [(tried.version, tried.testers, tried.favourable) for tried in one.tests] == [
            (tried.version, tried.testers, tried.favourable) for tried in first.tests
        ]
    assert [one.text for one in versions] == ["Bonjour."]
    assert [(one.action.number, one.action.title) for one in actions] == [(n, "Planter") for n in range(1, 5)]
    assert [(one.number, one.waiting) for one in rated.values()] == [(3_000, 0)] * 2, (
        "of months that are over"
    )
    assert max(busiest.values()) == 1, "they are spread evenly over more hours than that"
