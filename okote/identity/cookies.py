"""The cookies of signing in: over TLS alone, for one host name, out of reach of scripts."""

from datetime import timedelta

from litestar.datastructures import Cookie

SESSION = "__Host-session"
BROWSER = "__Host-sign-in"
"""Names the browser while a sign-in is under way, so that nobody else can complete it."""


def kept(name: str, value: str, lasting: timedelta | None = None) -> Cookie:
    """Kept that long, or until the browser is closed."""
    seconds = None if lasting is None else int(lasting.total_seconds())
    return Cookie(
        key=name, value=value, max_age=seconds, path="/", secure=True, httponly=True, samesite="lax"
    )


def dropped(name: str) -> Cookie:
    """Browsers refuse a `__Host-` cookie without its attributes, also where it only ends one."""
    return kept(name, "", timedelta())
