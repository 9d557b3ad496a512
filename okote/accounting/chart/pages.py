"""The chart of accounts in the back office."""

from collections.abc import Mapping
from functools import partial

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from okote.accounting.chart import queries, service
from okote.accounting.chart.rules import LONGEST, LONGEST_NUMBER, Account
from okote.feature import Place, Section
from okote.house import House, TheHouse
from okote.identity.permissions import may_keep_accounts, requires
from okote.identity.visitors import TheVisitor
from okote.platform.errors import NotFoundError
from okote.platform.i18n import say
from okote.web.attempts import attempt
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, Writing, page, said, to, wording_of

HERE = "/back-office/ledger/chart"


class ChartPages(Controller):
    path = HERE
    guards = (requires(may_keep_accounts),)

    @get()
    async def listed(
        self, request: AnyRequest, house: TheHouse, visitor: TheVisitor, reading: Reading
    ) -> Response[str]:
        usual = queries.usual_accounts(house, wording_of(request))
        known = await queries.accounts(reading, visitor.territory.id, usual)
        return page(request, "accounting/chart.html", accounts=known, usual=usual)

    @get("/{family:str}")
    async def edit(
        self,
        request: AnyRequest,
        house: TheHouse,
        visitor: TheVisitor,
        reading: Reading,
        family: FromPath[str],
    ) -> Response[str]:
        usual = _usual(request, house, family)
        known = await queries.accounts(reading, visitor.territory.id, usual)
        written = {"number": known[family].number, "label": known[family].label}
        return _page(request, family, usual[family], Form(written))

    @post("/{family:str}")
    async def renumber(
        self, request: AnyRequest, house: TheHouse, visitor: TheVisitor, db: Writing, family: FromPath[str]
    ) -> Response[str] | Redirect:
        usual = _usual(request, house, family)
        form = Form(await request.form())
        account = Account(form.text("number", most=LONGEST_NUMBER), form.text("label", most=LONGEST))
        use_case = partial(service.renumber, db, usual, family, account, by=visitor)
        if await attempt(db, form, "number", use_case) is None:
            return _page(request, family, usual[family], form)
        return said(to(request, HERE), "success", say("The account is saved: exports show it from now on."))


def _usual(request: AnyRequest, house: House, family: str) -> Mapping[str, Account]:
    """All of them; NotFoundError where that family is none."""
    usual = queries.usual_accounts(house, wording_of(request))
    if family not in usual:
        raise NotFoundError
    return usual


def _page(request: AnyRequest, family: str, usual: Account, form: Form) -> Response[str]:
    return page(request, "accounting/chart_account.html", family=family, usual=usual, form=form)


ROUTES = (ChartPages,)
SECTIONS = (Section(Place.LEDGER, say("Chart of accounts"), HERE, may_keep_accounts),)
