"""The settings of the site: what its pages and mails say of it, seen before they are saved."""

from collections.abc import Mapping
from decimal import Decimal
from functools import partial

from litestar import Controller, Response, get, post
from litestar.response import Redirect

from okote.feature import Place, Section
from okote.identity import addresses
from okote.identity.permissions import may_administer, requires
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.i18n import say
from okote.territories.models import Territory
from okote.territories.service import change_settings
from okote.territories.wording import NAMES
from okote.web.attempts import attempt
from okote.web.colours import PAPER, SURFACE, Colour, check_primary, contrast
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, Writing, page, said, to
from payments.errors import DomainError

HERE = "/back-office/settings"
OPTIONAL = frozenset(
    {
        "primary_colour",
        "mediator",
        "stripe_approval",
        "controller",
        "data_protection_officer",
        "processors",
    }
)
HINTS: Mapping[str, str] = {
    "primary_colour": say("As # and six digits or letters from a to f; empty for the usual green."),
    "stripe_approval": say(
        "Stripe allows donations for others only where it has approved them in writing: the day of its"
        " answer, and where it is kept. Nobody else sees it."
    ),
}
SEVERAL_LINES = frozenset(
    {
        "counter",
        "operator_address",
        "host",
        "mediator",
        "payment_institution",
        "controller",
        "data_protection_officer",
        "processors",
    }
)
USUAL = Colour.of("#0b5d4b")
"""What a territory without a colour of its own has; the same as in okote.css."""


class SettingsPages(Controller):
    path = HERE
    guards = (requires(may_administer),)

    @get()
    async def edit(self, request: AnyRequest, visitor: TheVisitor, reading: Reading) -> Response[str]:
        kept = await reading.get_one(Territory, visitor.territory.id)
        return _page(request, visitor, Form({name: getattr(kept, name) or "" for name in NAMES}))

    @post()
    async def change(self, request: AnyRequest, visitor: TheVisitor, db: Writing) -> Response[str] | Redirect:
        """Saved, or only shown as it would be."""
        form = Form(await request.form())
        told = _read(form)
        if form.raw("only") == "look":
            return _page(request, visitor, form, look=form.sound)
        await attempt(db, form, "primary_colour", partial(change_settings, db, told, by=visitor.doer))
        if not form.sound:
            return _page(request, visitor, form)
        return said(to(request, HERE), "success", say("The settings are saved: every page says so now."))


def _read(form: Form) -> dict[str, str | None]:
    """A column says how long each may be; an address and a colour are looked at here."""
    columns = Territory.__table__.c  # type: ignore[attr-defined]
    told: dict[str, str | None] = {}
    for name in NAMES:
        most = columns[name].type.length
        told[name] = form.text(name, most=most, required=name not in OPTIONAL) or None
    if form.raw("operator_email"):
        told["operator_email"] = addresses.read(form, "operator_email")
    if told["primary_colour"] is not None:
        try:
            check_primary(told["primary_colour"])
        except DomainError as error:
            form.refuse("primary_colour", error)
    return told


def _page(request: AnyRequest, visitor: Visitor, form: Form, *, look: bool = False) -> Response[str]:
    """`look` shows how it would be."""
    colour = Colour.of(form.raw("primary_colour")) if look and form.raw("primary_colour") else USUAL
    return page(
        request,
        "backoffice/settings.html",
        form=form,
        names=NAMES,
        optional=OPTIONAL,
        hints=HINTS,
        several_lines=SEVERAL_LINES,
        look=look,
        colour=str(colour),
        contrasts=[Decimal(str(round(contrast(colour, ground), 1))) for ground in (SURFACE, PAPER)],
        languages=visitor.territory.languages,
        zone=visitor.territory.time_zone,
    )


ROUTES = (SettingsPages,)
SECTIONS = (Section(Place.SITE, say("Settings of the site"), HERE, may_administer),)
