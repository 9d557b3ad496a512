"""Pages on which holders, partners and coaches see how their campaigns stand."""

from okote.funding.dashboards import coach, holder, partner

ROUTES = (*holder.ROUTES, *partner.ROUTES, *coach.ROUTES)
SECTIONS = coach.SECTIONS
