"""FranceConnect and ProConnect by two words: what is filled in, what nobody may write otherwise."""

from urllib.parse import parse_qs, urlsplit

import httpx2
import msgspec
import pytest

from okote.identity.openid.errors import SignInError
from okote.identity.openid.settings import ProviderSettings
from tests.okote.identity_provider_server import RETURN_ADDRESS, SIGNED_OUT_ADDRESS

PROFILES = ("franceconnect", "proconnect")
BASE = {"response_type", "client_id", "redirect_uri", "scope", "state", "nonce"}


def read(profile: str, **changes: object) -> ProviderSettings:
    written = {"key": "state", "profile": profile, "client_id": "okote", "client_secret": "between-us"}
    return msgspec.convert(written | changes, ProviderSettings)


@pytest.fixture
def signing_in(sign_in, identity_provider):
    def start(profile: str, **changes: object):
        identity_provider.register_as(profile)
        settings = identity_provider.profiled(profile, **changes)
        return sign_in(**msgspec.structs.asdict(settings))

    return start


@pytest.mark.parametrize(
    ("profile", "instance", "issuer"),
    [
        ("franceconnect", "production", "https://oidc.franceconnect.gouv.fr/api/v2"),
        ("franceconnect", "integration", "https://fcp-low.sbx.dev-franceconnect.fr/api/v2"),
        ("proconnect", "production", "https://auth.agentconnect.gouv.fr/api/v2"),
        ("proconnect", "integration", "https://fca.integ01.dev-agentconnect.fr/api/v2"),
    ],
)
def test_two_words_and_a_secret_suffice(profile, instance, issuer):
    settings = read(profile, instance=instance)
    assert settings.issuer == issuer
    assert settings.discovery == f"{issuer}/.well-known/openid-configuration"
    assert settings.signed_userinfo
    assert settings.acr_values == (("eidas1",) if profile == "franceconnect" else ())
    assert settings.label("de") == {"franceconnect": "FranceConnect", "proconnect": "ProConnect"}[profile]


@pytest.mark.parametrize("profile", PROFILES)
def test_what_was_filled_in_may_be_written_down_and_read_again(profile):
    settings = read(profile, instance="integration")
    assert msgspec.json.decode(msgspec.json.encode(settings), type=ProviderSettings) == settings


def test_another_network_has_its_own_addresses():
    """Of ProConnect there is one inside the State's own."""
    base = "https://auth.agentconnect.rie.gouv.fr/api/v2"
    assert read("proconnect", discovery_url=f"{base}/.well-known/openid-configuration").issuer == base


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"labels": {"fr": "Le clic"}}, "labels is settled by the profile"),
        ({"scopes": ["openid"]}, "scopes is settled by"),
        ({"algorithms": ["RS256"]}, "algorithms is settled by"),
        ({"acr_values": ["eidas0"]}, "acr_values is settled by"),
        ({"token_endpoint_auth_method": "client_secret_basic"}, "token_endpoint_auth_method is settled by"),
        ({"issuer": "https://elsewhere.example"}, "for another, write its discovery_url too"),
        ({"authorize_parameters": {"display": "popup"}}, "refuses display in authorize_parameters"),
        ({"authorize_parameters": {"acr_values": "eidas0"}}, "must leave out acr_values"),
        ({"instance": "somewhere"}, "Invalid enum value 'somewhere'"),
    ],
)
def test_what_it_settles_is_nobody_elses_to_say(profile, changes, sentence):
    with pytest.raises(msgspec.ValidationError) as refused:
        read(profile, **changes)
    assert sentence in str(refused.value)


@pytest.mark.parametrize("profile", PROFILES)
def test_userinfo_stays_signed_whatever_is_written(profile):
    assert read(profile, signed_userinfo=False).signed_userinfo


def test_an_instance_is_of_a_profile():
    with pytest.raises(msgspec.ValidationError, match="instance is for franceconnect and proconnect"):
        read("openid", labels={"fr": "Autre"}, issuer="https://issuer.example", instance="integration")


@pytest.mark.parametrize(("profile", "more"), [("franceconnect", {"acr_values"}), ("proconnect", set())])
async def test_nothing_is_asked_that_it_does_not_know(signing_in, profile, more):
    request = await signing_in(profile).openid.begin(RETURN_ADDRESS, language="fr")
    asked = parse_qs(urlsplit(request.url).query)
    assert set(asked) == BASE | more
    assert len(asked["state"][0]) == len(asked["nonce"][0]) == 43
    assert request.code_verifier == ""


@pytest.mark.parametrize("profile", PROFILES)
async def test_somebody_signs_in_and_out(signing_in, identity_provider, profile):
    service = signing_in(profile)
    claims = await service.whole("camille")
    assert claims.issuer == f"https://identite.trois-rives.example/{profile}"
    assert claims.sub == identity_provider.sub("camille", profile) != identity_provider.sub("camille")
    assert (claims.email, claims.email_verified) == ("camille.aubry@courriel.example", False)
    url = await service.openid.end_session_url(
        id_token_hint=claims.id_token, state="s" * 43, post_logout_redirect_uri=SIGNED_OUT_ADDRESS
    )
    async with httpx2.AsyncClient() as browser:
        answer = await browser.get(url)
    assert answer.headers["location"] == f"{SIGNED_OUT_ADDRESS}?state={'s' * 43}"


@pytest.mark.parametrize(
    ("profile", "variant", "reason", "detail"),
    [
        ("franceconnect", "signed_userinfo:unsigned", "userinfo_refused", "unsigned"),
        ("proconnect", "signed_userinfo:unsigned", "userinfo_refused", "unsigned"),
        ("proconnect", "signed_userinfo:alg_none", "userinfo_refused", "unsupported_algorithm"),
        ("franceconnect", "id_token:acr_missing", "claim_refused", "acr"),
        ("franceconnect", "id_token:acr_lower", "claim_refused", "acr"),
        ("proconnect", "id_token:nonce_other", "claim_refused", "nonce"),
    ],
)
async def test_a_weaker_answer_identifies_nobody(
    signing_in, identity_provider, profile, variant, reason, detail
):
    service = signing_in(profile)
    request = await service.begin()
    returned = await identity_provider.choose(request.url)
    identity_provider.provider.behaviour.become(variant)
    with pytest.raises(SignInError) as refused:
        await service.complete(request, returned)
    assert (refused.value.parameters["reason"], refused.value.parameters["detail"]) == (reason, detail)
