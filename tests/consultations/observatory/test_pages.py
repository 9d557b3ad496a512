"""The observatory in a running house: pages, programs, open data."""

import pytest

from tests.consultations.procedures.conftest import FACTS, clear, counter, desk, enter, writer
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
from tests.okote.app_client import counting_queries

__all__ = [
    "all_have_answered",
    "camille",
    "campaign",
    "clear",
    "counter",
    "desk",
    "enter",
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


async def test_a_page_takes_as_many_questions_for_two_procedures_as_for_one(
    house, browser, desk, writer, published
):
    visitor = browser()
    await visitor.get(HERE)
    with counting_queries(house) as for_one:
        await visitor.get(HERE)
    await writer.arrive("ines")
    await desk.published(writer, name="Une autre lettre")
    with counting_queries(house) as for_two:
        assert "Une autre lettre" in (await visitor.get(HERE)).text
    assert len(for_two) == len(for_one)


async def test_what_was_done_of_what_people_said(browser):
    assert "Rien pour le moment" in (await browser().get(f"{HERE}/heard")).text
