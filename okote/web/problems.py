"""The error table: what each refusal means over HTTP, as a page or as problem+json (RFC 9457)."""

from collections.abc import Mapping, Sequence
from typing import Any, cast
from urllib.parse import urlencode

import structlog
from litestar import Response
from litestar.datastructures import FormMultiDict
from litestar.enums import MediaType
from litestar.exceptions import HTTPException, ValidationException
from litestar.types import Empty, ExceptionHandlersMap
from litestar.utils.scope.state import ScopeState
from procrastinate.exceptions import ConnectorException
from sqlalchemy.exc import DataError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from okote.platform.errors import NotFoundError
from okote.platform.i18n import say
from okote.web.pages import AnyRequest, page, said, to, wording_of
from okote.web.rendering import CSRF_FIELD
from payments.errors import DomainError

log = structlog.get_logger("okote.problems")

STATUSES: Mapping[str, int] = {
    "sign_in_required": 401,
    "token_missing": 401,
    "token_refused": 401,
    "scope_missing": 403,
    "cursor_invalid": 400,
    "idempotency_under_way": 409,
    "forbidden": 403,
    "form_expired": 403,
    "not_found": 404,
    "stale": 409,
    "too_many_requests": 429,
    "sign_in_failed": 400,
    "provider_unavailable": 503,
    "busy": 503,
}
"""By code; a refusal that is not here is 422: understood, and against a rule."""

MESSAGES: Mapping[str, str] = {
    "sign_in_required": say("Sign in to go on."),
    "forbidden": say(
        "This needs a right that your account does not have. An administrator of the site can give it."
    ),
    "form_expired": say("This form was open for too long. Go back, reload the page and send it again."),
    "not_found": say("This page does not exist, or no longer does."),
    "stale": say("Someone else changed this in the meantime. Reload the page to see what is there now."),
    "too_many_requests": say("That was too often. Try again in %(minutes)s min."),
    "bad_request": say("The address or the form has something in it that we could not read."),
    "too_large": say(
        "What you sent is too large. Choose a smaller picture, or write less, and send it again."
    ),
    "unexpected": say(
        "The mistake is ours. What you did may not have been saved: try again in a few minutes."
    ),
    "busy": say(
        "The site does not answer just now. Try again in a few seconds: what is sent twice counts once."
    ),
    "field_missing": say("Fill in this field."),
    "field_too_long": say("Write at most %(most)s characters: there are %(length)s."),
    "field_not_a_date": say("Write a date, such as 2026-12-09."),
    "field_not_a_choice": say("Choose one of the answers."),
    "field_not_a_number": say("Write a whole number from %(least)s to %(most)s."),
    "not_a_public_link": say(
        "Write the whole address of a page that everyone can open: it begins with https:// and names a site."
    ),
    "not_a_picture": say("This file is not a picture that we can read. Send a JPEG, PNG or WebP file."),
    "not_a_paper": say("This file is not a PDF, a JPEG or a PNG that we can read."),
    "paper_too_large": say("This file is too large. Send one of at most %(most)s MB."),
    "picture_too_large": say("This picture is too large. Send one of at most %(most)s pixels a side."),
}


TYPED = "/typed"
"""Where people find what they typed while their session ended."""

CHALLENGES: Mapping[str, str] = {
    "token_refused": ', error="invalid_token"',
    "scope_missing": ', error="insufficient_scope"',
}


def _wants_json(request: AnyRequest) -> bool:
    return request.scope["path"].startswith("/api/")


def _answer(
    request: AnyRequest, error: DomainError, status: int, mistakes: Sequence[Mapping[str, str]] = ()
) -> Response[Any]:
    if "visitor" not in request.scope["state"]:
        return Response("", status_code=status, media_type=MediaType.TEXT)
    if _wants_json(request):
        return _problem(request, error, status, mistakes)
    typed = _typed(request, error)
    answer = page(request, "error.html", status=status, error=error, code=status, typed=typed)
    answer.headers.update(_when(error))
    return answer


def _typed(request: AnyRequest, error: DomainError) -> Sequence[tuple[str, str]]:
    """What a form brought that came too often, so that it can be sent again; but its token, and files."""
    form = ScopeState.from_scope(request.scope).form
    if error.code != "too_many_requests" or form is Empty:
        return ()
    texts = FormMultiDict.from_form_data(form).multi_items()
    return [(name, value) for name, value in texts if isinstance(value, str) and name != CSRF_FIELD]


