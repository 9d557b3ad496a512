"""The link of an invitation: what is offered, and taking it up."""

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from okote.identity.models import Invitation
from okote.identity.permissions import person_of, requires, signed_in
from okote.identity.roles import queries, service
from okote.identity.roles.bodies import BodiesByRole, TheBodies, names
from okote.identity.roles.rules import InvitationOverError
from okote.identity.roles.words import ROLE_NAMES, ROLE_POWERS
from okote.identity.visitors import TheVisitor
from okote.platform.errors import NotFoundError
from okote.platform.i18n import say
from okote.web.pages import AnyRequest, Reading, Writing, page, said, to
from payments.sessions import ReadSession


class InvitationPages(Controller):
    path = "/invitations/{token:str}"
    guards = (requires(signed_in),)

    @get()
    async def offered(
        self,
        request: AnyRequest,
        token: FromPath[str],
        visitor: TheVisitor,
        reading: Reading,
        bodies: TheBodies,
    ) -> Response[str]:
        invitation = await queries.invitation_of(reading, token, visitor.territory.id)
        if invitation is None:
            raise NotFoundError
        if not invitation.is_open(await reading.now()):
            raise InvitationOverError
        return page(
            request,
            "identity/invitation.html",
            token=token,
            role=ROLE_NAMES[invitation.role],
            power=ROLE_POWERS[invitation.role],
            body=await _body(reading, bodies, invitation),
            expires_at=invitation.expires_at,
        )

    @post()
    async def accept(
        self, request: AnyRequest, token: FromPath[str], visitor: TheVisitor, db: Writing
    ) -> Redirect:
        person = person_of(visitor)
        await service.accept(db, token, territory_id=visitor.territory.id, person_id=person.id)
        return said(to(request, "/back-office"), "success", say("Welcome: you now have access."))


async def _body(db: ReadSession, bodies: BodiesByRole, invitation: Invitation) -> str | None:
    if invitation.scope is None:
        return None
    known = await names(db, bodies, invitation.territory_id)
    return known.get(invitation.role, {}).get(invitation.scope)
