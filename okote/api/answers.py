"""What programs are answered: what is public bears a tag, by which whoever has it already is told so."""

from hashlib import sha256
from typing import Any

from litestar import Request, Response
from litestar.response.base import ASGIResponse
from litestar.status_codes import HTTP_304_NOT_MODIFIED

FOR_EVERYONE = {"cache-control": "public, max-age=60", "access-control-allow-origin": "*"}
"""Of an answer that is the same for everyone: any page of any site may show it."""

FOR_ONE = "private, no-store"
"""Of all others: nobody keeps them, and none has a tag that another person's could be taken for."""


class Answer(Response[Any]):
    """As Litestar answers; 304 where the request names the tag of what it would get (RFC 9110, 13.1.2).

    The tag is of the bytes and weak, since they may be sent compressed or not.
    """

    def to_asgi_response(self, app: Any, request: Request[Any, Any, Any], **given: Any) -> ASGIResponse:
        answer = super().to_asgi_response(app, request, **given)
        headers = answer.headers
        if headers.setdefault("cache-control", FOR_ONE) == FOR_ONE:
            return answer
        headers["etag"] = tag = f'W/"{sha256(answer.body).hexdigest()[:32]}"'
        if names(request.headers.get("if-none-match", ""), tag):
            kept = {name: value for name, value in headers.items() if not name.startswith("content-")}
            return ASGIResponse(headers=kept, status_code=HTTP_304_NOT_MODIFIED)
        return answer


def names(said: str, tag: str) -> bool:
    """Whether `If-None-Match` holds a tag, compared weakly; a star stands for whatever there is."""
    return said.strip() == "*" or tag in {f"W/{one.strip().removeprefix('W/')}" for one in said.split(",")}
