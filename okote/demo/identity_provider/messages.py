"""Requests as Authlib's synchronous server wants them, and answers as it gives them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from authlib.common.urls import add_params_to_uri  # type: ignore[import-untyped]
from authlib.oauth2.rfc6749 import OAuth2Payload, OAuth2Request  # type: ignore[import-untyped]

Pairs = Sequence[tuple[str, str]]


class Payload(OAuth2Payload):  # type: ignore[misc]
    def __init__(self, pairs: Pairs) -> None:
        self._pairs = pairs

    @property
    def data(self) -> dict[str, str]:
        """The first of what is said twice; who says it twice is refused by `datalist`."""
        return dict(reversed(self._pairs))

    @property
    def datalist(self) -> dict[str, list[str]]:
        values = defaultdict(list)
        for name, value in self._pairs:
            values[name].append(value)
        return values


class Request(OAuth2Request):  # type: ignore[misc]
    """Authlib insists on https: the address it sees is the issuer's, whatever carries the bytes here."""

    def __init__(
        self, method: str, issuer: str, path: str, headers: Mapping[str, str], query: Pairs, form: Pairs
    ) -> None:
        super().__init__(method, issuer + path, headers=headers)
        self.path = path
        self.query = query
        self._form = form
        self.payload = Payload([*query, *form])

    @property
    def args(self) -> dict[str, str]:
        return dict(self.query)

    @property
    def form(self) -> dict[str, str]:
        return dict(self._form)


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, body (bytes, text, or what becomes JSON) and headers; no cache keeps it unless they say so."""

    status: int
    body: Any
    headers: Sequence[tuple[str, str]] = ()

    @property
    def content(self) -> bytes:
        if isinstance(self.body, bytes):
            return self.body
        return self.body.encode() if isinstance(self.body, str) else msgspec.json.encode(self.body)

    @property
    def full_headers(self) -> dict[str, str]:
        usual = {"Content-Type": "application/json", "Cache-Control": "no-store"}
        return usual | dict(self.headers) | {"Content-Length": str(len(self.content))}

    def named(self, issuer: str) -> "Answer":
        """A redirection that says who sends it (RFC 9207)."""
        address = add_params_to_uri(dict(self.headers)["Location"], {"iss": issuer})
        return Answer(self.status, self.body, [("Location", address)])
