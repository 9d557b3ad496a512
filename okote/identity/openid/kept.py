"""A document of the provider's, fetched for everybody at once and kept while the provider is away."""

from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from anyio import Lock

from okote.identity.openid.errors import ProviderUnavailableError

RETRY_AFTER_SECONDS = 5.0
RETRY_WITH_OLD_AFTER_SECONDS = 60.0
NEWER_EVERY_SECONDS = 10.0

Document = TypeVar("Document")


class Kept(Generic[Document]):
    """`fetch` raises ProviderUnavailableError; `clock` is monotonic, in seconds."""

    def __init__(
        self, fetch: Callable[[], Awaitable[Document]], *, fresh_for: float, clock: Callable[[], float]
    ) -> None:
        self._fetch = fetch
        self._fresh_for = fresh_for
        self._clock = clock
        self._lock = Lock()
        self._held: Document | ProviderUnavailableError = ProviderUnavailableError("", "never_asked")
        self._due = clock()
        self._newer_from = clock()

    async def get(self) -> Document:
        """The document; an old one rather than none, and no waiting again for who just did not answer."""
        async with self._lock:
            if self._clock() >= self._due:
                await self._renew()
            return self._document()

    async def newer(self, than: Document) -> Document:
        """What the provider says now instead of `than`; the same again where it was asked just before."""
        async with self._lock:
            if self._held is than and self._clock() >= self._newer_from:
                self._newer_from = self._clock() + NEWER_EVERY_SECONDS
                await self._renew()
            return self._document()

    async def _renew(self) -> None:
        try:
            self._held = await self._fetch()
            pause = self._fresh_for
        except ProviderUnavailableError as failure:
            pause = RETRY_WITH_OLD_AFTER_SECONDS
            if isinstance(self._held, ProviderUnavailableError):
                self._held = failure
                pause = RETRY_AFTER_SECONDS
        self._due = self._clock() + pause

    def _document(self) -> Document:
        if isinstance(self._held, ProviderUnavailableError):
            raise self._held.with_traceback(None)
        return self._held
