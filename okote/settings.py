"""What whoever runs the service decides: environment variables, or one file, or both.

Each field is `OKOTE_<NAME>` in the environment and `<name>` in the file that `OKOTE_FILE` names, TOML or
JSON; the environment wins. Anything unknown, missing or unsafe stops the start with a sentence that says
what to write.
"""

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from ipaddress import IPv4Network, IPv6Network, ip_network
from itertools import combinations
from pathlib import Path
from typing import Annotated, Any, Literal, get_origin
from urllib.parse import urlsplit

import msgspec

from okote.identity.openid.settings import ProviderSettings

PREFIX = "OKOTE_"
FILE = "OKOTE_FILE"
SHORTEST_SECRET = 32

_ADDRESS = re.compile(
    r"(?!https://.*:443$)(?!http://.*:80$)https?://([a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:]+\])(:[0-9]{1,5})?"
)
_MAILBOX = re.compile(r"[^@\s]+@[^@\s]+")

Environment = Literal["production", "demo", "test"]
Network = IPv4Network | IPv6Network


class SettingsError(Exception):
    """Sentences for the person who starts the service, one per thing to mend."""

    def __init__(self, *sentences: str) -> None:
        super().__init__("\n".join(sentences))
        self.sentences = sentences


class StripeSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Keys of the operator's Stripe account; several webhook secrets may be valid while one is rotated."""

    api_key: str
    webhook_secrets: tuple[str, ...]
    connect_webhook_secrets: tuple[str, ...]
    api_base: str = "https://api.stripe.com"
    checkout_origins: tuple[str, ...] = ("https://checkout.stripe.com",)
    onboarding_origins: tuple[str, ...] = ("https://connect.stripe.com",)
    calls_per_second: int | None = None
    """What Stripe takes of the account, where not what it takes of all (`payments.gateway.limits`)."""

    @property
    def livemode(self) -> bool:
        """Whether real money moves."""
        return "_live_" in self.api_key

    def __repr__(self) -> str:
        """Without its secrets, which would stand in a log or a trace."""
        return f"{type(self).__name__}(…)"


class MailSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    host: str
    sender: str
    port: int = 587
    username: str | None = None
    password: str | None = None
    start_tls: bool = True
    relay: str | None = None
    """Who carries mails for us, by the name under which people are told of it (GDPR, art. 13)."""
    dns_confirmed: bool = False
    """That the sender's domain publishes SPF, DKIM and DMARC, in the operator's word: we look nothing up."""

    def __repr__(self) -> str:
        """Without its secrets, which would stand in a log or a trace."""
        return f"{type(self).__name__}(…)"


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """See the table in the README for the meaning of each."""

    secret_key: str
    addresses: dict[str, tuple[str, ...]]
    """Territory by its short name, to its public addresses; the first is the one that mails name."""
    stripe: StripeSettings
    mail: MailSettings
    providers: tuple[ProviderSettings, ...] = ()
    environment: Environment = "production"
    features: tuple[str, ...] = ("okote.funding",)
    database_url: str | None = None
    """A PostgreSQL address; without one an embedded PostgreSQL runs under `state_folder`."""
    service_url: str | None = None
    """The same database for a login that owns nothing of it: web processes and the worker use that."""
    replica_url: str | None = None
    """A streaming replica of it, from which pages for people who are not signed in are read."""
    state_folder: Path = Path("var")
    uploads_folder: Path = Path("var/uploads")
    backups_folder: Path = Path("var/backups")
    """Where `okote backup` writes, and the archive of the embedded database's log; best on another disk."""
    backups_kept: Annotated[int, msgspec.Meta(ge=1)] = 7
    """Those before are removed once a new one is there, and with them what of the archive only they need."""
    trusted_proxies: tuple[str, ...] = ()
    """Networks whose `X-Forwarded-*` are believed, such as `10.0.0.0/8`."""
    mail_code_sign_in: bool = False
    """Whether people may sign in by a code sent by mail."""
    largest_body: Annotated[int, msgspec.Meta(ge=100_000)] = 10_000_000
    """In bytes, of a request that may bring a picture; others have `okote.web.requests.LARGEST_FORM`."""
    pool_size: Annotated[int, msgspec.Meta(ge=2, le=100)] = 8
    """Connections per process to PostgreSQL."""
    webhook_hosts: tuple[str, ...] = ()
    """Names inside the operator's own network to which notifications may go."""
    witness: str | None = None
    """Somebody outside, by e-mail address, who is mailed the head of the chain each day."""
    log_format: Literal["json", "text"] = "json"
    metrics_port: Annotated[int, msgspec.Meta(ge=1, le=65_000)] | None = None
    """Where the worker tells monitoring how it goes; the first web process does one port above, and so on."""
    metrics_host: str = "127.0.0.1"
    failpoints: tuple[str, ...] = ()
    """Where a test has this service die, as `payments.failpoints.planned` reads it."""

    def __repr__(self) -> str:
        """Without its secrets, which would stand in a log or a trace."""
        return f"{type(self).__name__}(…)"

    @property
    def proxy_networks(self) -> tuple[Network, ...]:
        return tuple(ip_network(network) for network in self.trusted_proxies)

    @property
    def hosts(self) -> dict[str, str]:
        """Host name, with its port where it has one, to territory."""
        known = [(slug, address) for slug, addresses in self.addresses.items() for address in addresses]
        return {urlsplit(address).netloc: slug for slug, address in known}

    def address(self, territory: str) -> str:
        """The public address that mails and Stripe's return links name, without a final slash."""
        return self.addresses[territory][0]


