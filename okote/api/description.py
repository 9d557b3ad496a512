"""What the interface says of itself (OpenAPI 3.1): as Litestar reads it from the routes, made whole."""

import re
from collections.abc import Iterator
from typing import Any, cast

import msgspec
from litestar import Litestar, Router
from litestar.connection import ASGIConnection
from litestar.handlers.base import BaseRouteHandler
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import Components, SecurityScheme, Tag
from litestar.routes import HTTPRoute
from msgspec import Struct

from okote.api.access import V1, known
from okote.api.answers import FOR_EVERYONE, Answer
from okote.api.schemas import Problem
from okote.platform.errors import NotFoundError
from okote.web.csrf import SIGNED_OTHERWISE
from okote.web.pages import AnyRequest

FILE = f"{V1}/openapi.json"

_WRAPPED = """\
Everyone may read what is public. What is somebody's own takes an access token, made on the page “Access
tokens” of their account, in the header `Authorization: Bearer okote_pat_…`. A token opens what it is made
for, and never more than its owner may do at that moment. No cookie opens anything here. Nothing here
gives money or approves anything: that takes a person at a page.

- **Amounts** are text with all decimals, beside their currency: `{"amount": "12.50", "currency": "EUR"}`.
- **Moments** are in UTC, ISO 8601; days are those of the territory.
- **Lists** come in pages, the latest first: ask again with `cursor`, which is `next` of the page before,
  until `next` is null. Nothing is seen twice or missed, whatever comes meanwhile.
- **Writes** take the header `Idempotency-Key`: sent again within 24 hours with the same body, a request
  is answered the same (with `Idempotent-Replayed: true`) and nothing is done twice; with another body it
  is refused (422), and while the first is under way, too (409). What was refused may be mended and sent
  again.
- **Refusals** are `application/problem+json` (RFC 9457): decide by `code`, show `title` to people. 400 is
  a request that can't be read, 401 a token that is missing or no longer good, 403 something that it does
  not open, 404 what is not there or not yours to see, 409 what somebody else has changed, 422 what a rule
  refuses, 429 too often (`Retry-After` says when to come again).
- What is public may be kept for a minute and asked by the pages of any site. It comes with an `ETag`: ask
  again with `If-None-Match`, and what has not changed is answered 304, without a body.
- Fields may be added at any time; none is taken away or changed within `v1`.
"""

ABOUT = re.sub(r"(?<!\n)\n *(?![-\n])", " ", _WRAPPED)
"""Each paragraph on one line: where Markdown is shown, a line end stays one."""

TAGS = (
    ("Territory", "Whose site this is."),
    ("Campaigns", "Projects that residents and partners fund."),
    ("Holders and partners", "Whose projects they are, and who adds to what residents give."),
    ("Consultations", "What residents are asked, in which phases, and what is at stake."),
    ("Ideas", "What residents propose, support, and are answered."),
    ("Difficulties", "How many there are, and whether services keep what they promised."),
    ("Ballots", "What is put to the vote, votes, and the log of receipts."),
    ("Comments", "What residents say of ideas and other subjects, for, against or neither."),
    ("Moderation", "What is reported, and the count of what was decided."),
    ("Actions", "What the administration promises, and what became of it."),
    ("Procedures", "What people go through with the administration, and how each has changed."),
    ("Panels", "Who is looked for to test procedures or to give an opinion, and until when."),
    ("Tests", "What testers of a procedure found, and what its service says to that."),
    ("Mine", "What is the owner's of the token."),
    ("Back office", "What it shows the owner of the token, by their roles."),
)

PROBLEM = {
    "description": "Refused: `code` says why.",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}

TAGGED = {
    "etag": {
        "schema": {"type": "string"},
        "description": "Of this very answer: what `If-None-Match` takes.",
    }
}

IF_NONE_MATCH = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "schema": {"type": "string"},
    "description": "The `ETag` of an answer that the program has: 304 where it is still the same.",
}


def description(app: Litestar) -> dict[str, Any]:
    """Made once for each application."""
    if "description" not in app.state:
        app.state["description"] = _completed(app, app.openapi_schema.to_schema())
    return cast("dict[str, Any]", app.state["description"])


def _completed(app: Litestar, read: dict[str, Any]) -> dict[str, Any]:
    """With the schemas as msgspec knows them, to whom a struct's own words and bounds are not lost, with what
    every route may refuse, and with what each is open to.
    """
    _, schemas = msgspec.json.schema_components(
        [Problem, *dict.fromkeys(_structs(app))], ref_template="#/components/schemas/{name}"
    )
    read["components"]["schemas"] = dict(sorted((read["components"].get("schemas", {}) | schemas).items()))
    for operations in read["paths"].values():
        for operation in operations.values():
            operation["responses"].pop("400", None)
            operation["responses"]["4XX"] = PROBLEM
            if "security" not in operation:
                _tag(operation)
    return read


def _tag(operation: dict[str, Any]) -> None:
    """What everyone may read need not be sent twice."""
    operation.setdefault("parameters", []).append(IF_NONE_MATCH)
    operation["responses"]["200"].setdefault("headers", {}).update(TAGGED)
    operation["responses"]["304"] = {"description": "The program has it already.", "headers": TAGGED}


def _structs(app: Litestar) -> Iterator[type[Struct]]:
    """What the described routes take and answer."""
    for route in app.routes:
        if not isinstance(route, HTTPRoute):
            continue
        for handler, _ in route.route_handler_map.values():
            if handler.resolve_include_in_schema():
                answer = handler.parsed_fn_signature.return_type
                taken = handler.parsed_data_field
                told = [*(answer.inner_types or [answer]), *([taken] if taken else [])]
                yield from (one.annotation for one in told if one.is_subclass_of(Struct))


class Description(JsonRenderPlugin):
    def render(self, request: AnyRequest, openapi_schema: dict[str, Any]) -> bytes:  # noqa: ARG002 (ours is whole)
        return msgspec.json.encode(description(request.app))


async def described(connection: ASGIConnection[Any, Any, Any, Any], _handler: BaseRouteHandler) -> None:
    """Litestar would show a page of its own where there is nothing."""
    if connection.scope["path"] not in {V1, FILE}:
        raise NotFoundError


CONFIG = OpenAPIConfig(
    title="Okoté",
    version="1",
    description=ABOUT,
    tags=[Tag(name=name, description=about) for name, about in TAGS],
    components=Components(
        security_schemes={
            "token": SecurityScheme(
                type="http", scheme="bearer", description="A personal access token, `okote_pat_…`."
            )
        }
    ),
    use_handler_docstrings=True,
    render_plugins=[Description()],
    openapi_router=Router(
        V1,
        route_handlers=[],
        guards=[known, described],
        include_in_schema=False,
        opt={SIGNED_OTHERWISE: True},
        response_class=Answer,
        response_headers=FOR_EVERYONE,
    ),
)
