"""Partners in the back office: who they are, and the envelopes that they decided."""

from functools import partial
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from okote.feature import Place, Section
from okote.funding import fields
from okote.funding.partners import service
from okote.funding.partners.models import Partner
from okote.funding.partners.queries import partners
from okote.funding.partners.rules import PartnerKind
from okote.funding.partners.service import EnvelopeDetails, PartnerDetails
from okote.funding.permissions import may_keep_partners, may_see_partners, own_partners
from okote.identity.permissions import requires
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.i18n import by_own_name, say
from okote.territories.queries import one_of
from okote.web.attempts import attempt
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, Writing, page, said, to
from payments.sessions import ReadSession

NAME = 120
OF_SIRET = dict.fromkeys(("siret_malformed", "siret_of_another"), "siret")
"""Where a refusal stands that is about the longer number."""


class PartnerPages(Controller):
    path = "/back-office/partners"
    guards = (requires(may_see_partners),)

    @get()
    async def listed(self, request: AnyRequest, visitor: TheVisitor, reading: Reading) -> Response[str]:
        """By name; a partner's people see their own."""
        return page(
            request,
            "funding/partners/list.html",
            partners=await partners(reading, visitor.territory.id, only=own_partners(visitor)),
            may_keep=may_keep_partners(visitor),
        )

    @get("/new", guards=[requires(may_keep_partners)])
    async def new(self, request: AnyRequest, visitor: TheVisitor) -> Response[str]:
        return _partner_form(request, visitor, Form(), None)

    @post(guards=[requires(may_keep_partners)])
    async def create(self, request: AnyRequest, visitor: TheVisitor, db: Writing) -> Response[str] | Redirect:
        form = Form(await request.form())
        form.choice("kind", list(PartnerKind))
        details = _read(form, visitor)
        partner = await attempt(
            db,
            form,
            "siren",
            lambda: service.create_partner(db, PartnerKind(form.raw("kind")), details, by=visitor),
            elsewhere=OF_SIRET,
        )
        if partner is None:
            return _partner_form(request, visitor, form, None)
        done = say("The partner is in the list. Next, write down what it set aside.")
        return said(to(request, f"/back-office/partners/{partner.id}"), "success", done)

    @get("/{partner_id:uuid}/edit", guards=[requires(may_keep_partners)])
    async def edit(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, partner_id: FromPath[UUID]
    ) -> Response[str]:
        partner = await one_of(reading, Partner, visitor.territory.id, partner_id)
        values = {
            "name": partner.name,
            "siren": partner.siren or "",
            "siret": partner.siret or "",
            "email": partner.email,
            "language": partner.language,
        }
        return _partner_form(request, visitor, Form(values), partner_id)

    @post("/{partner_id:uuid}/edit", guards=[requires(may_keep_partners)])
    async def change(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, partner_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        await one_of(db, Partner, visitor.territory.id, partner_id)
        form = Form(await request.form())
        details = _read(form, visitor)
        use_case = partial(service.change_partner, db, partner_id, details, by=visitor)
        if await attempt(db, form, "siren", use_case, elsewhere=OF_SIRET) is None:
            return _partner_form(request, visitor, form, partner_id)
        answer = to(request, f"/back-office/partners/{partner_id}")
        return said(answer, "success", say("Your changes are saved."))

    @get("/{partner_id:uuid}/envelopes/new", guards=[requires(may_keep_partners)])
    async def new_envelope(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, partner_id: FromPath[UUID]
    ) -> Response[str]:
        return await _envelope_form(request, reading, visitor, Form(), partner_id)

    @post("/{partner_id:uuid}/envelopes", guards=[requires(may_keep_partners)])
    async def open_envelope(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, partner_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        form = Form(await request.form())
        details = _read_envelope(form, visitor.language)
        if details is not None:
            use_case = partial(service.open_envelope, db, partner_id, details, by=visitor)
            await attempt(db, form, "decided_on", use_case, elsewhere={"reservation_not_positive": "amount"})
        if not form.sound:
            return await _envelope_form(request, db, visitor, form, partner_id)
        done = say("The envelope is open: commitments can draw on it.")
        return said(to(request, f"/back-office/partners/{partner_id}"), "success", done)


def _partner_form(
    request: AnyRequest, visitor: Visitor, form: Form, partner_id: UUID | None
) -> Response[str]:
    """Of a new partner where there is none yet."""
    return page(
        request,
        "funding/partners/form.html",
        form=form,
        partner_id=partner_id,
        languages=by_own_name(visitor.territory.languages),
    )


async def _envelope_form(
    request: AnyRequest, db: ReadSession, visitor: Visitor, form: Form, partner_id: UUID
) -> Response[str]:
    return page(
        request,
        "funding/partners/envelope.html",
        form=form,
        partner=await one_of(db, Partner, visitor.territory.id, partner_id),
    )


def _read(form: Form, visitor: Visitor) -> PartnerDetails:
    return PartnerDetails(
        name=form.text("name", most=NAME),
        siren=form.text("siren", most=20, required=False) or None,
        siret=form.text("siret", most=20, required=False) or None,
        email=fields.email(form, "email"),
        language=form.choice("language", visitor.territory.languages),
    )


def _read_envelope(form: Form, language: str) -> EnvelopeDetails | None:
    """None where something can't be read."""
    name, decision = form.text("name", most=NAME), form.text("decision", most=NAME)
    decided_on, amount = fields.day(form, "decided_on"), fields.amount(form, "amount", language=language)
    if not form.sound or decided_on is None or amount is None:
        return None
    return EnvelopeDetails(name=name, decision=decision, decided_on=decided_on, amount=amount)


ROUTES = (PartnerPages,)

SECTIONS = (Section(Place.PROJECTS, say("Partners"), "/back-office/partners", may_see_partners),)
