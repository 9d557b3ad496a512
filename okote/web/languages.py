"""The language stands first in a page's path: `/de/campaigns` is the page `/campaigns` in German."""

from collections.abc import Sequence

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Receive, Scope, Send

LANGUAGE = "okote_language"
"""Where the prefix's language lies in the scope; absent where a path has no prefix."""


class LanguagePrefix:
    """Takes the language off the path, so that routes are written once."""

    def __init__(self, app: ASGIApp, languages: Sequence[str]) -> None:
        self.app = app
        self.languages = frozenset(languages)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == ScopeType.HTTP:
            _, _, rest = scope["path"].partition("/")
            first, _, rest = rest.partition("/")
            if first in self.languages:
                scope["path"] = f"/{rest}"
                scope["raw_path"] = scope["path"].encode()
                scope[LANGUAGE] = first  # type: ignore[literal-required]
        await self.app(scope, receive, send)
