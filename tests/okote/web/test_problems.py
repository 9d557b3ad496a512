"""What can't be is the sender's mistake, and said as one."""

import re

import httpx2
import pytest
from litestar import Litestar, get
from litestar.params import FromQuery
from sqlmodel import select

from okote.platform import links
from okote.platform.files import papers, pictures
from okote.territories.models import Territory
from okote.web import problems
from okote.web.requests import LARGEST_FORM
from payments.errors import DomainError


@pytest.fixture
def changed_settings():
    return {"features": ("okote.funding",)}


@pytest.mark.parametrize("module", [links, papers, pictures])
def test_each_refusal_that_features_share_has_its_sentence(module):
    refused = {
        kind.code: kind
        for kind in vars(module).values()
        if isinstance(kind, type) and issubclass(kind, DomainError) and kind.__module__ == module.__name__
    }
    assert refused
    for code, kind in refused.items():
        named = re.findall(r"%\((\w+)\)s", problems.MESSAGES[code])
        assert set(named) <= set(re.findall(r"`(\w+)`", kind.__doc__ or ""))


@pytest.mark.parametrize("slug", ["%00", "a%00b", "%F0%9F%8C%B1", "A", "a b", "x" * 81, "%FF"])
@pytest.mark.parametrize("step", ["", "/live", "/outlook", "/pledge"])
async def test_no_campaign_has_such_a_name(browser, slug, step):
    assert (await browser().get(f"/fr/campaigns/{slug}{step}")).status_code == 404


@pytest.mark.parametrize(
    ("fields", "with_token", "status", "title"),
    [({"email": "x" * LARGEST_FORM}, True, 413, "Too large"), ({}, False, 403, "This form is too old")],
)
async def test_a_form_that_is_not_taken_says_why(browser, fields, with_token, status, title):
    answer = await browser().post("/en/sign-in-by-mail", fields, with_token=with_token)
    assert (answer.status_code, f"<h1>{title}</h1>" in answer.text) == (status, True)


async def test_what_no_column_can_hold(house):
    """Wherever it slips through to PostgreSQL."""

    @get("/")
    async def stores(name: FromQuery[str]) -> None:
        async with house.database.reading() as db:
            await db.exec(select(Territory).where(Territory.name == name))

    planted = Litestar([stores], exception_handlers=problems.HANDLERS)
    transport = httpx2.ASGITransport(planted)
    async with httpx2.AsyncClient(transport=transport, base_url="http://localhost") as client:
        assert (await client.get("/?name=a")).status_code == 200
        assert (await client.get("/?name=%00")).status_code == 400


@pytest.mark.parametrize("page", ["ledger", "ledger/entries"])
@pytest.mark.parametrize("account", ["x%20y", "%00", "A", ":"])
async def test_an_account_that_there_can_not_be(lea, page, account):
    assert (await lea.get(f"/fr/back-office/{page}?account={account}")).status_code == 400
