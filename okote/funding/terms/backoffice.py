"""The territory's terms in the back office."""

from functools import partial
from typing import Any

from litestar import Controller, Response, get, post
from litestar.response import Redirect

from okote.feature import Place, Section
from okote.funding import fields
from okote.funding.permissions import may_set_terms
from okote.funding.terms.queries import terms_of
from okote.funding.terms.rules import Base, OwnPeople, TermsOutOfRangeError
from okote.funding.terms.service import LONGEST_CAMPAIGN, NewTerms, set_terms
from okote.identity.permissions import requires
from okote.identity.visitors import TheVisitor
from okote.platform.i18n import say
from okote.web.attempts import attempt
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, Writing, page, said, to
from payments.money import Money


class TermsPages(Controller):
    path = "/back-office/terms"
    guards = (requires(may_set_terms),)

    @get()
    async def edit(self, request: AnyRequest, visitor: TheVisitor, reading: Reading) -> Response[str]:
        terms, language = await terms_of(reading, visitor.territory.id), visitor.language
        values = {
            "threshold": fields.percentage_as_typed(terms.threshold_bp, language),
            "threshold_on": terms.threshold_on,
            "commission": fields.percentage_as_typed(terms.commission_bp, language),
            "commission_on": terms.commission_on,
            "vat": fields.percentage_as_typed(terms.vat_bp, language),
            "own_people": terms.own_people,
            "longest_campaign": str(terms.longest_campaign),
            "takes_cheques": "yes" if terms.takes_cheques else "",
            "smallest_pledge": fields.as_typed(terms.smallest_pledge, language),
        }
        return _page(request, Form(values))

    @post()
    async def change(self, request: AnyRequest, visitor: TheVisitor, db: Writing) -> Response[str] | Redirect:
        form = Form(await request.form())
        terms = _read(form, visitor.language)
        if form.raw("only") == "look":
            return _looked_at(request, form, terms)
        if terms is not None:
            await attempt(db, form, "threshold", partial(set_terms, db, terms, by=visitor))
        if not form.sound:
            return _page(request, form)
        done = say("The terms are saved. They hold for campaigns that are approved from now on.")
        return said(to(request, "/back-office/terms"), "success", done)


def _looked_at(request: AnyRequest, form: Form, terms: NewTerms | None) -> Response[str]:
    """As they would be, or why they can't."""
    try:
        return _page(request, form, terms)
    except TermsOutOfRangeError as error:
        form.refuse("threshold", error)
        return _page(request, form)


GIVEN, GOAL = Money.of(20), Money.of(10_000)
"""What the terms are shown on before they are saved."""


def _page(request: AnyRequest, form: Form, look: NewTerms | None = None) -> Response[str]:
    """`look` are terms to be shown at work."""
    context: dict[str, Any] = {"form": form, "longest": LONGEST_CAMPAIGN, "look": look}
    if look is not None:
        terms = look.of(GOAL)
        context |= {
            "given": GIVEN,
            "goal": GOAL,
            "kept": terms.commission(GIVEN, Money.zero()),
            "threshold": terms.threshold,
            "smallest": Money(look.smallest_pledge_minor),
        }
    return page(request, "funding/terms/edit.html", **context)


def _read(form: Form, language: str) -> NewTerms | None:
    """None where something can't be read."""
    bases = list(Base)
    threshold, threshold_on = fields.percentage(form, "threshold"), form.choice("threshold_on", bases)
    commission, commission_on = fields.percentage(form, "commission"), form.choice("commission_on", bases)
    vat = fields.percentage(form, "vat")
    own_people = form.choice("own_people", list(OwnPeople))
    longest = form.whole("longest_campaign", least=1, most=LONGEST_CAMPAIGN)
    smallest = fields.amount(form, "smallest_pledge", language=language)
    if not form.sound or smallest is None:
        return None
    return NewTerms(
        threshold_bp=threshold,
        threshold_on=Base(threshold_on),
        commission_bp=commission,
        commission_on=Base(commission_on),
        vat_bp=vat,
        own_people=OwnPeople(own_people),
        longest_campaign=longest,
        smallest_pledge_minor=smallest.minor,
        takes_cheques=form.ticked("takes_cheques"),
    )


ROUTES = (TermsPages,)

SECTIONS = (Section(Place.PROJECTS, say("Terms of funding"), "/back-office/terms", may_set_terms),)
