"""Mails that I want: a tick for each kind that may be refused, and why the others always come."""

from collections.abc import Sequence

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import SkipValidation
from litestar.response import Redirect

from okote.feature import Feature, MailKind
from okote.identity.account.presence import hold_open
from okote.identity.permissions import person_of, requires, signed_in
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.i18n import say
from okote.platform.mail.wishes import refuse, refused_by
from okote.web.pages import AnyRequest, Reading, Writing, page, said, to

MAILS = "/account/mails"

MailKinds = Sequence[MailKind]

TheMailKinds = NamedDependency[SkipValidation[MailKinds]]
"""As a route asks for it, by the name `mail_kinds`."""


def kinds(features: Sequence[Feature]) -> MailKinds:
    return tuple(kind for one in features for kind in one.mails)


class MailPages(Controller):
    path = MAILS
    guards = (requires(signed_in),)

    @get()
    async def wishes(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, mail_kinds: TheMailKinds
    ) -> Response[str]:
        person, offered = person_of(visitor), _for(visitor, mail_kinds)
        return page(
            request,
            "identity/mails.html",
            email=person.email,
            refused=await refused_by(reading, person.id),
            refusable=[kind for kind in offered if kind.refusable],
            always=[kind for kind in offered if not kind.refusable],
        )

    @post()
    async def change(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, mail_kinds: TheMailKinds
    ) -> Redirect:
        """What has no tick is refused; what nobody may refuse can't be."""
        form, person = await request.form(), person_of(visitor)
        offered = [kind.name for kind in _for(visitor, mail_kinds) if kind.refusable]
        await hold_open(db, person.id)
        await refuse(db, person.id, {name for name in offered if not form.get(name)})
        return said(to(request, MAILS), "success", say("Your choices are saved."))


def _for(visitor: Visitor, mail_kinds: MailKinds) -> MailKinds:
    """Those that such a visitor is ever written."""
    return [kind for kind in mail_kinds if kind.may is None or kind.may(visitor)]
