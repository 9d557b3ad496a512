"""Where a feature shows its own components."""

import pytest

from tests.okote.web.test_components import Elements


@pytest.mark.parametrize("language", ["fr", "de", "en"])
async def test_the_page_of_components_leads_to_those_of_tests_and_votes(browser, language):
    leads = (await browser().get(f"/{language}/design")).text
    for name in ("tests", "votes"):
        assert f'href="/{language}/design/{name}"' in leads
        shown = await browser().get(f"/{language}/design/{name}")
        assert shown.status_code == 200
        assert shown.text.count("<h1>") == 1
        assert len(Elements(shown.text).found) <= 700


async def test_components_of_nobody_are_not_there(browser):
    assert (await browser().get("/fr/design/nobody")).status_code == 404
