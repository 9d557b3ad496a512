"""Pages on which holders and coaches see how their campaigns stand."""

from okote.funding.dashboards import coach, holder

ROUTES = (*holder.ROUTES, *coach.ROUTES)
SECTIONS = coach.SECTIONS
