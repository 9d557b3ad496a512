"""Once somebody has signed in again: what they had typed, to be sent after all."""

from litestar import Controller, Response, get
from litestar.response import Redirect

from okote.identity.permissions import person_of, requires, signed_in
from okote.identity.rules import HOME
from okote.identity.typed.rules import written
from okote.identity.typed.service import typed_by
from okote.identity.visitors import TheVisitor
from okote.web.pages import AnyRequest, Reading, page, to


class TypedPages(Controller):
    guards = (requires(signed_in),)

    @get("/typed")
    async def show(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading
    ) -> Response[str] | Redirect:
        kept = await typed_by(reading, person_of(visitor).id, visitor.host)
        if kept is None:
            return to(request, HOME)
        fields = [(name, text) for name, text in kept.fields]
        return page(request, "identity/typed.html", path=kept.path, fields=fields, written=written(fields))

    @get("/signed-in")
    async def still(self, visitor: TheVisitor) -> dict[str, int]:
        """Asked by a page that somebody writes on for long: asking keeps the session, as any page does."""
        return {"seconds": visitor.session_seconds or 0}
