"""Every token of a territory, for administrators: seen by its beginning, taken away with a reason."""

from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from okote.feature import Place, Section
from okote.identity.models import Person
from okote.identity.permissions import may_administer, requires
from okote.identity.tokens import queries, service
from okote.identity.tokens.models import AccessToken
from okote.identity.tokens.words import SCOPE_NAMES
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.i18n import say
from okote.territories.queries import one_of
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, Writing, page, renderer_of, said, to
from okote.web.pagination import ONE_MORE, Before, latest
from payments.sessions import ReadSession

HERE = "/back-office/tokens"

REASON = 1_000
"""Characters, as its owner reads them."""


class TokenDesk(Controller):
    path = HERE
    guards = (requires(may_administer),)

    @get()
    async def listed(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, before: Before = None
    ) -> Response[str]:
        found = await queries.tokens_in(reading, visitor.territory.id, before, ONE_MORE)
        shown = latest(found, before, key=lambda row: row[0].id)
        return page(
            request, "identity/all_tokens.html", tokens=shown, names=SCOPE_NAMES, at=await reading.now()
        )

    @get("/{token_id:uuid}")
    async def ask(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, token_id: FromPath[UUID]
    ) -> Response[str]:
        """Whose it is, and why it should go."""
        return await _asking(request, visitor, reading, token_id, Form())

    @post("/{token_id:uuid}")
    async def take_away(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, token_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        form = Form(await request.form())
        reason = form.text("reason", most=REASON)
        if not form.sound:
            return await _asking(request, visitor, db, token_id, form)
        await service.take_away(db, renderer_of(request), token_id, reason, by=visitor)
        text = say("The token no longer opens anything, and its owner is told.")
        return said(to(request, HERE), "success", text)


async def _asking(
    request: AnyRequest, visitor: Visitor, db: ReadSession, token_id: UUID, form: Form
) -> Response[str]:
    token = await one_of(db, AccessToken, visitor.territory.id, token_id)
    owner = await db.get_one(Person, token.person_id)
    return page(request, "identity/token_away.html", token=token, owner=owner, names=SCOPE_NAMES, form=form)


SECTIONS = (Section(Place.SITE, say("Access tokens"), HERE, may_administer),)
