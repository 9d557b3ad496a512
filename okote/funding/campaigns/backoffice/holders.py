"""Holders in the back office: who they are, and how far Stripe is with them."""

from functools import partial
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from okote.accounting.words import REASONS
from okote.funding import fields
from okote.funding.campaigns import service
from okote.funding.campaigns.models import Holder
from okote.funding.campaigns.queries import campaigns, holders
from okote.funding.campaigns.service import HolderDetails
from okote.funding.permissions import may_connect_holder, may_keep_holders, may_write_campaigns, own_holders
from okote.funding.sirene import grouped
from okote.house import House, TheHouse
from okote.identity.permissions import require, requires
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.i18n import by_own_name, say
from okote.territories.queries import one_of
from okote.web.attempts import attempt
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, Writing, page, said, to
from okote.web.pagination import Before, latest
from payments.operations.models import ConnectedAccount
from payments.sessions import ReadSession

LENGTHS = {"name": 120, "legal_form": 120, "identifier": 120, "address": 300, "statement_name": 22}

FIELDS = {
    "holder_statement_name": "statement_name",
    "holder_announced": "name",
    "siret_malformed": "siret",
    "siret_of_another": "siret",
}
"""Where a refusal stands that is not about the identifier."""


class HolderPages(Controller):
    path = "/back-office/holders"
    guards = (requires(may_write_campaigns),)

    @get()
    async def listed(self, request: AnyRequest, visitor: TheVisitor, reading: Reading) -> Response[str]:
        """By name; a holder's people see their own."""
        return page(
            request,
            "funding/holders/list.html",
            holders=await holders(reading, visitor.territory.id, only=own_holders(visitor)),
            may_keep=may_keep_holders(visitor),
        )

    @get("/new", guards=[requires(may_keep_holders)])
    async def new(self, request: AnyRequest, visitor: TheVisitor) -> Response[str]:
        return _form(request, visitor, Form(), None)

    @post(guards=[requires(may_keep_holders)])
    async def create(self, request: AnyRequest, visitor: TheVisitor, db: Writing) -> Response[str] | Redirect:
        form = Form(await request.form())
        details = _read(form, visitor)
        use_case = partial(service.create_holder, db, details, by=visitor)
        holder = await attempt(db, form, "identifier", use_case, elsewhere=FIELDS)
        if holder is None:
            return _form(request, visitor, form, None)
        done = say("The holder is in the list. Next, open its account at Stripe.")
        return said(to(request, f"/back-office/holders/{holder.id}"), "success", done)

    @get("/{holder_id:uuid}")
    async def show(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        reading: Reading,
        holder_id: FromPath[UUID],
        before: Before = None,
    ) -> Response[str]:
        """Its identity, its account at Stripe, its campaigns."""
        holder = await _visible(reading, visitor, holder_id)
        found = await campaigns(reading, visitor.territory, of_holders=[holder.id], before=before)
        return page(
            request,
            "funding/holders/show.html",
            holder=holder,
            account=await reading.get(ConnectedAccount, holder.account_id) if holder.account_id else None,
            reasons=REASONS,
            grouped=grouped,
            campaigns=latest(found, before, key=lambda row: row.campaign.id),
            may_keep=may_keep_holders(visitor),
        )

    @get("/{holder_id:uuid}/edit", guards=[requires(may_keep_holders)])
    async def edit(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, holder_id: FromPath[UUID]
    ) -> Response[str]:
        holder = await _visible(reading, visitor, holder_id)
        values = {name: getattr(holder, name) for name in HolderDetails.__dataclass_fields__}
        values["siret"] = holder.siret or ""
        values["public_authority"] = "yes" if holder.public_authority else ""
        return _form(request, visitor, Form(values), holder_id)

    @post("/{holder_id:uuid}/edit", guards=[requires(may_keep_holders)])
    async def change(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, holder_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        await _visible(db, visitor, holder_id)
        form = Form(await request.form())
        details = _read(form, visitor)
        use_case = partial(service.change_holder, db, holder_id, details, by=visitor)
        if await attempt(db, form, "identifier", use_case, elsewhere=FIELDS) is None:
            return _form(request, visitor, form, holder_id)
        return said(
            to(request, f"/back-office/holders/{holder_id}"), "success", say("Your changes are saved.")
        )

    @post("/{holder_id:uuid}/account")
    async def open_account(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, holder_id: FromPath[UUID]
    ) -> Redirect:
        """Ask Stripe for an account; of no effect twice."""
        await service.connect(db, holder_id, by=visitor)
        done = say("Stripe is opening the account. Reload this page in a moment, then answer its questions.")
        return said(to(request, f"/back-office/holders/{holder_id}"), "success", done)

    @post("/{holder_id:uuid}/onboarding")
    async def onboard(self, visitor: TheVisitor, house: TheHouse, holder_id: FromPath[UUID]) -> Redirect:
        """To Stripe's own pages, where the holder answers its questions."""
        account_id = await _account(house, visitor, holder_id)
        back = f"{visitor.address}/{visitor.language}/back-office/holders/{holder_id}/account"
        url = await house.desk.onboarding_link(account_id, return_url=back, refresh_url=back)
        return Redirect(url, status_code=303)

    @get("/{holder_id:uuid}/account")
    async def back_from_stripe(
        self, request: AnyRequest, visitor: TheVisitor, house: TheHouse, holder_id: FromPath[UUID]
    ) -> Redirect:
        """Coming back says nothing of what was answered, so Stripe is asked."""
        await house.desk.refresh_account(await _account(house, visitor, holder_id))
        return to(request, f"/back-office/holders/{holder_id}")


async def _visible(db: ReadSession, visitor: Visitor, holder_id: UUID) -> Holder:
    holder = await one_of(db, Holder, visitor.territory.id, holder_id)
    require(may_connect_holder(visitor, holder.id))
    return holder


async def _account(house: House, visitor: Visitor, holder_id: UUID) -> UUID:
    """The holder's account; asked for now if nobody has yet."""
    async with house.database.unit_of_work() as db:
        return (await service.connect(db, holder_id, by=visitor)).id


def _form(request: AnyRequest, visitor: Visitor, form: Form, holder_id: UUID | None) -> Response[str]:
    """Of a new holder where there is none yet."""
    return page(
        request,
        "funding/holders/form.html",
        form=form,
        holder_id=holder_id,
        languages=by_own_name(visitor.territory.languages),
    )


def _read(form: Form, visitor: Visitor) -> HolderDetails:
    texts = {name: form.text(name, most=most) for name, most in LENGTHS.items()}
    return HolderDetails(
        **texts,
        email=fields.email(form, "email"),
        language=form.choice("language", visitor.territory.languages),
        public_authority=form.ticked("public_authority"),
        siret=form.text("siret", most=20, required=False) or None,
    )
