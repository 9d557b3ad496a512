"""How far it goes that nothing can be altered, and the latest seal for whoever wants to write it down."""

from litestar import Response, get

from okote.feature import Place, Section
from okote.identity.permissions import anyone
from okote.platform.chain.queries import head
from okote.platform.chain.rules import shown
from okote.platform.i18n import say
from okote.web.pages import AnyRequest, Reading, TheSettings, page


@get("/sealed-accounts")
async def sealed_accounts(request: AnyRequest, reading: Reading, settings: TheSettings) -> Response[str]:
    newest = await head(reading)
    return page(
        request,
        "witness/sealed_accounts.html",
        seal=newest,
        hash=newest and shown(newest.hash),
        witnessed=settings.witness is not None,
    )


ROUTES = (sealed_accounts,)
SECTIONS = (Section(Place.FOOTER, say("Sealed accounts"), "/sealed-accounts", anyone),)
