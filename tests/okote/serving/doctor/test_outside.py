"""The doctor looks from outside: at addresses, proxies, providers."""

import asyncio
from contextlib import asynccontextmanager

import httpx2
import msgspec
import pytest

from okote.serving.doctor.findings import Level
from okote.serving.doctor.outside import monitored, outside, proxies, reached
from okote.settings import load
from tests.okote.identity_provider_server import TRUSTED
from tests.okote.serving.doctor.said import said
from tests.okote.test_settings import with_changes
from tests.okote.webhooks.test_sending import self_signed

HERE = "127.0.0.1"


@asynccontextmanager
async def answering(status, body, certificate=None):
    """Something that answers every request so; its address."""

    async def answer(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        head = f"HTTP/1.1 {status} X\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        writer.write((head + body).encode())
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(answer, HERE, 0, ssl=certificate) as server:
        scheme = "https" if certificate else "http"
        yield f"{scheme}://{HERE}:{server.sockets[0].getsockname()[1]}"


async def finding(address):
    async with httpx2.AsyncClient(verify=TRUSTED) as client:
        return await reached(client, address)


async def test_an_address_that_answers_as_we_do():
    async with answering(200, "alive") as address:
        found = await finding(address)
    assert (found.level, found.says) == (Level.OK, f"{address} answers.")


@pytest.mark.parametrize(("status", "body"), [(200, "It works!"), (502, "alive"), (301, "")])
async def test_an_address_that_something_else_answers(status, body):
    async with answering(status, body) as address:
        found = await finding(address)
    assert found.level is Level.FAIL
    assert f"something else (status {status})" in found.says


async def test_an_address_where_nobody_is():
    found = await finding(f"http://{HERE}:9")
    assert (found.level, "is not reached (ConnectError" in found.says) == (Level.FAIL, True)


async def test_a_certificate_that_nobody_trusts(tmp_path):
    async with answering(200, "alive", self_signed(tmp_path)) as address:
        found = await finding(address)
    assert found.level is Level.FAIL
    assert "CERTIFICATE_VERIFY_FAILED" in found.says


@pytest.mark.parametrize(
    ("networks", "level"),
    [("10.0.0.0/8", Level.OK), ("", Level.FAIL), ("0.0.0.0/0", Level.FAIL), ("10.0.0.0/8,::/0", Level.FAIL)],
)
def test_whoever_decrypts_is_believed_and_nobody_else(networks, level):
    (found,) = proxies(load(with_changes(trusted_proxies=networks)))
    assert found.level is level


def test_without_encryption_nobody_stands_between(house_settings):
    assert list(proxies(house_settings)) == []


@pytest.fixture
def house_settings():
    """Of a demo, at a plain address."""
    stripe = '{"api_key": "sk_test_1", "webhook_secrets": ["whsec_a"], "connect_webhook_secrets": []}'
    addresses = '{"trois-rives": ["http://trois-rives.localhost:8000"]}'
    return load(with_changes(environment="demo", stripe=stripe, addresses=addresses))


@pytest.mark.parametrize(
    ("port", "host", "level"),
    [(None, HERE, Level.WARN), (9100, HERE, Level.OK), (9100, "0.0.0.0", Level.WARN)],  # noqa: S104 (what is warned of)
)
def test_metrics_are_told_to_this_machine(house_settings, port, host, level):
    (found,) = monitored(msgspec.structs.replace(house_settings, metrics_port=port, metrics_host=host))
    assert found.level is level


async def test_a_provider_that_answers_and_one_that_does_not(house, identity_provider):
    house.settings.addresses.clear()
    assert "demo answers as the provider" in said(await outside(house), Level.OK, "sign-in")[0]
    assert said(await outside(house), Level.OK, "sign-in")[-1] == "codes by mail are taken."


async def test_a_provider_of_another_name(house, identity_provider):
    identity_provider.provider.behaviour.become("discovery_issuer_other")
    house.settings.addresses.clear()
    (sentence,) = said(await outside(house), Level.FAIL, "sign-in")
    assert sentence == "demo cannot be used (discovery_of_another_issuer)."
