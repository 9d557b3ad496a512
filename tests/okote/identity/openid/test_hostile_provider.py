"""What a provider, or whoever stands in its place, may get wrong: each is refused, and nobody identified."""

import pytest

from okote.demo.identity_provider.misbehaviour import answers, behaviour, claims
from okote.identity.openid.errors import ProviderUnavailableError, SignInError

UNVERIFIED = {
    "alg_none": "unsupported_algorithm",
    "alg_none_in_capitals": "unsupported_algorithm",
    "hs256_with_public_pem": "unsupported_algorithm",
    "hs256_with_public_jwk": "unsupported_algorithm",
    "hs256_with_client_secret": "unsupported_algorithm",
    "key_of_another": "bad_signature",
    "kid_unknown": "invalid_key_id",
    "key_in_header": "invalid_key_id",
    "kid_missing_key_of_another": "bad_signature",
    "rs512": "unsupported_algorithm",
    "rs256_of_another": "invalid_key_id",
    "critical_extension": "unsupported_header",
    "payload_changed": "bad_signature",
    "signature_cut": "bad_signature",
    "signature_missing": "bad_signature",
    "signature_zero": "bad_signature",
    "encrypted_shape": "decode_error",
    "not_a_token": "decode_error",
    "payload_not_an_object": "invalid_payload",
    "header_not_an_object": "missing_algorithm",
}

REFUSED_CLAIMS = {
    "iss_other": "iss",
    "iss_with_slash": "iss",
    "iss_in_capitals": "iss",
    "iss_list": "shape",
    "iss_missing": "shape",
    "aud_other": "aud",
    "aud_empty": "aud",
    "aud_prefix": "aud",
    "aud_missing": "shape",
    "aud_many_without_azp": "azp",
    "aud_many_azp_other": "azp",
    "azp_other": "azp",
    "azp_number": "shape",
    "expired": "exp",
    "exp_missing": "shape",
    "exp_text": "shape",
    "exp_not_a_number": "exp",
    "iat_in_future": "iat",
    "iat_missing": "shape",
    "nbf_in_future": "nbf",
    "nonce_other": "nonce",
    "nonce_empty": "nonce",
    "nonce_null": "shape",
    "nonce_missing": "shape",
    "at_hash_other": "at_hash",
    "at_hash_number": "shape",
    "sub_missing": "shape",
    "sub_empty": "shape",
    "sub_number": "shape",
    "sub_endless": "shape",
    "acr_lower": "acr",
    "acr_missing": "acr",
    "auth_time_text": "shape",
}

REFUSED_SIGNED_USERINFO = {
    "sub_other": "sub",
    "sub_missing": "shape",
    "iss_other": "iss",
    "iss_missing": "iss",
    "aud_other": "aud",
    "aud_missing": "aud",
    "expired": "exp",
    "iat_in_future": "iat",
    "unsigned": "unsigned",
}

REFUSED_USERINFO = {
    "userinfo_sub_other": "sub",
    "userinfo_sub_missing": "shape",
    "userinfo_sub_list": "shape",
    "userinfo_list": "shape",
    "userinfo_html": "shape",
}

REFUSED_TOKENS = {
    "tokens_html": ("token_answer_malformed", ""),
    "tokens_list": ("token_answer_malformed", ""),
    "tokens_client_refused": ("code_refused", "invalid_client"),
    "tokens_own_error": ("code_refused", "other"),
    "tokens_without_id_token": ("token_answer_malformed", ""),
    "tokens_without_access_token": ("token_answer_malformed", ""),
    "tokens_without_type": ("token_answer_malformed", ""),
    "tokens_of_another_type": ("token_answer_malformed", "token_type"),
    "tokens_id_token_list": ("token_answer_malformed", ""),
}

AWAY = {
    "down": "status_503",
    "tokens_redirect": "status_307",
    "tokens_server_error": "status_500",
    "tokens_too_many": "status_429",
    "userinfo_refused": "status_401",
    "userinfo_server_error": "status_500",
    "discovery_issuer_other": "discovery_of_another_issuer",
    "discovery_token_endpoint_in_clear": "endpoint_in_clear",
    "discovery_token_endpoint_missing": "discovery_malformed",
    "discovery_html": "discovery_malformed",
    "keys_html": "keys_malformed",
    "keys_none": "keys_absent",
    "keys_symmetric": "keys_absent",
    "keys_broken": "keys_absent",
    "keys_for_encryption": "keys_absent",
}


