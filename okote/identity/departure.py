"""Sending a browser off to a provider, and the address of ours that the provider sends it back to."""

from urllib.parse import urlsplit
from uuid import UUID

from litestar.response import Redirect

from okote.identity import cookies, service
from okote.identity.entrance import Providers, browser_of, client_of
from okote.identity.mail_codes.rules import household
from okote.identity.openid.provider import OpenIDProvider
from okote.identity.visitors import Visitor
from okote.platform import limits
from okote.platform.db import Database
from okote.platform.errors import NotFoundError
from okote.settings import Settings
from okote.web.pages import AnyRequest


def way_of(providers: Providers, key: str) -> OpenIDProvider:
    try:
        return providers[key]
    except KeyError:
        raise NotFoundError from None


def origin(settings: Settings, visitor: Visitor) -> str:
    """The public address that the browser used: the provider sends it back there, to its cookies."""
    addresses = settings.addresses[visitor.territory.slug]
    return next(address for address in addresses if urlsplit(address).netloc == visitor.host)


def callback(settings: Settings, visitor: Visitor, provider: str) -> str:
    return f"{origin(settings, visitor)}/sign-in/{provider}/callback"


async def depart(
    request: AnyRequest,
    visitor: Visitor,
    way: OpenIDProvider,
    settings: Settings,
    database: Database,
    *,
    return_to: str,
    of: UUID | None = None,
) -> Redirect:
    """Off to sign in, or to show a way in that the person `of` adds; ProviderUnavailableError."""
    provider, browser = way.settings.key, browser_of(request, visitor)
    async with database.unit_of_work() as db:
        await limits.hit(db, service.BEGINNINGS, household(client_of(request)))
    asked = await way.begin(callback(settings, visitor, provider), language=visitor.language)
    async with database.unit_of_work() as db:
        await service.remember(
            db,
            asked,
            provider=provider,
            browser=browser,
            return_to=return_to,
            language=visitor.language,
            of=of,
        )
    answer = Redirect(asked.url, status_code=303)
    answer.set_cookie(cookies.kept(cookies.BROWSER, browser.secret, service.ATTEMPT))
    return answer
