"""The observatory in a running house: pages, programs, open data."""

import re

import psycopg
import pytest
from sqlmodel import col, select

from consultations.measures.statistics.axes import Axis
from consultations.observatory.pages import PER_PAGE
from consultations.testing.models import Sitting, TestCampaign
from okote.platform.database_url import libpq_url
from tests.bench.copying import Copier
from tests.bench.procedures import copy_procedures
from tests.consultations.procedures.conftest import FACTS, clear, counter, desk, writer
from tests.consultations.testing.walking import (
    all_have_answered,
    camille,
    campaign,
    handed_over,
    panel,
    publish,
    samira,
    sitting,
    typed,
    version,
)
from tests.okote.app_client import counting_queries, territory

__all__ = [
    "all_have_answered",
    "camille",
    "campaign",
    "clear",
    "counter",
    "desk",
    "handed_over",
    "panel",
    "publish",
    "samira",
    "sitting",
    "typed",
    "version",
    "writer",
]

HERE = "/fr/observatory"
MOST_NODES = 700
"""As tests/browser/test_budgets.py asks of pages that everybody sees."""


@pytest.fixture
async def published(handed_over, publish):
    await handed_over()
    await publish()


async def test_everyone_reads_what_testers_found_and_programs_too(house, browser, published):
    visitor = browser()
    shown = await visitor.get(HERE)
    assert FACTS["name"] in shown.text
    assert "3 testeurs sur 3" in shown.text
    assert "1 point" in shown.text
    told = (await visitor.get("/api/v1/observatory")).json()["items"]
    assert [one["tests"][0]["testers"] for one in told] == [3]
    assert [(one["findings"], one["answered"]) for one in told] == [(1, 0)]
    taken = await visitor.get("/fr/open-data/observatory.csv")
    assert taken.text.splitlines()[1].split(",")[3:6] == ["1", "1", "3"]


async def test_it_is_narrowed_by_service_and_by_way_and_says_where_nothing_answers(browser, counter, version):
    visitor = browser()
    all_of_it = await visitor.get(HERE)
    assert 'href="/fr/procedures/' in all_of_it.text.partition("<main")[2]
    narrowed = await visitor.get(f"{HERE}?channel=phone")
    assert 'href="/fr/procedures/' not in narrowed.text.partition("<main")[2]
    assert (await visitor.get(f"{HERE}?channel=pigeon")).status_code == 404
    assert (await visitor.get(f"{HERE}?service=nobody")).status_code == 404


async def test_a_page_takes_as_many_questions_for_eight_as_for_one_and_is_no_more_than_a_phone_draws(
    house, browser, published
):
    visitor = browser()
    await tried_again(house)
    await visitor.get(HERE)
    with counting_queries(house) as for_one:
        await visitor.get(HERE)
    with psycopg.connect(libpq_url(house.database.url)) as connection:
        copy_procedures(Copier(connection), (await territory(house)).id, PER_PAGE, FACTS["name"])
    with counting_queries(house) as for_all:
        html = (await visitor.get(HERE)).text
    assert len(for_all) == len(for_one)
    assert html.count('class="crowd"') == 2 * len(Axis) * PER_PAGE
    assert len(re.findall(r"<[a-z]", html)) <= MOST_NODES
    following = (await visitor.get(f"{HERE}?number=2")).text
    assert html.count("<h3>") + following.count("<h3>") == PER_PAGE + 1


async def tried_again(house):
    """By the same testers, one of whom found it worse in all things: each picture has dots of both kinds."""
    async with house.database.unit_of_work() as db:
        first = (await db.exec(select(TestCampaign))).one()
        again = TestCampaign(**first.model_dump(exclude={"id", "slug"}), slug="apres")
        db.add(again)
        await db.flush()
        for place, one in enumerate((await db.exec(select(Sitting).order_by(col(Sitting.id)))).all()):
            for axis in Axis:
                setattr(one, axis.value, 5 if place else 1)
            db.add(Sitting(**one.model_dump(exclude={"id", "campaign_id"}), campaign_id=again.id))


async def test_what_was_done_of_what_people_said(browser):
    assert "Rien pour le moment" in (await browser().get(f"{HERE}/heard")).text
