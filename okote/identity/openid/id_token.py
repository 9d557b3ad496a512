"""Whether an ID token is for us, about this sign-in, and of now (OpenID Connect Core 1.0, 3.1.3.7)."""

from typing import Annotated, Any

import msgspec
from authlib.oidc.core import CodeIDToken  # type: ignore[import-untyped]
from joserfc.errors import ClaimError, JoseError
from joserfc.jwt import JWTClaimsRegistry, Token

from okote.identity.openid.errors import Reason, SignInError
from okote.identity.openid.settings import ProviderSettings

Subject = Annotated[str, msgspec.Meta(min_length=1, max_length=255)]


class IDToken(msgspec.Struct, frozen=True, kw_only=True):
    """The shape of what is checked, so that the checks meet no value of another type."""

    iss: str
    sub: Subject
    aud: str | list[str]
    exp: float
    iat: float
    nonce: str
    azp: str | None = None
    at_hash: str | None = None
    acr: str | None = None
    auth_time: int | None = None


class Userinfo(msgspec.Struct, frozen=True, kw_only=True):
    sub: Subject


def check_id_token(settings: ProviderSettings, token: Token, *, nonce: str, access_token: str) -> IDToken:
    """The token's claims; SignInError names the claim that does not hold."""
    shaped = _shaped(settings, token.claims)
    claims = CodeIDToken(
        token.claims,
        token.header,
        options=_for_us(settings),
        params={"nonce": nonce, "client_id": settings.client_id, "access_token": access_token},
    )
    try:
        claims.validate(leeway=settings.leeway_seconds)
    except JoseError as error:
        raise _refused(settings, Reason.CLAIM, error) from None
    if settings.acr_values and shaped.acr not in settings.acr_values:
        raise SignInError(settings.key, Reason.CLAIM, "acr")
    return shaped


def check_signed_userinfo(settings: ProviderSettings, token: Token) -> dict[str, Any]:
    """The claims of a userinfo token that was made for us (Core, 5.3.2)."""
    try:
        JWTClaimsRegistry(leeway=settings.leeway_seconds, **_for_us(settings)).validate(token.claims)
    except JoseError as error:
        raise _refused(settings, Reason.USERINFO, error) from None
    return token.claims


def check_same_subject(settings: ProviderSettings, userinfo: object, sub: str) -> None:
    """Userinfo about somebody else would put a stranger's address on this person (Core, 5.3.2)."""
    try:
        told = msgspec.convert(userinfo, Userinfo)
    except msgspec.ValidationError:
        raise SignInError(settings.key, Reason.USERINFO, "shape") from None
    if told.sub != sub:
        raise SignInError(settings.key, Reason.USERINFO, "sub")


def _shaped(settings: ProviderSettings, claims: dict[str, Any]) -> IDToken:
    try:
        return msgspec.convert(claims, IDToken)
    except msgspec.ValidationError:
        raise SignInError(settings.key, Reason.CLAIM, "shape") from None


def _for_us(settings: ProviderSettings) -> dict[str, Any]:
    return {
        "iss": {"essential": True, "value": settings.issuer},
        "aud": {"essential": True, "value": settings.client_id},
    }


def _refused(settings: ProviderSettings, reason: Reason, error: JoseError) -> SignInError:
    return SignInError(settings.key, reason, error.claim if isinstance(error, ClaimError) else error.error)
