"""What a person sees and decides about themselves."""

from litestar import Controller, Response, get, post
from litestar.response import Redirect

from okote.identity import cookies, sessions
from okote.identity.account import service
from okote.identity.account.service import NAME_MOST
from okote.identity.names import public_name
from okote.identity.permissions import person_of, requires, signed_in
from okote.identity.roles.bodies import BodiesByRole, TheBodies, names
from okote.identity.roles.words import ROLE_NAMES
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.i18n import OWN_NAMES, say
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, Writing, page, said, to
from payments.errors import DomainError
from payments.sessions import ReadSession


class AccountPages(Controller):
    path = "/account"
    guards = (requires(signed_in),)

    @get()
    async def account(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, bodies: TheBodies
    ) -> Response[str]:
        person = person_of(visitor)
        typed = {"public_name": person.public_name or "", "language": person.language or visitor.language}
        return await _account(request, visitor, reading, bodies, Form(typed))

    @post()
    async def change(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, bodies: TheBodies
    ) -> Response[str] | Redirect:
        form = Form(await request.form())
        name = _name(form)
        language = form.choice("language", visitor.territory.languages)
        if not form.sound:
            return await _account(request, visitor, db, bodies, form)
        await service.change(db, person_of(visitor).id, public_name=name, language=language)
        return said(to(request, "/account", language=language), "success", say("Your choices are saved."))

    @post("/sign-out-everywhere")
    async def sign_out_everywhere(self, request: AnyRequest, visitor: TheVisitor, db: Writing) -> Redirect:
        await sessions.close_all(db, person_of(visitor).id)
        answer = to(request, "/signed-out")
        answer.set_cookie(cookies.dropped(cookies.SESSION))
        return answer


def _name(form: Form) -> str:
    """As others may see it; empty where none was written."""
    typed = form.text("public_name", most=NAME_MOST, required=False)
    if not typed:
        return ""
    try:
        return public_name(typed)
    except DomainError as error:
        form.refuse("public_name", error)
        return ""


async def _account(
    request: AnyRequest, visitor: Visitor, db: ReadSession, bodies: BodiesByRole, form: Form
) -> Response[str]:
    known = await names(db, bodies, visitor.territory.id) if visitor.roles else {}
    roles = [
        (ROLE_NAMES[held.role], known.get(held.role, {}).get(held.scope) if held.scope else None)
        for held in sorted(visitor.roles, key=lambda held: (held.role, str(held.scope)))
    ]
    return page(
        request,
        "identity/account.html",
        email=person_of(visitor).email,
        languages=[(code, OWN_NAMES[code], None) for code in visitor.territory.languages],
        sessions=await sessions.of_person(db, person_of(visitor).id),
        roles=roles,
        form=form,
    )
