"""What is kept about who published."""

from okote.feature import Records
from okote.funding.reports.models import YearlyReport
from okote.platform.i18n import say

RECORDS = (
    Records(
        "yearly_reports",
        say("The yearly reports that you published"),
        of=(YearlyReport.published_by,),
        fields={"year": YearlyReport.year, "published_at": YearlyReport.published_at},
        once_closed=say("They stay, as the law wants them published; they name nobody."),
    ),
)
