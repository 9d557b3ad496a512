"""Where a sign-in leads back to: a page of this very site, whatever was asked for."""

import re
from urllib.parse import quote

HOME = "/"
LONGEST = 8_000
"""Characters of a path with its query: a form keeps what was typed in its address, percent-encoded."""

_LOCAL = re.compile(r"/(?![/\\])[^\\\x00-\x1f\x7f]*")
_KEPT = "/?&=%:@!$'()*+,;~"


def local_path(wanted: str) -> str:
    r"""The path to go back to, fit for an address; the home page for anything that could lead elsewhere.

    Browsers take a backslash for a slash and drop tabs and line ends (WHATWG URL, 4.4), so `/\host` and
    `/<tab>/host` name another site as `//host` does. A language is put before what this returns, which
    alone would keep it here.
    """
    if not _LOCAL.fullmatch(wanted):
        return HOME
    path = quote(wanted, safe=_KEPT, errors="replace")
    return path if len(path) <= LONGEST else HOME
