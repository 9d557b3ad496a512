"""Settings come from the environment or one file, and whatever is wrong is said in a sentence."""

import json
from collections.abc import Mapping
from pathlib import Path

import msgspec
import pytest

from okote.settings import Settings, SettingsError, dump, load

SOUND: Mapping[str, str] = {
    "OKOTE_SECRET_KEY": "0123456789abcdef0123456789abcdef",
    "OKOTE_ADDRESSES": '{"trois-rives": ["https://trois-rives.example"]}',
    "OKOTE_STRIPE": json.dumps(
        {"api_key": "sk_live_1", "webhook_secrets": ["whsec_a"], "connect_webhook_secrets": ["whsec_b"]}
    ),
    "OKOTE_MAIL": '{"host": "mail.example", "sender": "Okoté <okote@trois-rives.example>"}',
    "OKOTE_MAIL_CODE_SIGN_IN": "true",
}


def with_changes(**changes: str) -> dict[str, str]:
    return {**SOUND, **{f"OKOTE_{name.upper()}": value for name, value in changes.items()}}


def complaint(environ: Mapping[str, str]) -> str:
    with pytest.raises(SettingsError) as caught:
        load(environ)
    return str(caught.value)


def test_what_is_not_said_has_a_safe_default():
    settings = load(SOUND)
    assert settings.environment == "production"
    assert settings.database_url is None
    assert settings.state_folder == Path("var")
    assert settings.mail_code_sign_in is True
    assert settings.stripe.api_base == "https://api.stripe.com"
    assert settings.mail.start_tls is True
    assert (settings.metrics_port, settings.metrics_host) == (None, "127.0.0.1")
    assert load(with_changes(metrics_port="9100")).metrics_port == 9100


def test_lists_of_words_may_be_written_plainly():
    settings = load(with_changes(trusted_proxies="10.0.0.0/8, 192.168.1.1/32", state_folder="/srv/okote"))
    assert [str(network) for network in settings.proxy_networks] == ["10.0.0.0/8", "192.168.1.1/32"]
    assert settings.state_folder == Path("/srv/okote")


def test_a_file_says_the_same_and_the_environment_wins(tmp_path: Path):
    file = tmp_path / "okote.toml"
    file.write_text('pool_size = 4\nlog_format = "text"\n')
    settings = load(with_changes(pool_size="6") | {"OKOTE_FILE": str(file)})
    assert (settings.pool_size, settings.log_format) == (6, "text")


def test_settings_are_handed_on_whole(tmp_path: Path):
    file = tmp_path / "settings.json"
    provider = {
        "key": "france-connect",
        "labels": {"fr": "FranceConnect"},
        "issuer": "https://fcp.example",
        "client_id": "a",
        "client_secret": "b",
    }
    profiled = {"key": "pro", "profile": "proconnect", "client_id": "a", "client_secret": "b"}
    settings = load(with_changes(providers=json.dumps([provider, profiled]), uploads_folder="/srv/pictures"))
    file.write_bytes(dump(settings))
    assert load({"OKOTE_FILE": str(file)}) == settings


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"secret_key": "short"}, "OKOTE_SECRET_KEY must have 32 characters at least"),
        ({"addresses": "{}"}, "OKOTE_ADDRESSES names no territory"),
        ({"addresses": '{"a": ["https://a.example/path"]}'}, "must be http(s)://host without a path"),
        ({"addresses": '{"a": []}'}, "must be http(s)://host without a path"),
        ({"addresses": '{"a": ["http://a.example"]}'}, "must be https:// in production"),
        ({"addresses": '{"a": ["https://A.example"]}'}, "in lower case"),
        ({"addresses": '{"a": ["https://a.example:443"]}'}, "only where it is not the usual one"),
        ({"addresses": '{"a": ["https://camille@a.example"]}'}, "and nothing else"),
        ({"addresses": '{"a": ["https://a.example?b"]}'}, "and nothing else"),
        ({"addresses": '{"a": ["https://a.example#b"]}'}, "and nothing else"),
        ({"addresses": '{"a": ["https://a.example "]}'}, "and nothing else"),
        ({"addresses": '{"a": ["https://[a.example"]}'}, "and nothing else"),
        (
            {"addresses": '{"a": ["https://x.example"], "b": ["https://b.example", "https://x.example"]}'},
            "x.example is an address of a and of b",
        ),
        ({"failpoints": "mail.sent kill"}, "OKOTE_FAILPOINTS makes the service die on purpose"),
        ({"features": "okote.funding,okote.demo"}, "okote.demo shows everyone's mails"),
        (
            {"mail": '{"host": "m", "sender": "a@b.example", "password": "x", "start_tls": false}'},
            "OKOTE_MAIL: start_tls must be true",
        ),
        (
            {
                "providers": json.dumps(
                    [
                        {
                            "key": "fc",
                            "profile": "franceconnect",
                            "instance": "integration",
                            "client_id": "a",
                            "client_secret": "b",
                        }
                    ]
                )
            },
            "the integration of fc signs in invented people",
        ),
        ({"addresses": "{"}, "OKOTE_ADDRESSES must be JSON"),
        ({"trusted_proxies": "everybody"}, "'everybody' is not a network such as 10.0.0.0/8"),
        ({"replica_url": "postgresql://replica/okote"}, "OKOTE_REPLICA_URL: the embedded database has none"),
        ({"service_url": "postgresql://web/okote"}, "OKOTE_SERVICE_URL: the embedded database needs none"),
        (
            {"replica_url": "postgresql://a/okote", "database_url": "postgresql://a/okote"},
            "OKOTE_REPLICA_URL is the primary's own address",
        ),
        ({"witness": "the registry"}, "OKOTE_WITNESS: 'the registry' is not an e-mail address."),
        ({"mail_code_sign_in": "false"}, "Nobody could sign in"),
        ({"pool_size": "1"}, "Expected `int` >= 2 - at `$.pool_size`"),
        ({"state_folder": ""}, "expected the path of a folder"),
        ({"metrics_port": "0"}, "Expected `int` >= 1 - at `$.metrics_port`"),
        ({"environment": "demo"}, "A live Stripe key must not serve a demo"),
        ({"colour": "red"}, "OKOTE_COLOUR is not a setting; remove it. Settings are: OKOTE_ADDRESSES, "),
    ],
)
def test_what_is_wrong_is_said_with_what_to_write(changes: dict[str, str], sentence: str):
    assert sentence in complaint(with_changes(**changes))


