import pytest
import time_machine

from payments.gateway.signatures import SignatureRefusedError, verify
from payments.simulator.postman import signature

BODY = '{"id": "evt_1", "object": "event", "note": "été"}'.encode()
NOW = 1_800_000_000


@pytest.fixture(autouse=True)
def that_moment():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.mark.parametrize(
    ("signed_with", "expected"),
    [
        (["new"], ["new"]),
        (["old"], ["new", "old"]),  # ours is rotated, Stripe's not yet
        (["new", "old"], ["old"]),  # Stripe's is rotated, ours not yet
    ],
)
def test_one_secret_in_common_is_enough(signed_with, expected):
    verify(BODY, signature(BODY, signed_with, NOW), expected)


@pytest.mark.parametrize(
    ("body", "header"),
    [
        (BODY, None),
        (BODY, ""),
        (BODY, "nonsense"),
        (BODY, f"t={NOW}"),
        (BODY, f"t={NOW},v0=abc"),
        (BODY, f"t=soon,v1={'0' * 64}"),
        (BODY, f"t={NOW},v1={'0' * 64}"),
        (BODY, signature(BODY, ["of another endpoint"], NOW)),
        (BODY.replace(b"evt_1", b"evt_2"), signature(BODY, ["secret"], NOW)),
        (BODY + b"\n", signature(BODY, ["secret"], NOW)),
        (BODY, signature(BODY, ["secret"], NOW).replace(f"t={NOW}", f"t={NOW + 1}")),
        (BODY, signature(BODY, ["secret"], NOW - 301)),
        (b"\xff\xfe", signature(b"\xff\xfe", ["secret"], NOW)),
    ],
)
def test_what_stripe_did_not_sign_just_now_is_refused(body, header):
    with pytest.raises(SignatureRefusedError):
        verify(body, header, ["secret"])


def test_a_signature_holds_for_five_minutes():
    verify(BODY, signature(BODY, ["secret"], NOW - 300), ["secret"])


@pytest.mark.parametrize("secrets", [[], [""]])
def test_without_a_secret_nothing_is_believed(secrets):
    with pytest.raises(SignatureRefusedError):
        verify(BODY, signature(BODY, [""], NOW), secrets)
