"""A territory may run funding alone, consultations alone, or both; each refusal has its sentence."""

import pkgutil
import re
from importlib import import_module

import pytest

import consultations
from consultations.feature import FEATURE
from okote.app import floors
from okote.feature import load
from payments.errors import DomainError

MODULES = [
    import_module(found.name)
    for found in pkgutil.walk_packages(consultations.__path__, "consultations.")
    if "migrations" not in found.name
]


def refusals():
    return {
        code: kind
        for module in MODULES
        for kind in vars(module).values()
        if isinstance(kind, type) and issubclass(kind, DomainError) and kind.__module__ == module.__name__
        for code in getattr(kind, "codes", (kind.code,))
    }


def test_each_refusal_has_its_sentence_which_names_only_what_it_carries():
    assert set(refusals()) == set(FEATURE.messages)
    for code, sentence in FEATURE.messages.items():
        told = re.findall(r"`(\w+)`", refusals()[code].__doc__ or "")
        assert set(re.findall(r"%\((\w+)\)s", sentence)) <= set(told)


@pytest.mark.parametrize("features", [["okote.funding"], ["consultations"], []])
def test_a_feature_may_be_taken_off_the_list_and_put_back(features):
    """The schema is of all that is installed, or the database would know revisions that nobody finds."""
    assert [floor.parts[-3] for floor in floors(load(features))] == ["payments", "okote", "consultations"]


async def shown(visitor):
    found = {path: await visitor.get(path) for path in ("/fr/", "/fr/ideas", "/fr/how-it-works", "/fr/legal")}
    return [path for path, answer in found.items() if answer.status_code == 200]


class TestConsultationsAlone:
    async def test_it_has_its_pages_and_a_first_page_that_tells_of_them(self, browser):
        visitor = browser()
        assert await shown(visitor) == ["/fr/", "/fr/ideas", "/fr/legal"]
        assert 'href="/fr/ideas"' in (await visitor.get("/fr/")).text


class TestFundingAlone:
    @pytest.fixture
    def changed_settings(self):
        return {"features": ("okote.funding",)}

    async def test_it_knows_of_no_ideas(self, browser):
        visitor = browser()
        assert await shown(visitor) == ["/fr/", "/fr/how-it-works", "/fr/legal"]
        assert "/fr/ideas" not in (await visitor.get("/fr/")).text


class TestBoth:
    @pytest.fixture
    def changed_settings(self):
        return {"features": ("okote.funding", "consultations")}

    async def test_the_first_page_is_that_of_the_projects_and_tells_of_ideas(self, browser):
        visitor = browser()
        assert len(await shown(visitor)) == 4
        html = (await visitor.get("/fr/")).text
        assert html.index("looking-for") < html.rindex('href="/fr/ideas"')