def load(environ: Mapping[str, str]) -> Settings:
    """Settings from the environment and the file it names; SettingsError says what to mend."""
    raw = {**_from_file(environ.get(FILE)), **_from_environment(environ)}
    try:
        settings = msgspec.convert(raw, Settings, strict=False, dec_hook=_decode_path)
    except msgspec.ValidationError as error:
        raise SettingsError(_sentence(str(error))) from error
    problems = unsafe(settings)
    if problems:
        raise SettingsError(*problems)
    return settings


def dump(settings: Settings) -> bytes:
    """The same as a file that `load` reads, for a process that is to have the very same ones."""
    return msgspec.json.format(msgspec.json.encode(settings, enc_hook=str))


def _decode_path(kind: type, value: object) -> Path:
    """The one type of a setting that msgspec doesn't know."""
    if kind is Path and isinstance(value, str) and value:
        return Path(value)
    raise ValueError("expected the path of a folder")


def _from_file(path: str | None) -> dict[str, Any]:
    """TOML, or JSON where its name says so."""
    if path is None:
        return {}
    is_json = path.endswith(".json")
    try:
        text = Path(path).read_text()
        return dict(json.loads(text) if is_json else tomllib.loads(text))
    except OSError as error:
        raise SettingsError(f"{FILE} names {path}, which cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise SettingsError(f"{path} is not {'JSON' if is_json else 'TOML'}: {error}.") from error


def _from_environment(environ: Mapping[str, str]) -> dict[str, Any]:
    fields = {f"{PREFIX}{field.name.upper()}": field for field in msgspec.structs.fields(Settings)}
    given = {name: value for name, value in environ.items() if name.startswith(PREFIX) and name != FILE}
    unknown = sorted(set(given) - set(fields))
    if unknown:
        known = ", ".join(sorted([*fields, FILE]))
        raise SettingsError(
            *(f"{name} is not a setting; remove it. Settings are: {known}." for name in unknown)
        )
    return {fields[name].name: _decoded(name, value, fields[name].type) for name, value in given.items()}


def _decoded(name: str, value: str, kind: Any) -> Any:
    """Plain values as they stand; structured ones as JSON, lists of words also separated by commas."""
    structured = get_origin(kind) in {dict, tuple} or kind in {StripeSettings, MailSettings}
    if not structured:
        return value
    if kind == tuple[str, ...] and not value.lstrip().startswith("["):
        return [word.strip() for word in value.split(",") if word.strip()]
    try:
        return json.loads(value)
    except json.JSONDecodeError as error:
        raise SettingsError(f"{name} must be JSON: {error}.") from error


def _sentence(message: str) -> str:
    return (
        f"Settings: {message}. Write it as {PREFIX}<NAME> or in the file that {FILE} names; see the README."
    )


def unsafe(settings: Settings) -> list[str]:
    """What would start but must not, each with what to write instead."""
    return [*_unsafe_anywhere(settings), *(_unsafe_in_production(settings))]


def _unsafe_anywhere(settings: Settings) -> list[str]:
    problems = []
    if len(settings.secret_key) < SHORTEST_SECRET:
        problems.append(
            f"OKOTE_SECRET_KEY must have {SHORTEST_SECRET} characters at least:"
            " write the output of `openssl rand -hex 32`."
        )
    if not settings.addresses:
        problems.append('OKOTE_ADDRESSES names no territory: write {"name": ["https://name.example"]}.')
    problems += _misaddressed(settings.addresses)
    if settings.witness is not None and not _MAILBOX.fullmatch(settings.witness):
        problems.append(f"OKOTE_WITNESS: {settings.witness!r} is not an e-mail address.")
    for network in settings.trusted_proxies:
        try:
            ip_network(network)
        except ValueError:
            problems.append(f"OKOTE_TRUSTED_PROXIES: {network!r} is not a network such as 10.0.0.0/8.")
    if not settings.stripe.webhook_secrets or not all(settings.stripe.webhook_secrets):
        problems.append(
            "OKOTE_STRIPE: webhook_secrets must hold the signing secret of your webhook (whsec_…)."
        )
    if not all(settings.stripe.connect_webhook_secrets):
        problems.append(
            "OKOTE_STRIPE: connect_webhook_secrets holds an empty one: anybody could sign with it. Remove it."
        )
    problems += _of_nothing(settings)
    if not settings.providers and not settings.mail_code_sign_in:
        problems.append(
            "Nobody could sign in: write OKOTE_PROVIDERS, or OKOTE_MAIL_CODE_SIGN_IN=true for codes by mail."
        )
    return problems


def _of_nothing(settings: Settings) -> list[str]:
    """A login of no database; a replica that is none: a replica is another server's."""
    if settings.service_url is not None and settings.database_url is None:
        return ["OKOTE_SERVICE_URL: the embedded database needs none: write OKOTE_DATABASE_URL too."]
    if settings.replica_url is None:
        return []
    if settings.database_url is None:
        return ["OKOTE_REPLICA_URL: the embedded database has none: write OKOTE_DATABASE_URL too."]
    if settings.replica_url == settings.database_url:
        return ["OKOTE_REPLICA_URL is the primary's own address: write the replica's, or remove it."]
    return []


def _misaddressed(territories: Mapping[str, Sequence[str]]) -> list[str]:
    """Browsers name a host in lower case and leave the usual port out: others would never be found."""
    problems = [
        f"OKOTE_ADDRESSES: {address!r} of {slug} must be http(s)://host without a path, in lower case, with a"
        " port only where it is not the usual one, and nothing else."
        for slug, addresses in territories.items()
        for address in addresses or ("",)
        if not _ADDRESS.fullmatch(address)
    ]
    hosts = {slug: {address.partition("://")[2] for address in territories[slug]} for slug in territories}
    problems += [
        f"OKOTE_ADDRESSES: {host} is an address of {one} and of {other}; it can lead to one of them."
        for one, other in combinations(hosts, 2)
        for host in sorted(hosts[one] & hosts[other])
    ]
    return problems


def _unsafe_in_production(settings: Settings) -> list[str]:
    if settings.environment != "production":
        return ["A live Stripe key must not serve a demo."] if "_live_" in settings.stripe.api_key else []
    problems = [
        f"OKOTE_ADDRESSES: {address} must be https:// in production, or people's sessions could be read."
        for addresses in settings.addresses.values()
        for address in addresses
        if not address.startswith("https://")
    ]
    if settings.failpoints:
        problems.append("OKOTE_FAILPOINTS makes the service die on purpose, for tests: remove it.")
    if "okote.demo" in settings.features:
        problems.append("OKOTE_FEATURES: okote.demo shows everyone's mails; remove it in production.")
    if "_test_" in settings.stripe.api_key:
        problems.append(
            "OKOTE_STRIPE: a test key moves no money, and people would be told that they gave. Write a live"
            " one (sk_live_…), or OKOTE_ENVIRONMENT=demo while you try things out."
        )
    if settings.mail.password and not settings.mail.start_tls:
        problems.append("OKOTE_MAIL: start_tls must be true in production, or the password could be read.")
    if not settings.stripe.api_base.startswith("https://"):
        problems.append("OKOTE_STRIPE: api_base must be https:// in production.")
    problems += [
        f"OKOTE_PROVIDERS: the issuer of {provider.key} must be https:// in production."
        for provider in settings.providers
        if not provider.issuer.startswith("https://")
    ]
    problems += [
        f"OKOTE_PROVIDERS: the integration of {provider.key} signs in invented people; write"
        ' instance = "production", or OKOTE_ENVIRONMENT=demo while you try things out.'
        for provider in settings.providers
        if provider.instance == "integration"
    ]
    return problems
