"""What is compressed: what holds nothing of anyone's."""

import re

from litestar.connection import ASGIConnection
from litestar.middleware.compression import CompressionMiddleware
from litestar.types import Receive, Scope, Send

from okote.web.csrf import COOKIE

ALIKE = re.compile(r"/static/|/territory\.css$")
"""The same for everyone, whatever the request says."""


class CompressedForStrangers(CompressionMiddleware):
    """Compresses stylesheets and the like for everyone, pages only for who brings nothing but a form's token.

    A page repeats what a link says, so whoever makes a browser follow links, which sends its cookies
    (SameSite=Lax), and sees how long the encrypted answers are can guess what else the page holds, such as
    a name or an e-mail address, where both are compressed together (BREACH, 2013).
    """

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        cookies = ASGIConnection(scope).cookies
        if ALIKE.match(scope["path"]) or cookies.keys() <= {COOKIE}:
            await super().__call__(scope, receive, send)
        else:
            await self.app(scope, receive, send)
