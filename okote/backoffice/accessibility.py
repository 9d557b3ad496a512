"""The latest audit of the site's accessibility: what each page's foot says follows from it."""

from functools import partial

from litestar import Controller, Response, get, post
from litestar.response import Redirect

from okote.feature import Place, Section
from okote.identity.permissions import may_administer, requires
from okote.identity.visitors import TheVisitor
from okote.platform.i18n import say
from okote.territories.models import Territory
from okote.territories.service import record_audit
from okote.web.attempts import attempt
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, Writing, page, said, to

HERE = "/back-office/accessibility"
AUDITOR_MOST = 200


class AccessibilityPages(Controller):
    path = HERE
    guards = (requires(may_administer),)

    @get()
    async def edit(self, request: AnyRequest, visitor: TheVisitor, reading: Reading) -> Response[str]:
        kept = await reading.get_one(Territory, visitor.territory.id)
        told = {"rate": kept.accessibility_rate, "by": kept.accessibility_audited_by}
        written = {name: str(value) for name, value in told.items() if value is not None}
        day = kept.accessibility_audited_on
        return _page(request, Form(written | ({"on": day.isoformat()} if day else {})))

    @post()
    async def record(self, request: AnyRequest, visitor: TheVisitor, db: Writing) -> Response[str] | Redirect:
        form = Form(await request.form())
        rate = form.whole("rate", least=0, most=100)
        auditor, day = form.text("by", most=AUDITOR_MOST), form.day("on")
        if day is not None:
            use_case = partial(record_audit, db, rate, auditor, day, by=visitor.doer)
            await attempt(db, form, "on", use_case)
        if not form.sound:
            return _page(request, form)
        return said(
            to(request, HERE), "success", say("The audit is saved: the foot of each page says so now.")
        )


def _page(request: AnyRequest, form: Form) -> Response[str]:
    return page(request, "backoffice/accessibility.html", form=form)


ROUTES = (AccessibilityPages,)
SECTIONS = (Section(Place.SITE, say("Audit of accessibility"), HERE, may_administer),)
