"""Every route asks for a permission or stands on one list; test_doors.py asks them as everybody."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import uuid4

import pytest
from litestar.routes import HTTPRoute

from okote.identity.permissions import signed_in
from tests.okote.app_client import CSRF, app, browser, house
from tests.okote.composition import routed
from tests.okote.identity_provider_server import identity_provider, identity_provider_server

__all__ = ["app", "browser", "house", "identity_provider", "identity_provider_server"]

PUBLIC = {
    ("GET", "/"),
    ("GET", "/accessibility"),
    ("GET", "/actions"),
    ("GET", "/actions/editions/{year:int}"),
    ("GET", "/actions/{number:int}"),
    ("GET", "/actions/{number:int}/evidence/{evidence_id:uuid}"),
    ("GET", "/api/v1"),
    ("GET", "/api/v1/actions"),
    ("GET", "/api/v1/actions/editions/{year:int}"),
    ("GET", "/api/v1/actions/progress"),
    ("GET", "/api/v1/actions/{number:int}"),
    ("GET", "/api/v1/ballots"),
    ("GET", "/api/v1/ballots/{ballot_id:uuid}"),
    ("GET", "/api/v1/ballots/{ballot_id:uuid}/receipts"),
    ("GET", "/api/v1/ballots/{ballot_id:uuid}/receipts/{number:int}"),
    ("GET", "/api/v1/ballots/{ballot_id:uuid}/result"),
    ("GET", "/api/v1/ballots/{ballot_id:uuid}/statistics"),
    ("GET", "/api/v1/calls"),
    ("GET", "/api/v1/calls/{slug:str}"),
    ("GET", "/api/v1/campaigns"),
    ("GET", "/api/v1/campaigns/{slug:str}"),
    ("GET", "/api/v1/campaigns/{slug:str}/news"),
    ("GET", "/api/v1/campaigns/{slug:str}/questions"),
    ("GET", "/api/v1/categories"),
    ("GET", "/api/v1/difficulties/figures"),
    ("GET", "/api/v1/comments/on/{kind:str}/{subject_id:uuid}"),
    ("GET", "/api/v1/holders"),
    ("GET", "/api/v1/holders/{holder_id:uuid}"),
    ("GET", "/api/v1/ideas"),
    ("GET", "/api/v1/ideas/{idea_id:uuid}"),
    ("GET", "/api/v1/ideas/{idea_id:uuid}/study"),
    ("GET", "/api/v1/ideas/{idea_id:uuid}/versions"),
    ("GET", "/api/v1/ideas/merges/{merge_id:uuid}"),
    ("GET", "/api/v1/moderation"),
    ("GET", "/api/v1/observatory"),
    ("GET", "/api/v1/openapi.json"),
    ("GET", "/api/v1/opinions"),
    ("GET", "/api/v1/panels"),
    ("GET", "/api/v1/panels/{slug:str}"),
    ("GET", "/api/v1/panels/{slug:str}/draw"),
    ("GET", "/api/v1/panels/{slug:str}/draws"),
    ("GET", "/api/v1/panels/{slug:str}/opinions"),
    ("GET", "/api/v1/partners"),
    ("GET", "/api/v1/partners/{partner_id:uuid}"),
    ("GET", "/api/v1/procedures"),
    ("GET", "/api/v1/procedures/{slug:str}"),
    ("GET", "/api/v1/processes"),
    ("GET", "/api/v1/processes/{slug:str}"),
    ("GET", "/api/v1/procedures/{slug:str}/ratings"),
    ("GET", "/api/v1/territory"),
    ("GET", "/api/v1/tests"),
    ("GET", "/api/v1/tests/{slug:str}"),
    ("GET", "/api/v1/{path:str}"),
    ("GET", "/ballots"),
    ("GET", "/ballots/{ballot_id:uuid}"),
    ("GET", "/ballots/{ballot_id:uuid}/change"),
    ("GET", "/ballots/{ballot_id:uuid}/code"),
    ("POST", "/ballots/{ballot_id:uuid}/code"),
    ("GET", "/ballots/{ballot_id:uuid}/options/{position:int}/picture"),
    ("GET", "/ballots/{ballot_id:uuid}/receipts"),
    ("GET", "/ballots/{ballot_id:uuid}/receipts/log"),
    ("GET", "/ballots/{ballot_id:uuid}/receipts/{number:int}"),
    ("GET", "/ballots/{ballot_id:uuid}/result"),
    ("GET", "/ballots/{ballot_id:uuid}/result/all.zip"),
    ("GET", "/ballots/{ballot_id:uuid}/result/minutes"),
    ("GET", "/ballots/{ballot_id:uuid}/result/{name:str}"),
    ("GET", "/ballots/{ballot_id:uuid}/files/{file:str}"),
    ("GET", "/ballots/{ballot_id:uuid}/statistics"),
    ("GET", "/ballots/{ballot_id:uuid}/statistics/{file:str}"),
    ("GET", "/ballots/{ballot_id:uuid}/votes.csv"),
    ("GET", "/calendars/{token:str}/panel.ics"),
    ("GET", "/calls"),
    ("GET", "/calls/{slug:str}"),
    ("GET", "/calls/{slug:str}/figures"),
    ("GET", "/campaigns/{slug:str}"),
    ("GET", "/campaigns/{slug:str}/live"),
    ("GET", "/campaigns/{slug:str}/needs/{need_id:uuid}"),
    ("GET", "/campaigns/{slug:str}/news"),
    ("GET", "/campaigns/{slug:str}/outlook"),
    ("GET", "/campaigns/{slug:str}/pledge"),
    ("GET", "/campaigns/{slug:str}/pledge/you"),
    ("GET", "/campaigns/{slug:str}/poster"),
    ("GET", "/campaigns/{slug:str}/questions"),
    ("GET", "/comments/on/{kind:str}/{subject_id:uuid}"),
    ("GET", "/comments/{comment_id:uuid}"),
    ("GET", "/contact"),
    ("GET", "/design"),
    ("GET", "/design/{samples:str}"),
    ("GET", "/developers"),
    ("GET", "/developers/{operation_id:str}"),
    ("GET", "/difficulties"),
    ("GET", "/difficulties/figures"),
    ("GET", "/embed/campaigns/{slug:str}"),
    ("GET", "/fees-and-refunds"),
    ("GET", "/figures"),
    ("GET", "/health/live"),
    ("GET", "/health/ready"),
    ("GET", "/guardian/{token:str}"),
    ("GET", "/help"),
    ("GET", "/how-it-works"),
    ("GET", "/ideas"),
    ("GET", "/ideas/{idea_id:uuid}"),
    ("GET", "/ideas/{idea_id:uuid}/origins"),
    ("GET", "/ideas/{idea_id:uuid}/versions"),
    ("GET", "/ideas/files/{file_id:uuid}"),
    ("GET", "/ideas/map"),
    ("GET", "/ideas/merges/{merge_id:uuid}"),
    ("GET", "/ideas/merges/for/{token:str}"),
    ("POST", "/ideas/merges/for/{token:str}/answer"),
    ("POST", "/ideas/merges/for/{token:str}/withdraw"),
    ("GET", "/ideas/n/{number:int}"),
    ("GET", "/ideas/overdue"),
    ("GET", "/ideas/together/{token:str}"),
    ("POST", "/ideas/together/{token:str}/decline"),
    ("GET", "/ideas/where.svg"),
    ("GET", "/legal"),
    ("GET", "/map"),
    ("GET", "/moderation"),
    ("GET", "/moderation/followed/{token:str}"),
    ("GET", "/moderation/report/{kind:str}/{subject_id:uuid}"),
    ("GET", "/observatory"),
    ("GET", "/observatory/heard"),
    ("GET", "/datasets/{dataset:str}"),
    ("GET", "/open-data"),
    ("GET", "/open-data/{file:str}"),
    ("GET", "/opinions"),
    ("GET", "/no-more-mails/{token:str}"),
    ("GET", "/panels"),
    ("GET", "/panels/{slug:str}"),
    ("GET", "/panels/{slug:str}/draw"),
    ("GET", "/panels/{slug:str}/draw/draw.py"),
    ("GET", "/panels/{slug:str}/draw/report.json"),
    ("GET", "/panels/{slug:str}/letter"),
    ("GET", "/panels/{slug:str}/opinions"),
    ("GET", "/panels/{slug:str}/opinions/{opinion_id:uuid}"),
    ("GET", "/pictures/{picture:uuid}/{size:str}"),
    ("GET", "/privacy"),
    ("GET", "/procedures"),
    ("GET", "/procedures/{slug:str}"),
    ("GET", "/processes"),
    ("GET", "/processes/{slug:str}"),
    ("GET", "/processes/{slug:str}/calendar"),
    ("GET", "/procedures/{slug:str}/files/{file_id:uuid}"),
    ("GET", "/procedures/{slug:str}/ratings"),
    ("GET", "/procedures/{slug:str}/versions/{version_number:int}"),
    ("GET", "/rate"),
    ("GET", "/rate/{slug:str}"),
    ("GET", "/rate/{slug:str}/button"),
    ("GET", "/rate/{slug:str}/poster"),
    ("GET", "/rate/{slug:str}/thanks"),
    ("GET", "/robots.txt"),
    ("GET", "/sealed-accounts"),
    ("GET", "/search"),
    ("GET", "/seats/{token:str}"),
    ("GET", "/seats/{token:str}/documents/{document_id:uuid}"),
    ("GET", "/seats/{token:str}/meetings/{meeting_id:uuid}/meeting.ics"),
    ("GET", "/seats/{token:str}/space"),
    ("GET", "/selection-criteria"),
    ("GET", "/sign-in"),
    ("GET", "/sign-in-by-mail/code"),
    ("GET", "/sign-in/{provider:str}/callback"),
    ("GET", "/signed-out"),
    ("GET", "/site-map"),
    ("GET", "/sitemap.xml"),
    ("GET", "/static/{name:path}"),
    ("GET", "/terms-of-use"),
    ("GET", "/territory.css"),
    ("GET", "/tests"),
    ("GET", "/tests/pictures/{picture_id:uuid}"),
    ("GET", "/tests/{slug:str}"),
    ("GET", "/tests/{slug:str}/compared"),
    ("GET", "/tests/{slug:str}/figures"),
    ("GET", "/tests/{slug:str}/synthesis"),
    ("GET", "/thanks/{token:str}"),
    ("GET", "/unsubscribe/digest/{token:str}"),
    ("GET", "/unsubscribe/{token:str}"),
    ("GET", "/when-something-goes-wrong"),
    ("GET", "/yearly-reports/{year:int}"),
    ("GET", "/yearly-reports/{year:int}/{file:str}"),
    ("POST", "/ballots/{ballot_id:uuid}/check"),
    ("POST", "/ballots/{ballot_id:uuid}/receipts/check"),
    ("POST", "/ballots/{ballot_id:uuid}/vote"),
    ("POST", "/api/v1/ballots/{ballot_id:uuid}/receipts/check"),
    ("POST", "/moderation/followed/{token:str}/appeal"),
    ("POST", "/moderation/report/{kind:str}/{subject_id:uuid}"),
    ("POST", "/no-more-mails/{token:str}"),
    ("POST", "/guardian/{token:str}"),
    ("POST", "/panels/{slug:str}/letter"),
    ("POST", "/rate/{slug:str}"),
    ("POST", "/seats/{token:str}/answer"),
    ("POST", "/seats/{token:str}/drop-out"),
    ("POST", "/seats/{token:str}/mails"),
    ("POST", "/seats/{token:str}/meetings/{meeting_id:uuid}"),
    ("POST", "/seats/{token:str}/messages"),
    ("POST", "/sign-in-by-mail"),
    ("POST", "/sign-in-by-mail/code"),
    ("POST", "/sign-in/{provider:str}"),
    ("POST", "/sign-out"),
    ("POST", "/unsubscribe/digest/{token:str}"),
    ("POST", "/unsubscribe/{token:str}"),
    ("POST", "/webhooks/stripe"),
    ("POST", "/webhooks/stripe/connect"),
}
"""For everyone, signed in or not; a route that is added here says so in its review."""

WITHOUT_TOKEN = {"/webhooks/", "/no-more-mails/", "/unsubscribe/", "/api/"}
"""What programs send: a signature or a token of their own stands for the token that forms carry."""

IDENTIFIERS = {"uuid": str(uuid4()), "str": "nobodys", "int": "2147483647", "path": "nobodys"}


@dataclass(frozen=True)
class Route:
    method: str
    path: str
    permissions: tuple[object, ...]

    @property
    def is_public(self) -> bool:
        return (self.method, self.path) in PUBLIC

    @property
    def is_for_programs(self) -> bool:
        """No cookie opens it: test_api_routes.py asks it with tokens."""
        return self.path.startswith("/api/")

    @property
    def is_about_something(self) -> bool:
        return "{" in self.path

    @property
    def address(self) -> str:
        """The path with identifiers of nothing."""
        parts = self.path.split("/")
        return "/fr" + "/".join(
            IDENTIFIERS[part[1:-1].partition(":")[2]] if part.startswith("{") else part for part in parts
        )

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def walked(house) -> Iterator[Route]:
    for route in routed(house).routes:
        assert isinstance(route, HTTPRoute)
        for method, (handler, _) in route.route_handler_map.items():
            if method != "OPTIONS":
                guards = handler.resolve_guards()
                permissions = tuple(guard.permission for guard in guards if hasattr(guard, "permission"))
                yield Route(method, route.path, permissions)


@pytest.fixture
def routes(house) -> list[Route]:
    """Pages, and some of each sort: a test that asks them one by one would pass where there is none."""
    found = [one for one in walked(house) if not one.is_for_programs]
    assert any(one.method != "GET" and not one.path.startswith(tuple(WITHOUT_TOKEN)) for one in found)
    assert any(one.is_about_something and not one.is_public for one in found)
    assert any(not one.is_public and signed_in not in one.permissions for one in found)
    return found


@pytest.fixture
def changed_settings():
    return {"features": ("okote.funding", "consultations")}


async def test_every_route_says_who_may(house):
    assert {(one.method, one.path) for one in walked(house) if not one.permissions} == PUBLIC


async def test_a_form_of_another_site_does_nothing(routes, browser):
    """Without a token, with one that nobody made, and with one that was made for somebody else."""
    stranger, other = browser(), browser()
    await stranger.get("/fr/legal")
    await other.get("/fr/legal")
    made_up = f"{stranger.cookies[CSRF][:-1]}{'A' if stranger.cookies[CSRF][-1] != 'A' else 'B'}"
    for route in routes:
        if route.method != "GET" and not route.path.startswith(tuple(WITHOUT_TOKEN)):
            for token in ({}, {"_csrf_token": made_up}, {"_csrf_token": other.cookies[CSRF]}):
                answer = await stranger.post(route.address, token, with_token=False)
                assert answer.status_code == 403, route