async def refusal(service, running, variant):
    """What a sign-in ends with when the provider turns after the person has chosen."""
    request = await service.begin()
    returned = await running.choose(request.url)
    running.provider.behaviour.become(variant)
    with pytest.raises(SignInError) as refused:
        await service.complete(request, returned)
    assert refused.value.code == "sign_in_failed"
    return refused.value.parameters


@pytest.mark.parametrize(("variant", "detail"), UNVERIFIED.items())
async def test_an_id_token_that_nobody_who_may_has_signed(sign_in, identity_provider, variant, detail):
    parameters = await refusal(sign_in(), identity_provider, f"id_token:{variant}")
    assert parameters == {"provider": "demo", "reason": "signature_not_verified", "detail": detail}


@pytest.mark.parametrize(("variant", "detail"), REFUSED_CLAIMS.items())
async def test_an_id_token_that_is_not_for_us_or_not_of_now(sign_in, identity_provider, variant, detail):
    service = sign_in(acr_values=("eidas1",))
    parameters = await refusal(service, identity_provider, f"id_token:{variant}")
    assert parameters == {"provider": "demo", "reason": "claim_refused", "detail": detail}


@pytest.mark.parametrize(("variant", "detail"), [*UNVERIFIED.items(), *REFUSED_SIGNED_USERINFO.items()])
async def test_signed_userinfo_that_is_not_what_it_says(sign_in, identity_provider, variant, detail):
    identity_provider.register(userinfo_signed_response_alg="ES256")
    service = sign_in(signed_userinfo=True)
    parameters = await refusal(service, identity_provider, f"signed_userinfo:{variant}")
    assert parameters == {"provider": "demo", "reason": "userinfo_refused", "detail": detail}


@pytest.mark.parametrize(("variant", "detail"), REFUSED_USERINFO.items())
async def test_userinfo_about_somebody_else_or_nobody(sign_in, identity_provider, variant, detail):
    parameters = await refusal(sign_in(), identity_provider, variant)
    assert parameters == {"provider": "demo", "reason": "userinfo_refused", "detail": detail}


@pytest.mark.parametrize(("variant", "expected"), REFUSED_TOKENS.items())
async def test_an_answer_that_holds_no_tokens(sign_in, identity_provider, variant, expected):
    parameters = await refusal(sign_in(), identity_provider, variant)
    assert (parameters["reason"], parameters["detail"]) == expected


@pytest.mark.parametrize(("variant", "reason"), AWAY.items())
async def test_a_provider_that_does_not_answer_as_one(sign_in, identity_provider, variant, reason):
    known = sign_in()
    request = await known.begin()
    returned = await identity_provider.choose(request.url)
    identity_provider.provider.behaviour.become(variant)
    service = sign_in() if variant.startswith("discovery") else known
    with pytest.raises(ProviderUnavailableError) as refused:
        await service.complete(request, returned)
    assert refused.value.code == "provider_unavailable"
    assert refused.value.parameters == {"provider": "demo", "reason": reason}


def test_every_way_to_be_wrong_is_tried():
    id_token = {f"id_token:{name}" for name in (*UNVERIFIED, *REFUSED_CLAIMS)}
    signed = {f"signed_userinfo:{name}" for name in (*UNVERIFIED, *REFUSED_SIGNED_USERINFO)}
    unusual = {f"id_token:{name}" for name in claims.UNUSUAL_CLAIMS} | set(answers.BARE_DISCOVERY)
    right = {behaviour.HONEST, behaviour.SLOW} | unusual
    tried = id_token | signed | set(REFUSED_USERINFO) | set(REFUSED_TOKENS) | set(AWAY)
    assert tried == behaviour.VARIANTS - right


@pytest.mark.parametrize("variant", claims.UNUSUAL_CLAIMS)
async def test_what_is_unusual_and_right_passes(sign_in, identity_provider, variant):
    """The control: what refuses the tokens above is what is wrong with them, not the forging."""
    service = sign_in()
    request = await service.begin()
    returned = await identity_provider.choose(request.url)
    identity_provider.provider.behaviour.become(f"id_token:{variant}")
    assert (await service.complete(request, returned)).sub == identity_provider.sub("camille")
