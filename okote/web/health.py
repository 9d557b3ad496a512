"""Is the process alive, and can it serve?"""

from collections.abc import Awaitable, Callable

from litestar import Response, get
from litestar.datastructures import State


@get("/health/live", sync_to_thread=False)
def live() -> Response[str]:
    """Only that the process answers."""
    return Response("alive", media_type="text/plain")


@get("/health/ready")
async def ready(state: State) -> Response[str]:
    """That the database answers and the service is not stopping; 503 otherwise."""
    check: Callable[[], Awaitable[str | None]] = state.ready
    reason = await check()
    return Response(reason or "ready", media_type="text/plain", status_code=503 if reason else 200)
