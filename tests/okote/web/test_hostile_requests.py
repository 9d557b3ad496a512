"""What no browser of good faith sends: headers, hosts, fields and JSON that are made up."""

import json
from urllib.parse import urlsplit

import httpx2
import pytest
from sqlmodel import SQLModel, select

from okote.identity.models import Person
from okote.platform.mail.models import Mail
from okote.web.requests import MOST_FIELDS
from tests.okote.app_client import ADDRESS, Browser
from tests.okote.programs import API, program

__all__ = ["program"]

SAID = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "strict-transport-security": "max-age=31536000; includeSubDomains",
}
POLICY = {"default-src 'none'", "script-src 'self'", "object-src 'none'", "base-uri 'none'"}

ANSWERS = ["/fr/", "/fr/legal", "/fr/account", "/fr/no-such-page", "/api/v1", "/api/v1/me", "/static/x", "/"]


@pytest.fixture
def changed_settings():
    return {"features": ("okote.funding", "consultations")}


@pytest.mark.parametrize("path", ANSWERS)
async def test_every_answer_says_what_a_browser_may_do_with_it(browser, path):
    answer = await browser().get(path, origin="https://elsewhere.example")
    assert SAID.items() <= dict(answer.headers).items()
    directives = {part.strip() for part in answer.headers["content-security-policy"].split(";")}
    assert {*POLICY, "frame-ancestors 'none'"} <= directives
    assert not any("unsafe" in part or part.endswith("*") for part in directives)
    assert answer.headers.get("access-control-allow-origin", "*") == "*"
    assert "access-control-allow-credentials" not in answer.headers
    if path.startswith("/fr/"):
        assert answer.headers["cache-control"] == "no-store"
        assert "access-control-allow-origin" not in answer.headers
    if answer.text:
        assert answer.headers["content-type"].endswith(("charset=utf-8", "json"))


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PROPFIND", "DEBUG"])
async def test_methods_that_are_not_ours_do_nothing(app, browser, method):
    visitor = browser()
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app)) as client:
        host = {"host": urlsplit(visitor.address).netloc, "x-secret": "canary"}
        answer = await client.request(method, f"{visitor.address}/fr/legal", headers=host)
    assert answer.status_code in {404, 405}
    assert "canary" not in answer.text


MADE_UP = [
    "elsewhere.example",
    "trois-rives.localhost:8000.elsewhere.example",
    "trois-rives.localhost:8001",
    "x" * 300,
]
FORWARDED = {
    "x-forwarded-host": "elsewhere.example",
    "x-forwarded-proto": "gopher",
    "x-forwarded-for": "203.0.113.99",
    "x-real-ip": "203.0.113.99",
    "x-original-url": "/back-office",
    "x-rewrite-url": "/back-office",
    "x-http-method-override": "DELETE",
    "forwarded": "for=203.0.113.99;host=elsewhere.example;proto=gopher",
}


async def test_a_host_name_or_a_proxy_that_is_made_up_changes_nothing(browser, house):
    """Neither where a mail or a page leads, nor what is asked for, nor who is counted."""
    for host in MADE_UP:
        assert (await browser().get("/fr/legal", host=host)).status_code == 404, host
    plain, forged = await browser().get("/fr/legal"), await browser().get("/fr/legal", **FORWARDED)
    assert forged.status_code == plain.status_code == 200
    assert "elsewhere.example" not in forged.text
    visitor = browser()
    await visitor.get("/fr/signed-out")
    typed = {"email": "ada@exemple.test", "next": "/"}
    token = {"_csrf_token": visitor.cookies["__Host-csrf"]}
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(visitor.app)) as client:
        sent = {**FORWARDED, "host": urlsplit(ADDRESS).netloc}
        sent["cookie"] = f"__Host-csrf={visitor.cookies['__Host-csrf']}"
        await client.post(f"{ADDRESS}/fr/sign-in-by-mail", data={**typed, **token}, headers=sent)
    async with house.database.reading() as db:
        [mail] = (await db.exec(select(Mail))).all()
    assert "elsewhere.example" not in mail.text + mail.html


