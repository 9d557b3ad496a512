"""The local Stripe as a server.

As a process of its own for the demo, or inside a test's process on a port that the system chooses:
`with LocalStripe() as stripe: stripe.url`.
"""

from pathlib import Path
from types import TracebackType
from typing import Self

from payments.simulator import control, pages
from payments.simulator.api import Api
from payments.simulator.messages import Request, Response
from payments.simulator.postman import Postman
from payments.simulator.serving import HttpServer
from payments.simulator.store import Store
from payments.simulator.world import World

LOCAL_KEY = "sk_test_okote_local"
"""What a client says to the local Stripe; no other key opens it unless it was started with one."""


class UnsafeKeyError(ValueError):
    """A local Stripe is never started with a key that could open the real one."""


class LocalStripe:
    def __init__(
        self, *, port: int = 0, state: Path | None = None, api_key: str = LOCAL_KEY, public: str | None = None
    ) -> None:
        """Port 0 lets the system choose; without `state` everything is forgotten at the end."""
        if not api_key.startswith("sk_test_"):
            raise UnsafeKeyError("The local Stripe opens to a key that starts with sk_test_.")
        self.api_key = api_key
        self.world = World(Store(state), api_key=api_key)
        self._postman = Postman(self.world)
        self._server = HttpServer(port, self._answer)
        self.url = self._server.url
        self.world.public = public or self.url
        self._api = Api(self.world)

    def _answer(self, request: Request) -> Response:
        if request.path.startswith("/v1/"):
            return self._api.answer(request)
        if request.path.startswith("/_control/"):
            return control.answer(self.world, self._postman, request)
        return pages.answer(self.world, request)

    def start(self) -> None:
        self._server.start()
        self._postman.start()

    def stop(self) -> None:
        self._postman.stop()
        self._server.stop()
        self.world.store.close()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
