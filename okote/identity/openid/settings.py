"""What an operator writes about one OpenID provider."""

import re
from ipaddress import ip_address
from typing import Annotated
from urllib.parse import urlsplit

import msgspec

from okote.identity.openid.profiles import (
    DISCOVERY,
    PROFILES,
    SETTLED,
    Algorithm,
    Instance,
    Profile,
    ProfileName,
    TokenEndpointAuthMethod,
)

# What we say ourselves in each authorisation request, and nobody may say otherwise.
OWN_PARAMETERS = frozenset(
    {
        "acr_values",
        "client_id",
        "code_challenge",
        "code_challenge_method",
        "nonce",
        "redirect_uri",
        "request",
        "request_uri",
        "response_mode",
        "response_type",
        "scope",
        "state",
        "ui_locales",
    }
)


class ClaimNames(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Under which names the provider tells what we use."""

    email: str = "email"


class ProviderSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One provider; a field that would weaken a sign-in is refused with a sentence.

    With a profile, what it settles is filled in, and written otherwise it is refused.
    """

    key: str
    """Short name, in addresses and in the log: letters, digits and hyphens."""
    client_id: str
    client_secret: str
    profile: ProfileName = "openid"
    instance: Instance = "production"
    """Of a profile: the real one, or the one to try things out with."""
    labels: dict[str, str] = msgspec.field(default_factory=dict)
    """Language to the name that people know the provider by."""
    issuer: str = ""
    """A stable name: people are `(issuer, sub)`, so it outlives any address. A profile knows it."""
    discovery_url: str = ""
    """Unless given, the issuer's `/.well-known/openid-configuration`."""
    internal_base: str | None = None
    """Where our server reaches what browsers reach at the discovery's origin, such as http://127.0.0.1:8301."""
    scopes: tuple[str, ...] = ("openid", "email")
    algorithms: tuple[Algorithm, ...] = ("ES256", "RS256")
    """Never taken from the provider, which might offer weaker ones."""
    token_endpoint_auth_method: TokenEndpointAuthMethod = "client_secret_post"  # noqa: S105 (a method's name)
    acr_values: tuple[str, ...] = ()
    """Asked for, then required."""
    authorize_parameters: dict[str, str] = msgspec.field(default_factory=dict)
    leeway_seconds: Annotated[int, msgspec.Meta(ge=0, le=60)] = 10
    """Between clocks; FranceConnect's tokens live 60 seconds in all."""
    timeout_seconds: Annotated[float, msgspec.Meta(gt=0, le=30)] = 10.0
    """For each call to the provider, from our server."""
    signed_userinfo: bool = False
    """Whether userinfo must be a signed token, as FranceConnect and ProConnect give it."""
    claims: ClaimNames = ClaimNames()

    def __post_init__(self) -> None:
        if self.known is not None:
            _fill(self, self.known)
        if problem := next(iter(_problems(self)), None):
            raise ValueError(problem)

    def __repr__(self) -> str:
        return f"ProviderSettings(key={self.key!r}, issuer={self.issuer!r})"

    @property
    def discovery(self) -> str:
        return self.discovery_url or f"{self.issuer.rstrip('/')}{DISCOVERY}"

    @property
    def known(self) -> Profile | None:
        """What is settled about this provider; None of any other OpenID provider."""
        return PROFILES.get(self.profile)

    def label(self, language: str) -> str:
        """In this language, or in the first that was written."""
        return self.labels.get(language) or next(iter(self.labels.values()))

    def back_channel(self, url: str) -> str:
        """The address at which our server reaches what browsers know as `url`."""
        if self.internal_base is None or origin(url) != origin(self.discovery):
            return url
        return self.internal_base.rstrip("/") + url.removeprefix(origin(url))


def origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def is_protected(url: str) -> bool:
    """Whether nobody can listen in between: https, or this very machine."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    host = parts.hostname or ""
    if parts.scheme == "http":
        return host == "localhost" or host.endswith(".localhost") or _is_loopback(host)
    return parts.scheme == "https" and bool(host)


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _fill(settings: ProviderSettings, profile: Profile) -> None:
    """Raise ValueError about what was written against the profile.

    What it says itself may stand there: settings are written down and read again.
    """
    usual = {field.name: field for field in msgspec.structs.fields(ProviderSettings)}
    for name in SETTLED:
        written, said = getattr(settings, name), getattr(profile, name)
        unwritten = usual[name].default if name != "labels" else {}
        if written not in (unwritten, said):
            raise ValueError(
                f"{settings.key}: {name} is settled by the profile {settings.profile}; remove it"
            )
        msgspec.structs.force_setattr(settings, name, said)
    issuer = settings.discovery_url.removesuffix(DISCOVERY) or profile.issuers[settings.instance]
    if settings.issuer not in ("", issuer) and not settings.discovery_url:
        raise ValueError(f"{settings.key}: issuer is {issuer}; for another, write its discovery_url too")
    msgspec.structs.force_setattr(settings, "issuer", settings.issuer or issuer)


def _problems(settings: ProviderSettings) -> list[str]:
    key, added = settings.key, set(settings.authorize_parameters)
    own = sorted(OWN_PARAMETERS & added)
    unknown = sorted(added - settings.known.more_parameters) if settings.known else []
    checks = {
        f"key {key!r} must be lower-case letters, digits and single hyphens": re.fullmatch(
            r"[a-z0-9]+(-[a-z0-9]+)*", key
        ),
        f"{key}: labels must name the provider in one language at least": any(settings.labels.values()),
        f"{key}: issuer must be written": settings.issuer,
        f"{key}: client_id and client_secret must be written": settings.client_id and settings.client_secret,
        f"{key}: scopes must contain openid": "openid" in settings.scopes,
        f"{key}: algorithms must name ES256, RS256 or both": settings.algorithms,
        f"{key}: {settings.discovery} must be https://, or http:// on this machine": is_protected(
            settings.discovery
        ),
        f"{key}: internal_base must be http(s)://host:port without a path": settings.internal_base is None
        or re.fullmatch(r"https?://[^/?#\s]+/?", settings.internal_base),
        f"{key}: authorize_parameters must leave out {', '.join(own)}": not own,
        f"{key}: {settings.profile} refuses {', '.join(unknown)} in authorize_parameters": not unknown,
        f"{key}: instance is for franceconnect and proconnect; write the issuer": settings.known
        or settings.instance == "production",
    }
    return [sentence for sentence, holds in checks.items() if not holds]
