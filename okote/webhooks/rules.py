"""How a notification is signed, when it is tried again, and where none is ever sent.

Signature, headers, pauses and what an answer means are those of Standard Webhooks 1.0.0
(https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md).
"""

import hmac
from base64 import b64encode
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from ipaddress import IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit
from uuid import UUID

from payments.errors import DomainError

TEST = "webhook.test"
"""What a person sends to see whether it arrives: tried once, and no sign of anything."""

LONGEST_ADDRESS = 500
LONGEST_ANSWER = 300
"""Characters of what a system answered that are kept."""

MOST = 10
"""Webhooks of one territory."""

OVERLAP = timedelta(hours=24)
"""How long a former secret signs beside the new one."""

PATIENCE = timedelta(days=3)
"""How long nothing arrives before a webhook is switched off."""

KEPT = timedelta(days=30)

PAUSES = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
"""Before each further try: three days and three and a half hours in all."""

SPREAD = 0.1
"""By how much at most a pause is drawn out, so that what failed together is not tried again together."""


class State(StrEnum):
    WAITING = "waiting"
    DELIVERED = "delivered"
    GIVEN_UP = "given_up"


class Failure(StrEnum):
    """Why there was no answer."""

    TIMEOUT = "timeout"
    UNREACHABLE = "unreachable"
    CERTIFICATE = "certificate"
    PRIVATE = "private"
    """Its name leads into a private network: nothing was sent."""


class Off(StrEnum):
    """Why a webhook is off."""

    BY_HAND = "by_hand"
    FAILING = "failing"
    GONE = "gone"
    """Its system said so, with status 410."""


class NotAnAddressError(DomainError):
    code = "webhook_address"


class PrivateAddressError(DomainError):
    code = "webhook_address_private"


class WebhookExistsError(DomainError):
    code = "webhook_exists"


class TooManyWebhooksError(DomainError):
    """Parameter: `most`."""

    code = "webhook_too_many"


class StillRollingError(DomainError):
    """Parameter: `until`."""

    code = "webhook_still_rolling"


@dataclass(frozen=True, slots=True)
class Network:
    """Where the operator lets notifications go besides public addresses."""

    here: bool = False
    """To this machine, unencrypted as well: in the demo and the tests."""
    hosts: Collection[str] = ()
    """To these names, wherever they lead: the operator's own network."""

    def trusts(self, host: str) -> bool:
        return host in self.hosts or (self.here and is_local(host))


def is_local(host: str) -> bool:
    """Whether a name means this machine, without asking anyone (RFC 6761, 6.3)."""
    return host in {"localhost", "127.0.0.1", "::1"} or host.endswith(".localhost")


def check_address(url: str, network: Network) -> None:
    """An address that a program could be told to post to. NotAnAddressError, PrivateAddressError."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise NotAnAddressError from None
    plain = url.isascii() and url.isprintable() and " " not in url
    if not plain or not host or parts.username is not None or parts.fragment:
        raise NotAnAddressError
    unencrypted = parts.scheme == "http" and network.here and is_local(host)
    if parts.scheme != "https" and not unencrypted:
        raise NotAnAddressError
    if not network.trusts(host) and (is_local(host) or _is_private(host)):
        raise PrivateAddressError


def _is_private(host: str) -> bool:
    """Of an address written in figures; a name is looked up each time that something is sent."""
    try:
        return is_forbidden(host)
    except ValueError:
        return False


PUBLIC_IPV6 = ip_network("2000::/3")
"""All that was ever given to anyone; beyond are addresses that lead to IPv4 ones, private ones among them."""

NOT_PUBLIC = tuple(
    map(
        ip_network,
        (
            "168.63.129.16/32",  # Azure's own services, from inside
            "192.0.0.0/24",  # Oracle's among them
            "192.88.99.0/24",
            "2001::/23",
            "2002::/16",
        ),
    )
)
"""What Python takes for public, and is not or leads elsewhere (IANA's special-purpose registries)."""


def is_forbidden(address: str) -> bool:
    """Whether an IP address is of this machine, a private network, a cloud's metadata, or of many.

    ValueError for what is none.
    """
    found = ip_address(address.partition("%")[0])
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped is not None:
            return is_forbidden(str(found.ipv4_mapped))
        if found not in PUBLIC_IPV6:
            return True
    return not found.is_global or found.is_multicast or any(found in network for network in NOT_PUBLIC)


def secret_of(master: str, webhook_id: UUID, name: UUID) -> bytes:
    """A webhook's secret: derived, so that none is kept, and one for each name that it is given."""
    return hmac.digest(master.encode(), f"webhooks:{webhook_id}:{name}".encode(), sha256)


def written(secret: bytes) -> str:
    """As it is shown to people, and as receivers' libraries read it."""
    return f"whsec_{b64encode(secret).decode()}"


def signatures(secrets: Sequence[bytes], event_id: str, at: datetime, body: bytes) -> str:
    """One for each secret that is valid, parted by spaces: whoever has one of them can check."""
    signed = b".".join((event_id.encode(), str(int(at.timestamp())).encode(), body))
    marks = (hmac.digest(secret, signed, sha256) for secret in secrets)
    return " ".join(f"v1,{b64encode(mark).decode()}" for mark in marks)


def headers(secrets: Sequence[bytes], event_id: str, at: datetime, body: bytes) -> dict[str, str]:
    """What a receiver checks and knows it by; the moment is that of the try."""
    return {
        "content-type": "application/json",
        "user-agent": "Okote",
        "webhook-id": event_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": signatures(secrets, event_id, at, body),
    }


def next_try(tries: int, at: datetime, event_id: UUID) -> datetime | None:
    """When to try again after so many that failed; None once there were enough."""
    if tries > len(PAUSES):
        return None
    drawn_out = 1 + SPREAD * (event_id.int % 1_000) / 1_000
    return at + PAUSES[tries - 1] * drawn_out


def is_success(status: int | None) -> bool:
    """Whether it was taken: no redirection is, since whoever sends one has not."""
    return status is not None and 200 <= status < 300


def switches_off(status: int | None, failing_since: datetime, at: datetime) -> Off | None:
    """Whether a failure is the last one: its system is gone, or nothing has arrived for days."""
    if status == 410:
        return Off.GONE
    return Off.FAILING if at - failing_since >= PATIENCE else None
