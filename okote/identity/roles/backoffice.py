"""People and invitations: who may do what here, for administrators."""

from datetime import timedelta
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from okote.identity import addresses
from okote.identity.limited import LIMITS
from okote.identity.models import Role
from okote.identity.permissions import may_administer, person_of, requires
from okote.identity.roles import queries, service
from okote.identity.roles.bodies import BodiesByRole, Names, TheBodies, names
from okote.identity.roles.rules import ABOUT_A_BODY, OFFERED, BodyMissingError
from okote.identity.roles.service import Offer
from okote.identity.roles.words import ROLE_NAMES, ROLE_POWERS
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.i18n import say
from okote.platform.limits import Limit, Per
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, Writing, page, renderer_of, said, to, wording_of
from payments.sessions import ReadSession

INVITATIONS = Limit(
    "invitation",
    most=200,
    window=timedelta(days=1),
    per=Per.PERSON,
    reason="A new territory invites all its holders in a day; each is a mail to any address.",
)


class PeoplePages(Controller):
    path = "/back-office/people"
    guards = (requires(may_administer),)

    @get()
    async def people(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, bodies: TheBodies
    ) -> Response[str]:
        return await _people(request, visitor, reading, bodies, Form())

    @post("/invitations", opt={LIMITS: (INVITATIONS,)})
    async def invite(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, bodies: TheBodies
    ) -> Response[str] | Redirect:
        form = Form(await request.form())
        offer = _offer(form, await names(db, bodies, visitor.territory.id))
        if offer is None:
            return await _people(request, visitor, db, bodies, form)
        await service.invite(
            db,
            renderer_of(request),
            visitor.territory,
            offer,
            address=visitor.address,
            by=person_of(visitor).id,
        )
        return said(
            to(request, "/back-office/people"),
            "success",
            say("The invitation is on its way to %(email)s."),
            email=offer.email,
        )

    @post("/invitations/{invitation_id:uuid}/withdraw")
    async def withdraw(
        self, request: AnyRequest, invitation_id: FromPath[UUID], visitor: TheVisitor, db: Writing
    ) -> Redirect:
        invitation = await service.withdraw(db, invitation_id, by=visitor.doer)
        return said(
            to(request, "/back-office/people"),
            "success",
            say("The invitation to %(email)s no longer works."),
            email=invitation.email,
        )

    @get("/{grant_id:uuid}/revoke")
    async def confirm_revoke(
        self,
        request: AnyRequest,
        grant_id: FromPath[UUID],
        visitor: TheVisitor,
        reading: Reading,
        bodies: TheBodies,
    ) -> Response[str]:
        """Says whose role it is and what goes with it."""
        held = await queries.holding(reading, visitor.territory.id, grant_id)
        known = await names(reading, bodies, visitor.territory.id)
        return page(
            request,
            "identity/revoke.html",
            held=held,
            role=ROLE_NAMES[held.role],
            body=known.get(held.role, {}).get(held.scope) if held.scope else None,
        )

    @post("/{grant_id:uuid}/revoke")
    async def revoke(
        self, request: AnyRequest, grant_id: FromPath[UUID], visitor: TheVisitor, db: Writing
    ) -> Redirect:
        await service.revoke(db, grant_id, by=visitor.doer)
        return said(to(request, "/back-office/people"), "success", say("The role was taken back."))


async def _people(
    request: AnyRequest, visitor: Visitor, db: ReadSession, bodies: BodiesByRole, form: Form
) -> Response[str]:
    known = await names(db, bodies, visitor.territory.id)
    say_so = wording_of(request).say
    return page(
        request,
        "identity/people.html",
        holdings=await queries.holdings(db, visitor.territory.id),
        invitations=await queries.open_invitations(db, visitor.territory.id),
        role_names=ROLE_NAMES,
        bodies=known,
        roles=[
            (role.value, _capital(say_so(ROLE_NAMES[role])), say_so(ROLE_POWERS[role]))
            for role in OFFERED
            if role not in ABOUT_A_BODY or known.get(role)
        ],
        choices=[
            (str(body), f"{name} ({say_so(ROLE_NAMES[role])})")
            for role, bodies_of_role in known.items()
            for body, name in bodies_of_role.items()
        ],
        form=form,
    )


def _capital(words: str) -> str:
    """As a choice on a line of its own begins."""
    return words[:1].upper() + words[1:]


def _offer(form: Form, known: Names) -> Offer | None:
    """What was typed, if it can be offered; a body is one of its role's, here."""
    email = addresses.read(form, "email")
    typed = form.choice("role", [role.value for role in OFFERED])
    if "role" in form.errors:
        return None
    role, scope, body = Role(typed), None, None
    if role in ABOUT_A_BODY:
        choices = {str(one): (one, name) for one, name in known.get(role, {}).items()}
        scope, body = choices.get(form.raw("body"), (None, None))
        if scope is None:
            form.refuse("body", BodyMissingError())
    return Offer(email=email, role=role, scope=scope, body=body) if form.sound else None
