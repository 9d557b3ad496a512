"""Keys change: one refetch makes up for it, and no more than one."""

import msgspec
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, RSAKey

from okote.identity.openid.errors import ProviderUnavailableError, SignInError
from okote.identity.openid.kept import Kept
from okote.identity.openid.keys import read_keys, verified
from tests.okote.identity_provider_server import RunningIdentityProvider

ROTATIONS = {
    "a new key beside the old one": lambda keys: keys.rotate(),
    "a new key under the old name": lambda keys: keys.replace_under_same_kid(),
    "a new key alone": lambda keys: (keys.rotate(), keys.forget_old()),
}


def key_calls(running: RunningIdentityProvider) -> int:
    return running.provider.calls["/jwks"]


@pytest.mark.parametrize("rotate", ROTATIONS.values(), ids=ROTATIONS)
async def test_a_rotation_costs_one_refetch(sign_in, identity_provider, rotate):
    service = sign_in()
    await service.whole()
    assert key_calls(identity_provider) == 1
    rotate(identity_provider.provider.keys)
    assert (await service.whole()).sub == identity_provider.sub("camille")
    assert key_calls(identity_provider) == 2
    await service.whole()
    assert key_calls(identity_provider) == 2


async def test_a_rotation_between_two_tokens_of_one_sign_in(sign_in, identity_provider):
    """Userinfo is signed with what is newest, whichever key signed the ID token."""
    identity_provider.register(userinfo_signed_response_alg="ES256")
    service = sign_in(signed_userinfo=True)
    await service.whole()
    identity_provider.provider.keys.rotate()
    assert (await service.whole()).email == "camille.aubry@courriel.example"
    assert key_calls(identity_provider) == 2


async def test_bad_signatures_cannot_have_us_hammer_the_provider(sign_in, identity_provider, clock):
    service = sign_in()
    await service.whole()
    identity_provider.provider.behaviour.become("id_token:kid_unknown")
    for _ in range(4):
        with pytest.raises(SignInError):
            await service.whole()
    assert key_calls(identity_provider) == 2
    clock.advance(10)
    with pytest.raises(SignInError):
        await service.whole()
    assert key_calls(identity_provider) == 3


async def test_an_algorithm_that_we_refuse_is_no_reason_to_ask_again(sign_in, identity_provider):
    service = sign_in()
    await service.whole()
    identity_provider.provider.behaviour.become("id_token:alg_none")
    with pytest.raises(SignInError):
        await service.whole()
    assert key_calls(identity_provider) == 1


async def test_keys_are_asked_for_again_after_a_quarter_of_an_hour(sign_in, identity_provider, clock):
    service = sign_in()
    await service.whole()
    clock.advance(899)
    await service.whole()
    assert key_calls(identity_provider) == 1
    clock.advance(1)
    await service.whole()
    assert key_calls(identity_provider) == 2


RSA = RSAKey.generate_key(2048, {"kid": "rsa"}, auto_kid=False)
OF_1024_BITS = (
    "r6o1d4nbPw-OXiTUFQN3H9IiWWyiCCABroIqEtS9OYJq1pDWpLKrNIGYiR0-URJ09jChMbaRYW92G7d-loIhXbvMzSrEwKeoLc-V"
    "zxAAupOkg7jAmCgCQsD0Z6iSGPto7r_JAKxpU-aCNoxrkC0wSvXh7TVVHMolqUUSMmFdivM"
)
EC = ECKey.generate_key("P-256", {"kid": "ec"}, auto_kid=False)


def published(*keys: dict[str, object]) -> bytes:
    return msgspec.json.encode({"keys": keys})


@pytest.mark.parametrize(("key", "algorithm"), [(RSA, "RS256"), (EC, "ES256")])
def test_both_kinds_of_keys_verify(settings, key, algorithm):
    keys = read_keys(settings, published(RSA.as_dict(private=False), EC.as_dict(private=False)))
    token = jwt.encode({"alg": algorithm, "kid": key.kid}, {"sub": "x"}, key, [algorithm])
    assert jwt.decode(token, keys, settings.algorithms).claims == {"sub": "x"}


@pytest.mark.parametrize(
    "useless",
    [
        {"kty": "oct", "k": "c2VjcmV0LXNlY3JldC1zZWNyZXQ", "kid": "ec"},
        {"kty": "EC", "crv": "P-256", "x": "AAAA", "y": "AAAA"},
        {"kty": "EC", "crv": "P-256", "x": 1, "y": 2},
        {"kty": "EC", "crv": "P-999", "x": "AAAA", "y": "AAAA"},
        {"kty": "RSA"},
        {"kty": "RSA", "n": "AQAB", "e": "AQAB"},
        {"kty": "OKP", "crv": "Ed25519", "x": "AAAA"},
        {"kty": ["RSA"]},
        {},
        EC.as_dict(private=False) | {"use": "enc"},
        {"kty": "RSA", "n": "é", "e": "AQAB"},
        {"kty": "RSA", "n": OF_1024_BITS, "e": "AQAB"},
    ],
)
def test_a_useless_key_is_as_if_absent(settings, useless):
    """One key that we cannot read must not shut out those who come with another."""
    [kept] = read_keys(settings, published(useless, EC.as_dict(private=False)))
    assert kept.as_dict(private=False) == EC.as_dict(private=False)
    with pytest.raises(ProviderUnavailableError) as away:
        read_keys(settings, published(useless))
    assert away.value.parameters["reason"] == "keys_absent"


@pytest.mark.parametrize("document", [b"", b"[]", b"{}", b'{"keys": {}}', b'{"keys": ["x"]}', b"\xff"])
def test_a_document_that_is_no_key_set(settings, document):
    with pytest.raises(ProviderUnavailableError) as away:
        read_keys(settings, document)
    assert away.value.parameters["reason"] == "keys_malformed"


@pytest.mark.parametrize("text", ["", "\ud800.a.b", "a.b.c", "." * 5, "e30.e30.e30"], ids=repr)
async def test_a_text_that_is_no_token(settings, clock, text):
    async def fetch() -> KeySet:
        return read_keys(settings, published(EC.as_dict(private=False)))

    with pytest.raises(SignInError) as refused:
        await verified(settings, Kept(fetch, fresh_for=60, clock=clock), text)
    assert refused.value.parameters["reason"] == "signature_not_verified"
