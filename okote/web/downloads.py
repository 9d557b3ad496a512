"""Files that people take with them: named for the day, never kept on the way."""

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from typing import Any

from litestar import Response
from litestar.response import Stream

from okote.platform.errors import NotFoundError

CSV = "text/csv"
"""Litestar adds the charset."""


def dated(day: date, what: str) -> str:
    """The name of a download."""
    return f"okote-{day:%Y-%m-%d}-{what}"


def present(path: Path) -> Path:
    """A file that a row names; NotFoundError where it is lost, which `okote doctor` tells."""
    if not path.is_file():
        raise NotFoundError
    return path


def download(content: bytes, media_type: str, name: str) -> Response[Any]:
    return Response(content, media_type=media_type, headers=_headers(name))


def streamed(content: AsyncIterator[str], media_type: str, name: str, *, encoding: str = "utf-8") -> Stream:
    """The same of what may be too long to be held: `content` opens its own transaction."""
    return Stream(content, media_type=media_type, headers=_headers(name), encoding=encoding)


def published(content: AsyncIterator[str], media_type: str, name: str) -> Stream:
    """The same of what everyone may have: anybody may keep it for a while, and any site may ask for it."""
    headers = _headers(name) | {"cache-control": "public, max-age=300", "access-control-allow-origin": "*"}
    return Stream(content, media_type=media_type, headers=headers, encoding="utf-8")


def _headers(name: str) -> dict[str, str]:
    """Never kept on the way: a computer that others use too would show it to them."""
    return {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"}
