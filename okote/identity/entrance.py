"""What every way of signing in shares: the page that offers them, who is trying, the welcome."""

from collections.abc import Mapping
from urllib.parse import urlencode

from litestar import Response
from litestar.di import NamedDependency
from litestar.response import Redirect

from okote.identity import cookies, service, sessions
from okote.identity.openid.provider import OpenIDProvider
from okote.identity.service import Browser
from okote.identity.visitors import Visitor
from okote.settings import Settings
from okote.web.forms import Form
from okote.web.pages import AnyRequest, page
from payments.sessions import WriteSession

Providers = Mapping[str, OpenIDProvider]

TheProviders = NamedDependency[Providers]
"""As a route asks for them, by the name `providers`."""


def choices(
    request: AnyRequest,
    providers: Providers,
    settings: Settings,
    *,
    return_to: str,
    form: Form | None = None,
) -> Response[str]:
    """The page with each way to sign in; `form` is the address for a code, where it was not sound."""
    return page(
        request,
        "identity/sign_in.html",
        providers=[way.settings for way in providers.values()],
        by_mail=settings.mail_code_sign_in,
        return_to=return_to,
        form=form or Form(),
    )


def ways_in(return_to: str) -> str:
    """The sign-in page that leads on to a page of this site."""
    return f"/sign-in?{urlencode({'next': return_to})}"


async def welcomed(db: WriteSession, who: service.Identified, visitor: Visitor, address: str) -> Redirect:
    """On to where the person wanted to go, under a session of their own."""
    token = await service.admit(db, who, host=visitor.host, instead_of=visitor.session)
    answer = Redirect(address, status_code=303)
    answer.set_cookie(cookies.kept(cookies.SESSION, token))
    answer.set_cookie(cookies.dropped(cookies.BROWSER))
    return answer


def browser_of(request: AnyRequest, visitor: Visitor) -> Browser:
    """The browser by the secret that it holds, or by a new one.

    One secret serves several tabs; a `__Host-` cookie can only have come from this host name.
    """
    return Browser(secret=request.cookies.get(cookies.BROWSER) or sessions.new_token(), host=visitor.host)


def client_of(request: AnyRequest) -> str:
    """From where, as far as the trusted proxies tell."""
    return request.client.host if request.client else "unknown"
