"""Signatures that are none, each by a name: what a service must refuse whatever the token says."""

import hashlib
import hmac
import json
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey
from joserfc.jws import JWSRegistry

from okote.demo.identity_provider.keys import SigningKeys, new_key
from okote.demo.identity_provider.misbehaviour.claims import Claims


@dataclass(frozen=True, slots=True)
class Forgery:
    """An honest token taken apart, and what a forger could sign with."""

    header: dict[str, Any]
    claims: Claims
    keys: SigningKeys
    client_secret: str

    def signed(self, claims: Claims | None = None) -> str:
        return _es256(self.keys.current, self.header, self.claims if claims is None else claims)


def _alg_none(forgery: Forgery) -> str:
    return _compact(forgery.header | {"alg": "none"}, forgery.claims, lambda _: b"")


def _alg_none_in_capitals(forgery: Forgery) -> str:
    return _compact(forgery.header | {"alg": "NONE"}, forgery.claims, lambda _: b"")


def _hs256_with_public_pem(forgery: Forgery) -> str:
    return _hs256(forgery, forgery.keys.current.as_pem(private=False))


def _hs256_with_public_jwk(forgery: Forgery) -> str:
    return _hs256(forgery, json.dumps(forgery.keys.current.as_dict(private=False)).encode())


def _hs256_with_client_secret(forgery: Forgery) -> str:
    return _hs256(forgery, forgery.client_secret.encode())


def _key_of_another(forgery: Forgery) -> str:
    return _es256(new_key(forgery.keys.kid), forgery.header, forgery.claims)


def _kid_unknown(forgery: Forgery) -> str:
    stranger = new_key("stranger")
    return _es256(stranger, forgery.header | {"kid": "stranger"}, forgery.claims)


def _key_in_header(forgery: Forgery) -> str:
    """A reader that believes the header would verify it, as RFC 7515 (4.1.3) warns."""
    stranger = new_key("stranger")
    header = forgery.header | {"kid": "stranger", "jwk": stranger.as_dict(private=False)}
    return _compact(header, forgery.claims, _es256_signer(stranger))


def _kid_missing_key_of_another(forgery: Forgery) -> str:
    header = {name: value for name, value in forgery.header.items() if name != "kid"}
    return _compact(header, forgery.claims, _es256_signer(new_key("stranger")))


def _rs512(forgery: Forgery) -> str:
    key = RSAKey.generate_key(2048, {"kid": forgery.keys.kid}, auto_kid=False)
    return jwt.encode(forgery.header | {"alg": "RS512"}, forgery.claims, key, ["RS512"])


def _rs256_of_another(forgery: Forgery) -> str:
    key = RSAKey.generate_key(2048, {"kid": forgery.keys.kid}, auto_kid=False)
    return jwt.encode(forgery.header | {"alg": "RS256"}, forgery.claims, key, ["RS256"])


def _critical_extension(forgery: Forgery) -> str:
    header = forgery.header | {"crit": ["x-unknown"], "x-unknown": True}
    return _compact(header, forgery.claims, _es256_signer(forgery.keys.current))


def _payload_changed(forgery: Forgery) -> str:
    header, _, signature = forgery.signed().split(".")
    return f"{header}.{_encoded(json.dumps(forgery.claims | {'sub': 'somebody-else'}).encode())}.{signature}"


def _signature_cut(forgery: Forgery) -> str:
    return forgery.signed()[:-8]


def _signature_missing(forgery: Forgery) -> str:
    return forgery.signed().rpartition(".")[0] + "."


def _signature_zero(forgery: Forgery) -> str:
    """Both numbers zero: accepted by some verifiers once (CVE-2022-21449)."""
    return _compact(forgery.header, forgery.claims, lambda _: bytes(64))


def _encrypted_shape(forgery: Forgery) -> str:
    return forgery.signed() + ".AAAA.AAAA"


def _not_a_token(_: Forgery) -> str:
    return "é.b"


def _payload_not_an_object(forgery: Forgery) -> str:
    signer = _es256_signer(forgery.keys.current)
    signed = f"{_encoded(json.dumps(forgery.header).encode())}.{_encoded(b'[]')}"
    return f"{signed}.{_encoded(signer(signed.encode()))}"


def _header_not_an_object(forgery: Forgery) -> str:
    return f"{_encoded(b'[]')}.{forgery.signed().partition('.')[2]}"


# Whatever they say, nobody who may has signed it, or not in a way that we read.
SIGNATURES: Mapping[str, Callable[[Forgery], str]] = {
    "alg_none": _alg_none,
    "alg_none_in_capitals": _alg_none_in_capitals,
    "hs256_with_public_pem": _hs256_with_public_pem,
    "hs256_with_public_jwk": _hs256_with_public_jwk,
    "hs256_with_client_secret": _hs256_with_client_secret,
    "key_of_another": _key_of_another,
    "kid_unknown": _kid_unknown,
    "key_in_header": _key_in_header,
    "kid_missing_key_of_another": _kid_missing_key_of_another,
    "rs512": _rs512,
    "rs256_of_another": _rs256_of_another,
    "critical_extension": _critical_extension,
    "payload_changed": _payload_changed,
    "signature_cut": _signature_cut,
    "signature_missing": _signature_missing,
    "signature_zero": _signature_zero,
    "encrypted_shape": _encrypted_shape,
    "not_a_token": _not_a_token,
    "payload_not_an_object": _payload_not_an_object,
    "header_not_an_object": _header_not_an_object,
}


def _es256(key: ECKey, header: dict[str, Any], claims: Claims) -> str:
    return _compact(header, claims, _es256_signer(key))


def _es256_signer(key: ECKey) -> Callable[[bytes], bytes]:
    return lambda message: JWSRegistry.algorithms["ES256"].sign(message, key)


def _hs256(forgery: Forgery, secret: bytes) -> str:
    return _compact(
        forgery.header | {"alg": "HS256"},
        forgery.claims,
        lambda message: hmac.digest(secret, message, hashlib.sha256),
    )


def _compact(header: dict[str, Any], claims: Claims, sign: Callable[[bytes], bytes]) -> str:
    """By hand, because a library that is right refuses to write most of these."""
    signed = f"{_encoded(json.dumps(header).encode())}.{_encoded(json.dumps(claims).encode())}"
    return f"{signed}.{_encoded(sign(signed.encode()))}"


def _encoded(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()
