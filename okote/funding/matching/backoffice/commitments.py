"""What partners commit to one campaign, and one more commitment."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeVar
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from okote.funding import fields
from okote.funding.campaigns.models import Holder
from okote.funding.campaigns.queries import STAGES, Stage, campaign_in
from okote.funding.matching import service
from okote.funding.matching.queries import Filled, NamedCommitment, amendments_of, commitments, filled
from okote.funding.matching.queries.subsidies import Subsidy, subsidies
from okote.funding.matching.rules import (
    MOST_DONORS,
    Completion,
    Condition,
    Lump,
    Measure,
    PerEuro,
    Promise,
    Rule,
)
from okote.funding.matching.rules.subsidies import AGREEMENT_ABOVE
from okote.funding.matching.service import CommitmentDetails, amendable
from okote.funding.matching.wording import amended, promised
from okote.funding.partners.models import Partner
from okote.funding.partners.queries import envelopes, partners
from okote.funding.permissions import (
    may_see_commitments,
    may_see_some_commitments,
    may_sign_commitment,
    may_sign_commitments,
)
from okote.identity.permissions import require, requires
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.i18n import say
from okote.web.attempts import attempt
from okote.web.forms import Form, MissingError
from okote.web.pages import AnyRequest, Reading, Writing, page, said, to, wording_of
from payments.errors import DomainError
from payments.sessions import ReadSession

Read = TypeVar("Read")

FIELDS = {
    "commitment_exists": "envelope",
    "commitment_too_late": "envelope",
}
"""Where a refusal stands that is not about the ceiling."""


@dataclass(frozen=True, slots=True)
class Source:
    """An envelope from which the visitor may promise."""

    partner: Partner
    filled: Filled


class CommitmentPages(Controller):
    path = "/back-office/campaigns/{campaign_id:uuid}/commitments"
    guards = (requires(may_see_some_commitments),)

    @get()
    async def listed(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, campaign_id: FromPath[UUID]
    ) -> Response[str]:
        """In the order in which they were signed, and a form while one more is possible."""
        return await _page(request, reading, visitor, campaign_id, Form())

    @post(guards=[requires(may_sign_commitments)])
    async def sign(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, campaign_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        form = Form(await request.form())
        details = _read(form, visitor.language, await _sources(db, visitor))
        if details is not None:
            use_case = partial(service.sign_commitment, db, campaign_id, details, by=visitor)
            await attempt(db, form, "ceiling", use_case, elsewhere=FIELDS)
        if not form.sound:
            return await _page(request, db, visitor, campaign_id, form)
        answer = to(request, f"/back-office/campaigns/{campaign_id}/commitments")
        return said(answer, "success", say("The commitment is signed, and its ceiling is reserved."))


async def _page(
    request: AnyRequest, db: ReadSession, visitor: Visitor, campaign_id: UUID, form: Form
) -> Response[str]:
    campaign, holder = await campaign_in(db, visitor.territory.id, campaign_id)
    require(may_see_commitments(visitor, holder.id))
    found = await commitments(db, visitor.territory.id, campaign_id=campaign.id)
    may_sign = may_sign_commitments(visitor) and campaign.state in STAGES[Stage.PREPARING]
    sources = await _sources(db, visitor) if may_sign else []
    return page(
        request,
        "funding/matching/commitments.html",
        campaign=campaign,
        holder=holder,
        commitments=found,
        sources=sources,
        subsidies=await _subsidies(db, visitor, holder, found, sources),
        above=AGREEMENT_ABOVE,
        may_sign=may_sign,
        promised=partial(promised, wording_of(request)),
        amendments=await amendments_of(db, campaign.id),
        amended=partial(amended, wording_of(request)),
        may_change=_may_change(visitor, found) if amendable(campaign, await db.now()) else (),
        form=form,
    )


async def _subsidies(
    db: ReadSession,
    visitor: Visitor,
    holder: Holder,
    found: Sequence[NamedCommitment],
    sources: Sequence[Source],
) -> Sequence[Subsidy]:
    """What the holder has of those who promised this campaign something, and of those who may.

    In the years in which they did, and in which they would.
    """
    here = visitor.territory
    years = {here.day(one.signed.signed_at).year for one in found} | {here.day(await db.now()).year}
    partner_ids = {one.partner.id for one in found} | {one.partner.id for one in sources}
    known = await subsidies(db, here, holder_id=holder.id, partner_ids=partner_ids)
    return [one for one in known if one.granted.year in years]


def _may_change(visitor: Visitor, found: Sequence[NamedCommitment]) -> Collection[UUID]:
    """Partners whose commitment the visitor may change."""
    return {one.partner.id for one in found if may_sign_commitment(visitor, one.partner.id)}


async def _sources(db: ReadSession, visitor: Visitor) -> list[Source]:
    """Envelopes of the partners for which the visitor may sign."""
    known: Sequence[Partner] = await partners(db, visitor.territory.id)
    ours = {one.id: one for one in known if may_sign_commitment(visitor, one.id)}
    return [Source(ours[one.envelope.partner_id], one) for one in await filled(db, await envelopes(db, ours))]


def _read(form: Form, language: str, sources: Sequence[Source]) -> CommitmentDetails | None:
    """None where something can't be read."""
    form.choice("envelope", [str(source.filled.envelope.id) for source in sources])
    promise = _read_promise(form, language)
    ceiling = fields.amount(form, "ceiling", language=language)
    if not form.sound or ceiling is None or promise is None:
        return None
    return CommitmentDetails(envelope_id=UUID(form.raw("envelope")), promise=promise, ceiling=ceiling)


def _read_promise(form: Form, language: str) -> Promise | None:
    """What another rule would ask for is not looked at."""
    rule = fields.chosen(form, "rule", Rule)
    if rule is None:
        form.refuse("rule", MissingError())
        return None
    if rule is Rule.PER_EURO:
        rate = fields.rate(form, "rate")
        per_donor = fields.amount(form, "per_donor", language=language, required=False)
        return _sound(form, "rate", lambda: PerEuro(rate, per_donor))
    condition = _read_condition(form, language)
    if condition is None:
        return None
    return Lump(condition) if rule is Rule.LUMP else Completion(condition)


def _read_condition(form: Form, language: str) -> Condition | None:
    measure = fields.chosen(form, "condition_on", Measure)
    match measure:
        case None:
            form.refuse("condition_on", MissingError())
            return None
        case Measure.SHARE:
            least = fields.percentage(form, "condition")
        case Measure.AMOUNT:
            amount = fields.amount(form, "condition", language=language)
            least = amount.minor if amount else 0
        case _:
            least = form.whole("condition", least=1, most=MOST_DONORS)
    return _sound(form, "condition", lambda: Condition(measure, least))


def _sound(form: Form, field: str, read: Callable[[], Read]) -> Read | None:
    """What the rules refuse stands beside its field."""
    if not form.sound:
        return None
    try:
        return read()
    except DomainError as error:
        form.refuse(field, error)
        return None
