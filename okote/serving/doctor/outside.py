"""Whether people reach us, are told apart, and can sign in."""

from collections.abc import Iterator

import httpx2

from okote.house import House
from okote.identity.openid.errors import ProviderUnavailableError
from okote.serving.doctor.findings import Finding, fail, ok, warn
from okote.settings import Settings

PATIENCE = 10.0
"""Seconds."""

ALIVE = "alive"
"""What `/health/live` answers."""


async def outside(house: House) -> list[Finding]:
    settings = house.settings
    addresses = [address for known in settings.addresses.values() for address in known]
    found = [*proxies(settings), *monitored(settings)]
    trusted = httpx2.create_ssl_context()
    async with httpx2.AsyncClient(timeout=PATIENCE, verify=trusted, trust_env=False) as client:
        found += [await reached(client, address) for address in addresses]
    found += [await _provider(house, key) for key in house.providers]
    if settings.mail_code_sign_in:
        found.append(ok("sign-in", "codes by mail are taken."))
    return found


def proxies(settings: Settings) -> Iterator[Finding]:
    """A site on https stands behind something that decrypts: it must say for whom it asks."""
    if any(network.prefixlen == 0 for network in settings.proxy_networks):
        yield fail("proxy", "trusted_proxies holds everybody: anybody could pass for anybody else.")
    elif settings.trusted_proxies:
        yield ok("proxy", f"X-Forwarded-For is believed from {', '.join(settings.trusted_proxies)}.")
    elif any(one.startswith("https://") for known in settings.addresses.values() for one in known):
        yield fail("proxy", "trusted_proxies is empty: all visitors would seem to be one, the proxy.")


def monitored(settings: Settings) -> Iterator[Finding]:
    if settings.metrics_port is None:
        yield warn("metrics", "nobody is told how the service goes: metrics_port is not set.")
    elif settings.metrics_host in {"127.0.0.1", "::1", "localhost"}:
        yield ok("metrics", f"from port {settings.metrics_port} on, for this machine alone.")
    else:
        yield warn("metrics", f"are open on {settings.metrics_host}: let a firewall pass monitoring alone.")


async def reached(client: httpx2.AsyncClient, address: str) -> Finding:
    """By its public name, over the way and with the certificate that people meet."""
    try:
        answer = await client.get(f"{address}/health/live")
    except httpx2.HTTPError as error:
        why = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
        return fail("address", f"{address} is not reached ({why}): look at its DNS, certificate and proxy.")
    if answer.status_code == httpx2.codes.OK and answer.text == ALIVE:
        return ok("address", f"{address} answers.")
    return fail("address", f"{address} is answered by something else (status {answer.status_code}).")


async def _provider(house: House, key: str) -> Finding:
    """Its discovery answers, and is its own."""
    try:
        await house.providers[key].begin("https://okote.invalid/")
    except ProviderUnavailableError as error:
        return fail("sign-in", f"{key} cannot be used ({error.parameters['reason']}).")
    return ok("sign-in", f"{key} answers as the provider that it is said to be.")
