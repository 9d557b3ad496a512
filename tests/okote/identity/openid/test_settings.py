"""What an operator may write about a provider, and what would weaken a sign-in."""

import msgspec
import pytest

from okote.identity.openid.settings import ProviderSettings, is_protected

WRITTEN = {
    "key": "france-connect",
    "labels": {"fr": "FranceConnect", "de": "FranceConnect (Frankreich)"},
    "issuer": "https://issuer.example/api/v2",
    "client_id": "okote",
    "client_secret": "between-us",
}


def read(**changes: object) -> ProviderSettings:
    return msgspec.convert(WRITTEN | changes, ProviderSettings)


def test_the_least_that_must_be_written():
    settings = read()
    assert settings.discovery == "https://issuer.example/api/v2/.well-known/openid-configuration"
    assert settings.algorithms == ("ES256", "RS256")
    assert settings.token_endpoint_auth_method == "client_secret_post"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            {"key": "France Connect"},
            "key 'France Connect' must be lower-case letters",
        ),
        ({"key": ""}, "key '' must be"),
        ({"labels": {}}, "labels must name the provider in one language at least"),
        ({"labels": {"fr": ""}}, "labels must name"),
        ({"issuer": ""}, "issuer must be written"),
        ({"client_id": ""}, "client_id and client_secret must be written"),
        ({"client_secret": ""}, "client_id and client_secret must be written"),
        ({"scopes": ["profile"]}, "scopes must contain openid"),
        ({"algorithms": []}, "algorithms must name ES256, RS256 or both"),
        ({"algorithms": ["HS256"]}, "Invalid enum value 'HS256'"),
        ({"algorithms": ["none"]}, "Invalid enum value 'none'"),
        ({"token_endpoint_auth_method": "none"}, "Invalid enum value 'none'"),
        ({"leeway_seconds": 3600}, "<= 60"),
        ({"timeout_seconds": 0}, "> 0"),
        ({"issuer": "http://issuer.example"}, "must be https://, or http:// on this machine"),
        ({"discovery_url": "http://issuer.example/x"}, "must be https://, or http:// on this machine"),
        ({"discovery_url": "file:///etc/passwd"}, "must be https://, or http:// on this machine"),
        ({"internal_base": "127.0.0.1:8000"}, "internal_base must be http(s)://host:port without a path"),
        ({"internal_base": "http://127.0.0.1/x"}, "internal_base must be"),
        ({"authorize_parameters": {"state": "x", "nonce": "y"}}, "must leave out nonce, state"),
        ({"secret": "x"}, "unknown field"),
    ],
)
def test_what_is_refused_says_what_to_write(changes, sentence):
    with pytest.raises(msgspec.ValidationError) as refused:
        read(**changes)
    assert sentence in str(refused.value)


def test_a_label_in_a_language_that_was_not_written_is_the_first():
    assert (read().label("de"), read().label("en")) == ("FranceConnect (Frankreich)", "FranceConnect")


def test_only_what_is_at_the_discoverys_origin_is_reached_inside():
    settings = read(internal_base="http://127.0.0.1:8301")
    assert settings.back_channel("https://issuer.example/token?x=1") == "http://127.0.0.1:8301/token?x=1"
    assert settings.back_channel("https://keys.example/jwks") == "https://keys.example/jwks"
    assert read().back_channel("https://issuer.example/token") == "https://issuer.example/token"


@pytest.mark.parametrize(
    ("url", "protected"),
    [
        ("https://issuer.example/", True),
        ("http://127.0.0.1:8301/token", True),
        ("http://[::1]/token", True),
        ("http://localhost/", True),
        ("http://identite.localhost:8301/", True),
        ("http://issuer.example/", False),
        ("http://localhost.example/", False),
        ("http://127.0.0.1.example/", False),
        ("http://10.0.0.1/", False),
        ("https:///path", False),
        ("https://[", False),
        ("ftp://127.0.0.1/", False),
        ("//127.0.0.1/", False),
        ("", False),
    ],
)
def test_where_nobody_can_listen(url, protected):
    assert is_protected(url) is protected
