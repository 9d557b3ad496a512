import pytest

from payments.gateway.settings import STRIPE, GatewaySettings, UnsafeGatewayError


@pytest.mark.parametrize(
    ("key", "base", "livemode"),
    [
        ("sk_live_abc123", STRIPE, True),
        ("rk_live_abc123", STRIPE, True),
        ("sk_test_abc123", STRIPE, False),
        ("sk_test_abc123", "http://127.0.0.1:8420", False),
        ("rk_test_abc123", "http://localhost:8420", False),
        ("sk_test_abc123", "http://[::1]:8420", False),
    ],
)
def test_a_key_goes_where_it_may(key, base, livemode):
    assert GatewaySettings(api_key=key, api_base=base).livemode is livemode


@pytest.mark.parametrize(
    ("key", "base"),
    [
        ("sk_live_abc123", "http://127.0.0.1:8420"),
        ("rk_live_abc123", "http://localhost:8420"),
        ("sk_live_abc123", "https://api.stripe.com.example.org"),
        ("sk_live_abc123", "http://api.stripe.com"),
        ("sk_test_abc123", "http://stripe.example.org"),
        ("sk_test_abc123", "http://127.0.0.1.example.org"),
        ("pk_live_abc123", STRIPE),
        ("sk_abc123", STRIPE),
        ("", STRIPE),
    ],
)
def test_a_key_that_could_mix_real_money_and_play_is_refused(key, base):
    with pytest.raises(UnsafeGatewayError) as refused:
        GatewaySettings(api_key=key, api_base=base)
    assert "abc123" not in str(refused.value)


def test_the_key_is_never_printed():
    assert "abc123" not in repr(GatewaySettings(api_key="sk_test_abc123"))
