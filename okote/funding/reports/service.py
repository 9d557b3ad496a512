"""Publish what a year was: once, for good."""

import msgspec

from okote.funding.deeds import FundingDeed
from okote.funding.permissions import may_publish_reports
from okote.funding.reports.models import YearlyReport
from okote.funding.reports.queries import contents, report_of
from okote.funding.reports.rules import check_publishable
from okote.identity.permissions import person_of, require
from okote.identity.visitors import Visitor
from okote.platform.audit import note
from payments.sessions import WriteSession


async def publish_report(db: WriteSession, year: int, governance: str, *, by: Visitor) -> YearlyReport:
    """What it says from then on is what was true at this moment. YearNotOverError, ReportPublishedError."""
    require(may_publish_reports(by))
    here = by.territory
    await db.lock(f"yearly-report:{here.id}:{year}")
    at = await db.now()
    known = await report_of(db, here.id, year)
    check_publishable(year, here.day(at), published=known is not None)
    report = YearlyReport(
        territory_id=here.id,
        year=year,
        governance=governance,
        contents=msgspec.to_builtins(await contents(db, here, year)),
        published_at=at,
        published_by=person_of(by).id,
    )
    db.add(report)
    await db.flush()
    await note(db, by.doer, FundingDeed.REPORT_PUBLISHED, report)
    return report
