"""The provider as anybody's, as FranceConnect and as ProConnect: three ways in of one service."""

from okote.demo.identity_provider.manners import MANNERS
from okote.identity.openid.settings import ProviderSettings
from tests.okote.app_client import ADDRESS, Browser
from tests.okote.identity_provider_server import RunningIdentityProvider

STRICT = tuple(name for name, manner in MANNERS.items() if manner.strict)


def three_ways(running: RunningIdentityProvider) -> tuple[ProviderSettings, ...]:
    """What an operator writes; the provider then knows the service as each of the three."""
    for manner in STRICT:
        running.register_as(
            manner,
            redirect_uris=(f"{ADDRESS}/sign-in/{manner}/callback",),
            post_logout_redirect_uris=(f"{ADDRESS}/signed-out",),
        )
    return (running.settings(), *(running.profiled(manner) for manner in STRICT))


async def back_from(browser: Browser, pressed: str, person: str = "camille") -> str:
    """Press a button of ours, choose a person there: the path that the browser is sent back to."""
    answer = await browser.post(pressed, {"next": "/contact"})
    assert answer.status_code == 303, answer.text
    back = await browser.running.choose(answer.headers["location"], person)
    return back.removeprefix(browser.address)