def _problem(
    request: AnyRequest, error: DomainError, status: int, mistakes: Sequence[Mapping[str, str]]
) -> Response[Any]:
    """With what programs are told besides: which token is missing (RFC 6750, 3), and when to come again."""
    body: dict[str, Any] = {
        "type": f"urn:okote:{error.code}",
        "code": error.code,
        "title": wording_of(request).refusal(error),
        "status": status,
    }
    if mistakes:
        body["errors"] = mistakes
    headers = _when(error)
    if status in {401, 403}:
        told = CHALLENGES.get(error.code, "")
        headers["www-authenticate"] = f'Bearer realm="api"{told}'
    return Response(body, status_code=status, media_type="application/problem+json", headers=headers)


def _when(error: DomainError) -> dict[str, str]:
    """In how many seconds to come again, where it was too often."""
    if error.code != "too_many_requests":
        return {}
    return {"retry-after": str(60 * cast("int", error.parameters["minutes"]))}


def refused(request: AnyRequest, error: DomainError) -> Response[Any]:
    """A refusal by the rules: said in the reader's language."""
    status = STATUSES.get(error.code, 422)
    if status == 401 and not _wants_json(request) and request.method == "GET":
        asked = request.scope["path"] + (f"?{query}" if (query := request.url.query) else "")
        return to(request, f"/sign-in?{urlencode({'next': asked})}")
    if error.parameters.get("kept"):
        answer = to(request, f"/sign-in?{urlencode({'next': TYPED})}")
        return said(answer, "notice", say("Your session had ended. Sign in again: what you typed is kept."))
    log.info("refused", code=error.code, status=status)
    return _answer(request, error, status)


class UnreadableError(DomainError):
    """The framework could not make sense of the request."""

    code = "bad_request"


class TooLargeError(DomainError):
    """More than the route takes: a picture, as a rule."""

    code = "too_large"


class UnexpectedError(DomainError):
    code = "unexpected"


def not_served(request: AnyRequest, error: HTTPException) -> Response[Any]:
    """What the framework refused before any rule was asked: no such route, no form, too large."""
    if error.status_code == 404:
        return _answer(request, NotFoundError(), 404)
    if error.status_code == 413:
        return _answer(request, TooLargeError(), 413)
    return _answer(request, UnreadableError(), error.status_code, _mistakes(error))


def _mistakes(error: HTTPException) -> Sequence[Mapping[str, str]]:
    """What the framework could not read, part by part."""
    found = error.extra if isinstance(error, ValidationException) else None
    return [
        {"field": str(one.get("key", "")), "message": str(one["message"])}
        for one in (found if isinstance(found, list) else ())
    ]


def unstorable(request: AnyRequest, error: DataError) -> Response[Any]:
    """What PostgreSQL keeps in no column, such as a character of code 0: whoever sent it is told so."""
    log.warning("unstorable", error=type(error.orig).__name__, exc_info=error)
    return _answer(request, UnreadableError(), 400)


class BusyError(DomainError):
    """The database does not answer, or has no connection left; what was asked may be asked again."""

    code = "busy"


COME_AGAIN = "5"
"""Seconds, as `Retry-After` says it."""


def busy(request: AnyRequest, error: Exception) -> Response[Any]:
    """Nothing is wrong with what was asked, and nobody knows whether it was done: asking again finds out."""
    log.warning("busy", error=type(error).__name__, exc_info=error)
    answer = _answer(request, BusyError(), 503)
    answer.headers["retry-after"] = COME_AGAIN
    return answer


def unexpected(request: AnyRequest, error: Exception) -> Response[Any]:
    """A fault of ours: logged with its trace, shown without it."""
    log.error("unexpected", error=type(error).__name__, exc_info=error)
    return _answer(request, UnexpectedError(), 500)


HANDLERS: ExceptionHandlersMap = {
    DomainError: refused,
    HTTPException: not_served,
    DataError: unstorable,
    OperationalError: busy,
    PoolTimeoutError: busy,
    ConnectorException: busy,
    Exception: unexpected,
}