EVERY_COLUMN = {
    name: "1"
    for table in SQLModel.metadata.tables.values()
    for column in table.columns
    for name in (column.name, f"{table.name}.{column.name}", f"{table.name}[{column.name}]")
}
"""What forms would hold that named everything that there is."""


def in_forms(names: list[str]) -> list[list[str]]:
    """As many as a form may have at once."""
    most = MOST_FIELDS - 10
    return [names[first : first + most] for first in range(0, len(names), most)]


async def test_a_field_that_a_form_does_not_have_changes_nothing(browser, house):
    camille = browser()
    await camille.arrive("camille")
    async with house.database.reading() as db:
        before = (await db.exec(select(Person))).one().model_dump()
    for some in in_forms(sorted(EVERY_COLUMN)):
        named = {name: EVERY_COLUMN[name] for name in some} | {"public_name": "Ada", "language": "de"}
        assert (await camille.post("/fr/account", named)).status_code == 303
    async with house.database.reading() as db:
        after = (await db.exec(select(Person))).one().model_dump()
    assert after == before | {"public_name": "Ada", "language": "de"}


async def test_nor_does_one_that_a_program_was_not_asked_for(browser, program, house):
    await browser().arrive("camille")
    camille = await program("camille")
    idea = {"title": "Un banc", "body": "La côte est longue."}
    for extra in ("person_id", "state", "hidden_at", "service_id", "territory_id", "__proto__"):
        answer = await camille.ask("POST", "/ideas", idea | {extra: "x"})
        assert answer.status_code == 400, extra
    assert (await camille.ask("POST", "/ideas", idea)).status_code == 201  # the control


HUGE = [
    b"[" * 100_000,
    b'{"title":' * 50_000,
    b'{"title": "' + b"x" * 20_000_000 + b'"}',
    b'{"title": 1e999999, "body": "x"}',
    b'{"title": "\\ud800", "body": "x"}',
    b'{"title": "\\u0000", "body": "x"}',
    b'{"title": "a", "title": ["b"], "body": "x"}',
    b'\xff\xfe{"title": "x"}',
    b"NaN",
    b"",
]


@pytest.mark.parametrize("number", range(len(HUGE)))
async def test_json_that_is_huge_deep_or_no_json_is_refused(browser, program, number):
    await browser().arrive("camille")
    camille = await program("camille")
    headers = {"host": urlsplit(ADDRESS).netloc, "authorization": f"Bearer {camille.token}"}
    headers |= {"idempotency-key": f"n{number}", "content-type": "application/json"}
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(camille.app)) as client:
        answer = await client.post(f"{ADDRESS}{API}/ideas", content=HUGE[number], headers=headers)
    assert 400 <= answer.status_code < 500
    assert json.loads(answer.text)["status"] == answer.status_code


LINE_ENDS = [
    "a\r\nset-cookie: a=b",
    "a\nbcc: x@elsewhere.example",
    "a\rb",
    "a%0d%0aset-cookie: a=b",
    "a\x85b",
]


@pytest.mark.parametrize("typed", LINE_ENDS)
async def test_nothing_typed_begins_another_header(browser, house, typed):
    """Neither of an answer nor of a mail."""
    visitor: Browser = browser()
    for answer in (
        await visitor.post("/fr/sign-in-by-mail", {"email": f"ada@exemple.test{typed}", "next": typed}),
        await visitor.post("/fr/sign-in-by-mail", {"email": "ada@exemple.test", "next": f"/legal?{typed}"}),
        await visitor.get(f"/fr/sign-in?next=/{httpx2.QueryParams({'x': typed})}"),
    ):
        assert answer.status_code < 500
        assert not any(value.startswith("a=b") for value in answer.headers.get_list("set-cookie"))
        assert not any(mark in value for value in answer.headers.values() for mark in "\r\n")
    async with house.database.reading() as db:
        for mail in (await db.exec(select(Mail))).all():
            assert not set(mail.subject + mail.recipient) & set("\r\n\x85")
