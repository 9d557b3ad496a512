"""My access tokens: made, shown once, revoked."""

from functools import partial
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from okote.identity.permissions import person_of, requires, signed_in
from okote.identity.tokens import queries, service
from okote.identity.tokens.rules import LASTING, LONGEST_NAME, Scope, ScopesMissingError
from okote.identity.tokens.words import SCOPE_NAMES
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.i18n import say, say_count
from okote.web.attempts import attempt
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, Writing, page, renderer_of, said, to, wording_of
from payments.sessions import ReadSession

TOKENS = "/account/tokens"

DAYS = say_count("%(num)s day", "%(num)s days")


class TokenPages(Controller):
    path = TOKENS
    guards = (requires(signed_in),)

    @get()
    async def listed(self, request: AnyRequest, visitor: TheVisitor, reading: Reading) -> Response[str]:
        return await _listed(request, visitor, reading, Form({"days": str(LASTING[1])}))

    @post()
    async def make(self, request: AnyRequest, visitor: TheVisitor, db: Writing) -> Response[str]:
        """The one answer that holds the secret: it is kept nowhere, not even on the way to another page."""
        form = Form(await request.form())
        name = " ".join(form.text("name", most=LONGEST_NAME).split())
        scopes = {scope for scope in Scope if form.ticked(scope)}
        if not scopes:
            form.refuse(Scope.READ_ME, ScopesMissingError())
        days = form.choice("days", [str(days) for days in LASTING])
        use_case = partial(service.make, db, renderer_of(request), name, scopes, int(days or 0), by=visitor)
        made = await attempt(db, form, "name", use_case)
        if made is None:
            return await _listed(request, visitor, db, form)
        token, secret = made
        return page(request, "identity/token_made.html", token=token, secret=secret, names=SCOPE_NAMES)

    @post("/{token_id:uuid}/revoke")
    async def revoke(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, token_id: FromPath[UUID]
    ) -> Redirect:
        token = await service.revoke(db, token_id, by=visitor)
        text = say("The token “%(name)s” no longer opens anything.")
        return said(to(request, TOKENS), "success", text, name=token.name)


async def _listed(request: AnyRequest, visitor: Visitor, db: ReadSession, form: Form) -> Response[str]:
    words = wording_of(request)
    return page(
        request,
        "identity/tokens.html",
        tokens=await queries.tokens_of(db, visitor.territory.id, person_of(visitor).id),
        at=await db.now(),
        names=SCOPE_NAMES,
        choices=[(str(days), words.say_count(*DAYS, days), None) for days in LASTING],
        form=form,
    )
