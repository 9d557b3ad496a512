"""One POST to an address that people typed: bounded, never redirected, never into a private network."""

import ssl
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache
from socket import SOCK_STREAM
from time import monotonic

import httpx2
from anyio import fail_after, getaddrinfo

from okote.webhooks.rules import LONGEST_ANSWER, Failure, Network, is_forbidden

SECONDS = 10
"""That a system has to answer."""

CONNECTING = 4
"""Of which so many for each of its addresses."""

MOST_READ = 4 * LONGEST_ANSWER
"""Octets of an answer: nothing of what follows is ever read."""


class ForbiddenAddressError(Exception):
    """A name leads where nothing may be sent."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A status, or why there is none."""

    milliseconds: int
    status: int | None = None
    failure: Failure | None = None
    words: str = ""


async def send(
    url: str, body: bytes, headers: Mapping[str, str], network: Network, *, within: float = SECONDS
) -> Answer:
    """Post it; whatever goes wrong is an answer too."""
    begun = monotonic()
    status, words, failure = None, "", None
    try:
        with fail_after(within):
            status, words = await _posted(url, body, headers, network)
    except ForbiddenAddressError:
        failure = Failure.PRIVATE
    except (TimeoutError, httpx2.TimeoutException):
        failure = Failure.TIMEOUT
    except (httpx2.HTTPError, httpx2.InvalidURL, OSError, ValueError) as error:
        failure = Failure.CERTIFICATE if _is_of_certificate(error) else Failure.UNREACHABLE
    return Answer(int((monotonic() - begun) * 1_000), status, failure, words)


async def _posted(url: str, body: bytes, headers: Mapping[str, str], network: Network) -> tuple[int, str]:
    target = httpx2.URL(url)
    host = target.raw_host.decode()
    *others, last = await _addresses(host, target.port or 443, network)
    for address in others:
        try:
            return await _posted_to(address, target, body, headers)
        except (httpx2.ConnectError, httpx2.ConnectTimeout) as error:
            if _is_of_certificate(error):
                raise
    return await _posted_to(last, target, body, headers)


async def _addresses(host: str, port: int, network: Network) -> Sequence[str]:
    """Looked up and checked now, then connected to as they are: no second look could say otherwise.

    One private address among them is enough to send nothing.
    """
    found = await getaddrinfo(host, port, type=SOCK_STREAM)
    addresses = list(dict.fromkeys(where[0] for *_, where in found))
    if not network.trusts(host) and any(map(is_forbidden, addresses)):
        raise ForbiddenAddressError
    return addresses


async def _posted_to(
    address: str, target: httpx2.URL, body: bytes, headers: Mapping[str, str]
) -> tuple[int, str]:
    """To that address, under its own name for the certificate and the Host header."""
    async with _client() as client:
        request = client.build_request(
            "POST",
            target.copy_with(host=address),
            content=body,
            headers={"Host": target.netloc.decode(), "Accept-Encoding": "identity", **headers},
            extensions={"sni_hostname": target.raw_host.decode()},
        )
        response = await client.send(request, stream=True)
        try:
            return response.status_code, await _beginning(response)
        finally:
            await response.aclose()


@asynccontextmanager
async def _client() -> AsyncIterator[httpx2.AsyncClient]:
    """Knows no proxy of the environment, which would look the name up itself."""
    timeout = httpx2.Timeout(SECONDS, connect=CONNECTING)
    async with httpx2.AsyncClient(
        verify=_trusted(), trust_env=False, follow_redirects=False, timeout=timeout
    ) as client:
        yield client


@cache
def _trusted() -> ssl.SSLContext:
    """Loaded once: it takes longer than a call."""
    return httpx2.create_ssl_context()


async def _beginning(response: httpx2.Response) -> str:
    """In one line, as far as it can be read."""
    read = b""
    async for chunk in response.aiter_raw():
        read += chunk
        if len(read) >= MOST_READ:
            break
    words = " ".join(read[:MOST_READ].decode(errors="replace").split())
    return "".join(filter(str.isprintable, words))[:LONGEST_ANSWER]


def _is_of_certificate(error: BaseException | None) -> bool:
    while error is not None and not isinstance(error, ssl.SSLError):
        error = error.__cause__ or error.__context__
    return error is not None
