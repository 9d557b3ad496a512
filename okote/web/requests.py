"""What a request may bring: how much, in how many fields, and never kept longer than it is answered."""

from collections import defaultdict
from collections.abc import AsyncGenerator
from typing import Any
from urllib.parse import parse_qsl

from litestar import Request
from litestar.datastructures import FormMultiDict
from litestar.enums import RequestEncodingType, ScopeType
from litestar.exceptions import ClientException, HTTPException
from litestar.exceptions.http_exceptions import RequestEntityTooLarge
from litestar.types import ASGIApp, Empty, Receive, Scope, Send
from litestar.utils.scope.state import ScopeState

LARGEST_FORM = 300_000
"""In bytes: the longest text that a form of ours asks for (20 000 characters) takes 180 000, encoded."""

MOST_FIELDS = 1_000
"""Of one form, files included; the largest of ours has some two hundred."""

LONGEST_QUERY, MOST_PAIRS = 20_000, 200
"""Bytes, and names with their values, after the path of an address: pages repeat them in their links.

Whoever pastes a text that is much too long into a field of a form that asks by address still reads so, with
what they typed.
"""

TAKES_FILES = "takes_files"
"""In a route's `opt`: its body may be as large as the settings say, and not only as a form."""


class BoundedQuery:
    """Refuses an address that asks for too much, before anybody looks who comes."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        query = scope["query_string"] if scope["type"] == ScopeType.HTTP else b""
        if len(query) <= LONGEST_QUERY and query.count(b"&") < MOST_PAIRS:
            await self.app(scope, receive, send)
            return
        headers = [(b"content-length", b"0")]
        await send({"type": "http.response.start", "status": 414, "headers": headers})
        await send({"type": "http.response.body", "body": b"", "more_body": False})


class BoundedRequest(Request[Any, Any, Any]):
    """Reads bodies and forms within bounds that hold before anyone has shown who they are.

    Litestar's own way with an encoded form has no bound on its fields and remembers the last 1024 bodies
    and what they held, which would fill the memory and keep what people wrote: so such a form is read
    here, and Litestar finds it read. What can't be read as a form is the sender's mistake.
    """

    cut_off: HTTPException | None = None
    """Why a form with files was not read to its end."""

    async def stream(self) -> AsyncGenerator[bytes, None]:
        """The body in chunks, up to the bound of its route.

        A form with files just ends there: its reader then lets go of the files that it had begun to write,
        which it would not where the stream failed.
        """
        try:
            async for chunk in self._bounded():
                yield chunk
        except HTTPException as error:
            if self.content_type[0] != RequestEncodingType.MULTI_PART:
                raise
            self.cut_off = error
            yield b""

    async def _bounded(self) -> AsyncGenerator[bytes, None]:
        left = None if self.route_handler.opt.get(TAKES_FILES) else self._most()
        async for chunk in super().stream():
            if left is not None:
                left -= len(chunk)
                if left < 0:
                    raise RequestEntityTooLarge
            yield chunk

    def _most(self) -> int:
        """A route may ask for less or more by itself; the application's bound is for files."""
        own = self.route_handler.request_max_body_size
        return own if isinstance(own, int) else LARGEST_FORM

    async def arrive(self) -> None:
        """Read all of it now, before a transaction is opened that would wait for whoever sends slowly."""
        is_form = self.content_type[0] in {RequestEncodingType.MULTI_PART, RequestEncodingType.URL_ENCODED}
        await (self.form() if is_form else self.body())

    async def json(self) -> Any:
        """What a program sends; 400 also for what nests deeper than any parser follows."""
        try:
            return await super().json()
        except RecursionError:
            raise ClientException from None

    async def form(self) -> FormMultiDict:
        """Each field with its text or its file; 400 for what is no form, 413 for what is too much of one."""
        state = ScopeState.from_scope(self.scope)
        try:
            if state.form is Empty and self.content_type[0] == RequestEncodingType.URL_ENCODED:
                state.form = _fields(await self.body())
            form = await super().form()
            if self.cut_off is not None:  # before its first part
                raise self.cut_off
            for _, value in form.multi_items():
                if isinstance(value, str):
                    value.encode()
        except ClientException as error:
            raise (self.cut_off or error) from error
        except (LookupError, ValueError) as error:  # an alphabet that nobody knows, or that it isn't
            raise ClientException("unreadable form") from error
        return form

    async def close_files(self) -> None:
        """Let go of the files that came, whoever has read them or refused to."""
        form = ScopeState.from_scope(self.scope).form
        if form is not Empty:
            await FormMultiDict.from_form_data(form).close()


def _fields(body: bytes) -> dict[str, Any]:
    """As Litestar keeps a form: one text, or a list of them where a name comes again."""
    if len(body) > LARGEST_FORM:
        raise RequestEntityTooLarge
    fields: defaultdict[str, list[str]] = defaultdict(list)
    pairs = parse_qsl(body.decode("latin-1"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    for name, value in pairs:
        fields[name].append(value)
    return {name: values if len(values) > 1 else values[0] for name, values in fields.items()}
