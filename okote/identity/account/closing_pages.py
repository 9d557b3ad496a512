"""Closing one's account: what goes, what stays, and then once more whether one is sure."""

from litestar import Controller, Response, get, post
from litestar.response import Redirect

from okote.identity import cookies
from okote.identity.account.closing import close_account, only_administrator_of
from okote.identity.account.export import ThePersonalData, TheUnfindable, kinds_held
from okote.identity.permissions import person_of, requires, signed_in
from okote.identity.personal import RECORDS
from okote.identity.roles.queries import others_with_a_role
from okote.identity.visitors import TheVisitor
from okote.platform.i18n import say
from okote.web.pages import AnyRequest, Reading, Writing, page, renderer_of, said, to

CLOSE = "/account/close"

TOLD = frozenset(records.name for records in RECORDS)
"""What the page tells of in words of its own, whether there is any or not."""


class ClosingPages(Controller):
    path = CLOSE
    guards = (requires(signed_in),)

    @get()
    async def explain(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        reading: Reading,
        personal_data: ThePersonalData,
        unfindable: TheUnfindable,
    ) -> Response[str]:
        person = person_of(visitor)
        alone = await only_administrator_of(reading, person.id)
        held = await kinds_held(reading, personal_data, person.id)
        stays = dict.fromkeys(records.once_closed for records in held if records.once_closed is not None)
        return page(
            request,
            "identity/close.html",
            goes=[
                records.label for records in held if records.once_closed is None and records.name not in TOLD
            ],
            stays=list(stays),
            unfindable=unfindable,
            alone=[(one.name, await others_with_a_role(reading, one.id, person.id)) for one in alone],
        )

    @get("/confirm")
    async def ask_once_more(self, request: AnyRequest, visitor: TheVisitor) -> Response[str]:
        return page(request, "identity/close_confirm.html", email=person_of(visitor).email)

    @post("/confirm")
    async def close(self, request: AnyRequest, visitor: TheVisitor, db: Writing) -> Redirect:
        await close_account(db, renderer_of(request), of=visitor)
        answer = said(to(request, "/signed-out"), "success", say("Your account is closed."))
        answer.set_cookie(cookies.dropped(cookies.SESSION))
        return answer