def test_a_secret_that_is_missing_is_named():
    assert "secret_key" in complaint({name: SOUND[name] for name in SOUND if name != "OKOTE_SECRET_KEY"})


def test_a_stripe_without_webhook_secrets_would_believe_anyone():
    stripe = {"api_key": "sk_test_1", "webhook_secrets": [], "connect_webhook_secrets": []}
    assert "webhook_secrets must hold" in complaint(with_changes(stripe=json.dumps(stripe)))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"api_key": "sk_test_1"}, "a test key moves no money"),
        ({"connect_webhook_secrets": ["whsec_b", ""]}, "connect_webhook_secrets holds an empty one"),
        ({"webhook_secrets": [""]}, "webhook_secrets must hold the signing secret"),
    ],
)
def test_keys_that_would_start_but_must_not(changes: dict[str, object], sentence: str):
    stripe = json.loads(SOUND["OKOTE_STRIPE"]) | changes
    assert sentence in complaint(with_changes(stripe=json.dumps(stripe)))


def test_a_test_key_is_for_trying_things_out():
    stripe = json.loads(SOUND["OKOTE_STRIPE"]) | {"api_key": "sk_test_1"}
    assert not load(with_changes(stripe=json.dumps(stripe), environment="demo")).stripe.livemode


@pytest.mark.parametrize(
    "address",
    ["https://a.example", "https://a.example:8443", "https://xn--mnchen-3ya.example", "https://[::1]"],
)
def test_an_address_is_where_browsers_find_a_territory(address: str):
    assert load(with_changes(addresses=json.dumps({"a": [address]}))).address("a") == address


def test_production_speaks_to_stripe_and_to_providers_over_tls_alone():
    stripe = json.loads(SOUND["OKOTE_STRIPE"]) | {"api_base": "http://stripe.example"}
    assert "api_base must be https://" in complaint(with_changes(stripe=json.dumps(stripe)))


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("okote.toml", "pool_size = ", "is not TOML"),
        ("okote.json", "{", "is not JSON"),
        ("okote.toml", "colour = 'red'", "colour"),
    ],
)
def test_a_file_that_says_nothing_sound_is_named(tmp_path: Path, name: str, text: str, sentence: str):
    file = tmp_path / name
    file.write_text(text)
    assert sentence in complaint({**SOUND, "OKOTE_FILE": str(file)})


def test_a_file_that_is_not_there_is_named(tmp_path: Path):
    assert "cannot be read: No such file" in complaint({**SOUND, "OKOTE_FILE": str(tmp_path / "no.toml")})


def test_no_secret_stands_where_settings_are_printed():
    printed = repr(load(SOUND)) + repr(load(SOUND).stripe) + repr(load(SOUND).mail)
    assert "0123456789abcdef" not in printed
    assert "sk_live" not in printed
    assert "whsec" not in printed


def test_every_host_name_leads_to_its_territory():
    settings = msgspec.structs.replace(
        load(SOUND),
        addresses={"a": ("http://a.localhost:8000", "http://localhost:8000"), "b": ("http://b:1",)},
    )
    assert settings.hosts == {"a.localhost:8000": "a", "localhost:8000": "a", "b:1": "b"}
    assert settings.address("a") == "http://a.localhost:8000"
    assert isinstance(settings, Settings)
