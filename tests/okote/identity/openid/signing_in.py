"""The service's side of a sign-in, and a clock that only a test moves."""

from urllib.parse import urlsplit

from okote.identity.openid.claims import Claims
from okote.identity.openid.provider import AuthorizationRequest, OpenIDProvider
from tests.okote.identity_provider_server import RETURN_ADDRESS, RunningIdentityProvider


class Clock:
    """Monotonic seconds that only the test moves."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds

    def advance(self, seconds: float) -> None:
        self.seconds += seconds


class SignIn:
    """One service that signs people in with the running provider."""

    def __init__(self, running: RunningIdentityProvider, clock: Clock, **settings: object) -> None:
        self.running = running
        self.openid = OpenIDProvider(running.settings(**settings), clock=clock)

    async def begin(self) -> AuthorizationRequest:
        return await self.openid.begin(RETURN_ADDRESS)

    async def complete(self, request: AuthorizationRequest, address: str, **changes: str) -> Claims:
        kept = {
            "redirect_uri": request.redirect_uri,
            "state": request.state,
            "nonce": request.nonce,
            "code_verifier": request.code_verifier,
        }
        return await self.openid.complete(urlsplit(address).query, **kept | changes)

    async def whole(self, person: str = "camille") -> Claims:
        request = await self.begin()
        return await self.complete(request, await self.running.choose(request.url, person))
