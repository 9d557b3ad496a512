"""The provider's public keys, and the signatures they vouch for."""

from collections.abc import Collection
from typing import Any

import msgspec
from joserfc import jwt
from joserfc.errors import BadSignatureError, InvalidKeyIdError, InvalidKeyTypeError, JoseError
from joserfc.jwk import JWKRegistry, Key, KeySet
from joserfc.util import urlsafe_b64decode

from okote.identity.openid.errors import ProviderUnavailableError, Reason, SignInError
from okote.identity.openid.kept import Kept
from okote.identity.openid.settings import ProviderSettings

SMALLEST_RSA_BITS = 2048

# What fresh keys may cure: a new key, or a new key under an old name.
STALE_KEY_ERRORS = (BadSignatureError, InvalidKeyIdError, InvalidKeyTypeError)


class _KeySet(msgspec.Struct):
    keys: list[dict[str, Any]]


def read_keys(settings: ProviderSettings, document: bytes) -> KeySet:
    """The keys that may sign for us; others (symmetric, for encryption, weak, unknown) are as if absent."""
    try:
        listed = msgspec.json.decode(document, type=_KeySet).keys
    except msgspec.DecodeError:
        raise ProviderUnavailableError(settings.key, "keys_malformed") from None
    keys = [key for key in map(_signing_key, listed) if key is not None]
    if not keys:
        raise ProviderUnavailableError(settings.key, "keys_absent")
    return KeySet(keys)


def _signing_key(jwk: dict[str, Any]) -> Key | None:
    if jwk.get("use", "sig") != "sig":
        return None
    match jwk:
        case {"kty": "RSA", "n": str(modulus)} if _bits(modulus) >= SMALLEST_RSA_BITS:
            return _imported(jwk)
        case {"kty": "EC", "crv": "P-256"}:
            return _imported(jwk)
        case _:
            return None


def _bits(modulus: str) -> int:
    try:
        return int.from_bytes(urlsafe_b64decode(modulus.encode()), "big").bit_length()
    except ValueError:
        return 0


def _imported(jwk: dict[str, Any]) -> Key | None:
    try:
        return JWKRegistry.import_key(jwk)
    except (JoseError, ValueError, TypeError):
        return None


async def verified(
    settings: ProviderSettings, keys: Kept[KeySet], token: str, reason: Reason = Reason.SIGNATURE
) -> jwt.Token:
    """The token, signed by a key of the provider's with an algorithm that we chose.

    A failure that fresh keys may cure is tried once more with them, so a key rotation costs one request.
    """
    held = await keys.get()
    try:
        try:
            return _decoded(token, held, settings.algorithms)
        except STALE_KEY_ERRORS:
            return _decoded(token, await keys.newer(held), settings.algorithms)
    except JoseError as error:
        raise SignInError(settings.key, reason, error.error) from None
    except ValueError:
        raise SignInError(settings.key, reason, "not_a_token") from None


def _decoded(token: str, keys: KeySet, algorithms: Collection[str]) -> jwt.Token:
    return jwt.decode(token, keys, algorithms)
