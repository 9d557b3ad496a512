"""The signature of the specification's own example, the pauses, and where nothing is ever sent."""

from base64 import b64decode
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from okote.webhooks.rules import (
    PATIENCE,
    PAUSES,
    Network,
    NotAnAddressError,
    Off,
    PrivateAddressError,
    check_address,
    headers,
    is_forbidden,
    is_success,
    next_try,
    secret_of,
    signatures,
    switches_off,
    written,
)

AT = datetime(2026, 1, 15, 8, 30, tzinfo=UTC)
NOBODY = UUID(int=0)

# The example that Standard Webhooks' own libraries are tested with.
SECRET = b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
EVENT, BODY = "msg_p5jXN8AQM9LWM0D4loKWxJek", b'{"test": 2432232314}'
SENT_AT = datetime.fromtimestamp(1614265330, UTC)
SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_it_signs_as_standard_webhooks_does():
    assert signatures([SECRET], EVENT, SENT_AT, BODY) == SIGNATURE
    assert written(SECRET) == "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    sent = headers([SECRET], EVENT, SENT_AT, BODY)
    assert (sent["webhook-id"], sent["webhook-timestamp"]) == (EVENT, "1614265330")
    assert sent["webhook-signature"] == SIGNATURE


def test_two_secrets_sign_beside_each_other():
    assert signatures([b"x", SECRET], EVENT, SENT_AT, BODY).split(" ")[1] == SIGNATURE


def test_each_webhook_and_each_name_has_a_secret_of_its_own():
    one, other = uuid4(), uuid4()
    secrets = {
        secret_of(key, webhook, name) for key in "ab" for webhook in (one, other) for name in (one, other)
    }
    assert len(secrets) == 8
    assert {len(secret) for secret in secrets} == {32}


@pytest.mark.parametrize(
    ("tries", "after"),
    [
        (1, timedelta(seconds=5)),
        (2, timedelta(minutes=5)),
        (3, timedelta(minutes=30)),
        (4, timedelta(hours=2)),
        (5, timedelta(hours=5)),
        (6, timedelta(hours=10)),
        (7, timedelta(hours=14)),
        (8, timedelta(hours=20)),
        (9, timedelta(hours=24)),
    ],
)
def test_it_is_tried_again_after_ever_longer_pauses(tries, after):
    assert next_try(tries, AT, NOBODY) == AT + after
    for _ in range(20):
        assert AT + after <= next_try(tries, AT, uuid4()) <= AT + after * 1.1


def test_after_three_days_it_is_given_up():
    assert next_try(10, AT, NOBODY) is None
    assert sum(PAUSES, timedelta()) >= PATIENCE


@pytest.mark.parametrize(
    ("status", "taken"), [(None, False), (199, False), (200, True), (204, True), (299, True), (302, False)]
)
def test_only_a_success_is_one(status, taken):
    assert is_success(status) is taken


@pytest.mark.parametrize(
    ("status", "since", "off"),
    [
        (410, timedelta(), Off.GONE),
        (500, timedelta(), None),
        (None, PATIENCE - timedelta(microseconds=1), None),
        (None, PATIENCE, Off.FAILING),
    ],
)
def test_what_fails_for_days_or_is_gone_is_switched_off(status, since, off):
    assert switches_off(status, AT - since, AT) is off


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.255.0.1",
        "0.0.0.0",  # noqa: S104 (asked about, not listened at)
        "10.0.0.1",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "100.64.0.1",
        "100.100.100.200",  # Alibaba's metadata
        "169.254.169.254",  # everybody else's
        "168.63.129.16",  # Azure's
        "192.0.0.192",  # Oracle's
        "192.0.2.1",
        "198.18.0.1",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:a9fe:a9fe",
        "64:ff9b::7f00:1",
        "64:ff9b:1::1",
        "2001::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "fc00::1",
        "fd00:ec2::254",  # Amazon's metadata
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "ff02::1",
    ],
)
def test_nothing_is_sent_there(address):
    assert is_forbidden(address)


@pytest.mark.parametrize(
    "address",
    [
        "1.1.1.1",
        "8.8.8.8",
        "172.32.0.1",
        "192.0.1.1",
        "2606:4700::1111",
        "2a01:e00::1",
        "::ffff:8.8.8.8",
    ],
)
def test_the_rest_of_the_world_may_be_told(address):
    assert not is_forbidden(address)


PRODUCTION, DEMO = Network(), Network(here=True)
OWN = Network(hosts=("agenda.lan", "10.0.0.7"))


@pytest.mark.parametrize(
    ("url", "network"),
    [
        ("https://agenda.example/okote", PRODUCTION),
        ("https://agenda.example:8443/okote?key=1", PRODUCTION),
        ("https://[2606:4700::1111]/", PRODUCTION),
        ("https://agenda.lan/okote", OWN),
        ("https://10.0.0.7/okote", OWN),
        ("http://localhost:4080/okote", DEMO),
        ("http://127.0.0.1:4080/", DEMO),
        ("https://agenda.localhost/", DEMO),
    ],
)
def test_it_leads_to_a_system(url, network):
    check_address(url, network)


@pytest.mark.parametrize(
    ("url", "network", "error"),
    [
        ("", PRODUCTION, NotAnAddressError),
        ("agenda.example", PRODUCTION, NotAnAddressError),
        ("https://", PRODUCTION, NotAnAddressError),
        ("http://agenda.example/", PRODUCTION, NotAnAddressError),
        ("http://agenda.example/", DEMO, NotAnAddressError),
        ("http://localhost/", PRODUCTION, NotAnAddressError),
        ("http://agenda.lan/", OWN, NotAnAddressError),
        ("ftp://agenda.example/", PRODUCTION, NotAnAddressError),
        ("javascript:alert(1)", PRODUCTION, NotAnAddressError),
        ("https://me:secret@agenda.example/", PRODUCTION, NotAnAddressError),
        ("https://agenda.example/#part", PRODUCTION, NotAnAddressError),
        ("https://agenda.example/a b", PRODUCTION, NotAnAddressError),
        ("https://agenda.example/a\nHost: b", PRODUCTION, NotAnAddressError),
        ("https://agenda.example:99999/", PRODUCTION, NotAnAddressError),
        ("https://[::1", PRODUCTION, NotAnAddressError),
        ("https://forêt.example/", PRODUCTION, NotAnAddressError),
        ("https://localhost/", PRODUCTION, PrivateAddressError),
        ("https://admin.localhost/", PRODUCTION, PrivateAddressError),
        ("https://127.0.0.1/", PRODUCTION, PrivateAddressError),
        ("https://169.254.169.254/latest/meta-data", DEMO, PrivateAddressError),
        ("https://[::ffff:10.0.0.1]/", PRODUCTION, PrivateAddressError),
        ("https://10.0.0.8/", OWN, PrivateAddressError),
    ],
)
def test_it_leads_nowhere_else(url, network, error):
    with pytest.raises(error):
        check_address(url, network)
