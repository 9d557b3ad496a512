"""One POST over a socket: what it says, what of the answer is kept, and where it never goes."""

import ssl
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from okote.webhooks import sending
from okote.webhooks.rules import LONGEST_ANSWER, Failure, Network
from tests.okote.webhooks.conftest import ANYWHERE, HOST, receiving

SINCE = datetime(2026, 1, 15, tzinfo=UTC)
SENT = {"content-type": "application/json", "webhook-id": "1"}


def self_signed(folder):
    """Made in a moment, trusted by nobody."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, HOST)])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(SINCE)
        .not_valid_after(SINCE + timedelta(days=3_650))
        .sign(key, hashes.SHA256())
    )
    file = folder / "pem"
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(pem + made.public_bytes(Encoding.PEM))
    shown = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    shown.load_cert_chain(file)
    return shown


async def test_it_arrives_as_it_was_signed():
    async with receiving() as receiver:
        answer = await sending.send(receiver.url, b'{"a": "\xc3\xa9"}', SENT, ANYWHERE)
    assert (answer.status, answer.words, answer.failure) == (200, "ok", None)
    ((headers, body),) = receiver.heard
    assert body == b'{"a": "\xc3\xa9"}'
    assert SENT.items() <= headers.items()
    assert headers["host"] == f"{HOST}:{receiver.port}"
    assert "cookie" not in headers


async def test_a_name_leads_to_an_address_and_is_still_said():
    async with receiving() as receiver:
        url = receiver.url.replace(HOST, "localhost")
        assert (await sending.send(url, b"{}", SENT, ANYWHERE)).status == 200
    assert receiver.heard[0][0]["host"] == f"localhost:{receiver.port}"


@pytest.mark.parametrize("network", [Network(), Network(hosts=("elsewhere.lan",))])
@pytest.mark.parametrize("name", [HOST, "localhost"])
async def test_nothing_goes_into_a_private_network(name, network):
    """Looked at once the name is looked up, whatever it was when it was typed."""
    async with receiving() as receiver:
        answer = await sending.send(receiver.url.replace(HOST, name), b"{}", SENT, network)
    assert (answer.status, answer.failure) == (None, Failure.PRIVATE)
    assert receiver.heard == []


async def test_a_name_that_the_operator_allows_leads_there():
    async with receiving() as receiver:
        answer = await sending.send(receiver.url, b"{}", SENT, Network(hosts=(HOST,)))
    assert answer.status == 200


async def test_nobody_is_followed_elsewhere():
    async with receiving() as other:
        moved = f"HTTP/1.1 307 Moved\r\nlocation: {other.url}\r\ncontent-length: 0\r\n\r\n".encode()
        async with receiving(answer=moved) as receiver:
            assert (await sending.send(receiver.url, b"{}", SENT, ANYWHERE)).status == 307
    assert other.heard == []


async def test_of_a_long_answer_the_beginning_is_kept_and_no_more_is_read():
    endless = b"HTTP/1.1 500 Oh\r\ncontent-length: 999999999\r\n\r\n\x00<b>\xff " + b"non " * 5_000
    async with receiving(answer=endless) as receiver:
        answer = await sending.send(receiver.url, b"{}", SENT, ANYWHERE)
    assert answer.status == 500
    assert answer.words.startswith("<b>� non non")
    assert len(answer.words) == LONGEST_ANSWER


async def test_a_system_that_does_not_answer_keeps_nobody_waiting():
    async with receiving(hangs=True) as receiver:
        answer = await sending.send(receiver.url, b"{}", SENT, ANYWHERE, within=0.05)
    assert (answer.status, answer.failure) == (None, Failure.TIMEOUT)


async def test_a_system_that_is_not_who_it_says_it_is_is_told_nothing(tmp_path):
    """Its certificate is of its own making."""
    async with receiving(certificate=self_signed(tmp_path)) as receiver:
        encrypted = receiver.url.replace("http:", "https:")
        answer = await sending.send(encrypted, b"{}", SENT, ANYWHERE)
    assert answer.failure is Failure.CERTIFICATE
    assert receiver.heard == []


async def test_what_is_not_there_or_is_no_server_is_a_failure():
    async with receiving(answer=b"SSH-2.0-OpenSSH\r\n") as receiver:
        assert (await sending.send(receiver.url, b"{}", SENT, ANYWHERE)).failure is Failure.UNREACHABLE
        encrypted = receiver.url.replace("http:", "https:")
    nameless = f"https://{'a' * 64}.localhost/"
    for url in (encrypted, nameless):
        assert (await sending.send(url, b"{}", SENT, ANYWHERE)).failure is Failure.UNREACHABLE
