"""Yearly reports: for everyone once they are published, before that in the back office."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from okote.feature import Place, Section
from okote.funding.permissions import may_publish_reports
from okote.funding.reports import queries, service
from okote.funding.reports.models import YearlyReport
from okote.funding.reports.rules import DUE, Activity, Contents
from okote.identity.permissions import requires
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.errors import NotFoundError
from okote.platform.i18n import say, say_count
from okote.web.attempts import attempt
from okote.web.downloads import CSV, download
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, Writing, page, said, to, wording_of
from okote.web.spreadsheets import spreadsheet
from payments.sessions import ReadSession

PUBLIC = "/yearly-reports"
HERE = "/back-office/yearly-reports"
GOVERNANCE_MOST = 5000

FIGURE_COLUMNS = ("figure", "number", "amount")
PROJECT_COLUMNS = ("title", "holder", "place", "decided_on", "given", "public", "companies", "total")


class ReportPages(Controller):
    path = PUBLIC

    @get("/{year:int}")
    async def read(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, year: FromPath[int]
    ) -> Response[str]:
        report = await _published(reading, visitor, year)
        return page(request, "funding/reports/report.html", report=report, told=report.told, year=year)

    @get("/{year:int}/{file:str}")
    async def table(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        reading: Reading,
        year: FromPath[int],
        file: FromPath[str],
    ) -> Response[bytes]:
        """`figures.csv` and `projects.csv`."""
        told = (await _published(reading, visitor, year)).told
        tables = {
            "figures.csv": (FIGURE_COLUMNS, figure_rows),
            "projects.csv": (PROJECT_COLUMNS, project_rows),
        }
        if file not in tables:
            raise NotFoundError
        columns, rows = tables[file]
        return download(
            spreadsheet(columns, rows(told), wording_of(request).say).encode(), CSV, f"okote-{year}-{file}"
        )


class ReportDesk(Controller):
    path = HERE
    guards = (requires(may_publish_reports),)

    @get()
    async def listed(self, request: AnyRequest, visitor: TheVisitor, reading: Reading) -> Response[str]:
        """Each year that there is anything to tell of."""
        published = {one.year: one for one in await queries.published(reading, visitor.territory.id)}
        return page(
            request,
            "funding/reports/list.html",
            years=await queries.years(reading, visitor.territory),
            published=published,
            today=visitor.territory.day(await reading.now()),
            due=DUE,
        )

    @get("/{year:int}")
    async def preview(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, year: FromPath[int]
    ) -> Response[str]:
        """What it would say now; what was published is read where everyone does."""
        known = await queries.published(reading, visitor.territory.id)
        before = next((one.governance for one in known), "")
        return await _preview(request, reading, visitor, year, Form({"governance": before}))

    @post("/{year:int}")
    async def publish(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, year: FromPath[int]
    ) -> Response[str] | Redirect:
        await _check_year(db, visitor, year)
        form = Form(await request.form())
        governance = form.text("governance", most=GOVERNANCE_MOST)
        use_case = partial(service.publish_report, db, year, governance, by=visitor)
        if await attempt(db, form, "governance", use_case) is None:
            return await _preview(request, db, visitor, year, form)
        return said(to(request, f"{PUBLIC}/{year}"), "success", say("The report is published."))


async def _published(db: ReadSession, visitor: Visitor, year: int) -> YearlyReport:
    """NotFoundError for a year of which nothing is published."""
    known = await queries.published(db, visitor.territory.id)
    report = next((one for one in known if one.year == year), None)
    if report is None:
        raise NotFoundError
    return report


async def _check_year(db: ReadSession, visitor: Visitor, year: int) -> None:
    if year not in await queries.years(db, visitor.territory):
        raise NotFoundError


async def _preview(
    request: AnyRequest, db: ReadSession, visitor: Visitor, year: int, form: Form
) -> Response[str]:
    await _check_year(db, visitor, year)
    return page(
        request,
        "funding/reports/preview.html",
        form=form,
        year=year,
        told=await queries.contents(db, visitor.territory, year),
        report=await queries.report_of(db, visitor.territory.id, year),
        over=visitor.territory.day(await db.now()).year > year,
        publishable_from=date(year + 1, 1, 1),
    )


def figure_rows(told: Contents) -> list[Mapping[str, object]]:
    """The names of the figures stay as they are, in every language."""
    activity: Activity = told.activity
    rows: Sequence[tuple[str, object, Any]] = (
        ("projects_received", activity.received.number, activity.received.amount),
        ("projects_accepted", activity.accepted.number, activity.accepted.amount),
        ("projects_financed", activity.financed.number, activity.financed.amount),
        ("contributions", None, activity.given),
        ("donors", activity.donors, None),
        ("donors_per_project", activity.donors_per_project, None),
        ("contributions_per_project", None, activity.given_per_project),
        ("contributions_per_donor", None, activity.given_per_donor),
    )
    return [
        {"figure": name, "number": number, "amount": amount and amount.major} for name, number, amount in rows
    ]


def project_rows(told: Contents) -> list[Mapping[str, object]]:
    return [
        {
            "title": one.title,
            "holder": one.holder,
            "place": one.place,
            "decided_on": one.decided_on,
            "given": one.given.major,
            "public": one.public.major,
            "companies": one.companies.major,
            "total": one.total.major,
        }
        for one in told.projects
    ]


async def waiting(db: ReadSession, visitor: Visitor) -> int:
    """How many years are over and not told yet."""
    known = {one.year for one in await queries.published(db, visitor.territory.id)}
    over = (await queries.years(db, visitor.territory))[1:]
    return len(set(over) - known)


ROUTES = (ReportPages, ReportDesk)
SECTIONS = (
    Section(
        Place.MONEY,
        say("Yearly reports"),
        HERE,
        may_publish_reports,
        waiting,
        say_count("%(num)s year to report on", "%(num)s years to report on"),
    ),
)
