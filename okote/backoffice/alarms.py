"""What must always hold and does not, and whether anybody looks.

An invariant says nothing of whose rows violate it. So alarms show where an installation has one territory
alone; otherwise whoever runs it looks after them, with `okote check` and the metrics.
"""

from litestar import Controller, Response, get

from okote.feature import Place, Section
from okote.house import TheHouse
from okote.identity.permissions import may_administer, requires
from okote.identity.visitors import Visitor
from okote.platform.i18n import say, say_count
from okote.territories.queries import is_alone
from okote.watch.queries import watched
from okote.web.pages import AnyRequest, Reading, page
from payments.sessions import ReadSession

HERE = "/back-office/alarms"


class AlarmPages(Controller):
    path = HERE
    guards = (requires(may_administer),)

    @get()
    async def shown(self, request: AnyRequest, reading: Reading, house: TheHouse) -> Response[str]:
        """Each rule that does not hold, in words, since when and how often; never the rows."""
        rules = {invariant.name: invariant.says for one in house.features for invariant in one.invariants}
        known = await watched(reading) if await is_alone(reading) else None
        return page(request, "backoffice/alarms.html", watched=known, rules=rules)


async def _waiting(db: ReadSession, visitor: Visitor) -> int:  # noqa: ARG001 (sections are told who asks)
    return (await watched(db)).alarms if await is_alone(db) else 0


ROUTES = (AlarmPages,)
SECTIONS = (
    Section(
        Place.SITE,
        say("Alarms"),
        HERE,
        may_administer,
        _waiting,
        say_count("%(num)s alarm to look into", "%(num)s alarms to look into"),
    ),
)
