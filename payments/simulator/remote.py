"""Telling the local Stripe what to do, from another process or a test."""

from ssl import PROTOCOL_TLS_CLIENT, SSLContext
from types import TracebackType
from typing import Any, Self

import httpx2


class ControlRefusedError(Exception):
    """The local Stripe would not; the sentence is its own."""


class Remote:
    """`post("payouts/po_1/fail", code="account_closed")` reaches any control; the usual ones have a name."""

    def __init__(self, url: str) -> None:
        # It speaks plain HTTP to this machine: certificates, which take time to read, are not looked at.
        self._client = httpx2.AsyncClient(base_url=url, timeout=60, verify=SSLContext(PROTOCOL_TLS_CLIENT))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        await self._client.aclose()

    async def post(self, control: str, **body: Any) -> Any:
        return await self._ask("POST", control, body)

    async def get(self, control: str) -> Any:
        return await self._ask("GET", control, None)

    async def _ask(self, method: str, control: str, body: Any) -> Any:
        answer = await self._client.request(method, f"/_control/{control}", json=body)
        if answer.status_code != 200:
            raise ControlRefusedError(answer.json()["error"]["message"])
        return answer.json()

    async def listen(
        self, url: str, *secrets: str, connect: bool = False, events: tuple[str, ...] = ("*",)
    ) -> None:
        """Post events to this address too, signed with every one of the secrets."""
        await self.post("listen", url=url, secrets=secrets, connect=connect, events=events)

    async def advance(self, seconds: int) -> int:
        """Move its clock; what falls due happens. Its new time, in seconds since 1970."""
        return int((await self.post("clock", advance=seconds))["now"])

    async def misbehave(self, **plan: float) -> None:
        """From now on, by seed; without a plan it behaves again."""
        await self.post("misbehave", **plan)

    async def hold(self, held: bool = True) -> None:
        """Keep events back until `deliver`."""
        await self.post("hold", held=held)

    async def deliver(self) -> list[dict[str, Any]]:
        """Post at once what is pending; who was told what, in order."""
        return list(await self.post("deliver"))

    async def pay(
        self, session_id: str, card: str = "4242424242424242", *, bank: str | None = None
    ) -> dict[str, Any]:
        """Pay a Checkout session without a browser; `bank` answers a card that asks: confirm or refuse."""
        return dict(
            await self.post(f"sessions/{session_id}/pay", card=card, **({"bank": bank} if bank else {}))
        )

    async def calls(self) -> list[dict[str, Any]]:
        return list(await self.get("calls"))
