"""The rules of conduct, in the territory's own words."""

from functools import partial

from litestar import Controller, Response, get, post
from litestar.response import Redirect

from consultations.moderation.queries.figures import conduct
from consultations.moderation.rules import CONDUCT_MOST
from consultations.moderation.service.conduct import set_conduct
from okote.identity.permissions import may_administer, requires
from okote.identity.visitors import TheVisitor
from okote.platform.i18n import say
from okote.web.attempts import attempt
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, Writing, page, said, to


class ConductDesk(Controller):
    path = "/back-office/moderation/conduct"
    guards = (requires(may_administer),)

    @get()
    async def edit(self, request: AnyRequest, visitor: TheVisitor, reading: Reading) -> Response[str]:
        form = Form({"text": await conduct(reading, visitor.territory.id)})
        return page(request, "consultations/moderation/conduct.html", form=form, most=CONDUCT_MOST)

    @post()
    async def save(self, request: AnyRequest, visitor: TheVisitor, db: Writing) -> Response[str] | Redirect:
        form = Form(await request.form())
        text = form.text("text", most=CONDUCT_MOST, required=False)
        if await attempt(db, form, "text", partial(set_conduct, db, text, by=visitor)) is None:
            return page(request, "consultations/moderation/conduct.html", form=form, most=CONDUCT_MOST)
        return said(to(request, "/back-office/moderation"), "success", say("Everyone reads them now."))
