"""Answers that are none, each by a name: what a service must refuse, or wait out."""

from collections.abc import Callable, Mapping

from okote.demo.identity_provider.messages import Answer
from okote.demo.identity_provider.misbehaviour.claims import ELSEWHERE

Change = Callable[[Answer], Answer]
HTML = Answer(200, "<!doctype html><title>Maintenance</title>", [("Content-Type", "text/html")])


def said(**fields: object) -> Change:
    return lambda honest: Answer(honest.status, honest.body | fields, honest.headers)


def unsaid(name: str) -> Change:
    return lambda honest: Answer(
        honest.status, {key: value for key, value in honest.body.items() if key != name}, honest.headers
    )


def instead(answer: Answer) -> Change:
    return lambda _: answer


TOKENS: Mapping[str, Change] = {
    "tokens_html": instead(HTML),
    "tokens_list": instead(Answer(200, [])),
    "tokens_redirect": instead(Answer(307, "", [("Location", "http://127.0.0.1:9/")])),
    "tokens_server_error": instead(Answer(500, {"error": "server_error"})),
    "tokens_too_many": instead(Answer(429, "Too many requests", [("Content-Type", "text/plain")])),
    "tokens_client_refused": instead(Answer(401, {"error": "invalid_client"})),
    "tokens_own_error": instead(Answer(400, {"error": "camille.aubry@courriel.example is banned"})),
    "tokens_without_id_token": unsaid("id_token"),
    "tokens_without_access_token": unsaid("access_token"),
    "tokens_without_type": unsaid("token_type"),
    "tokens_of_another_type": said(token_type="mac"),  # noqa: S106 (a kind of token)
    "tokens_id_token_list": said(id_token=[]),
}
USERINFO: Mapping[str, Change] = {
    "userinfo_sub_other": said(sub="somebody-else"),
    "userinfo_sub_missing": unsaid("sub"),
    "userinfo_sub_list": said(sub=[]),
    "userinfo_list": instead(Answer(200, [])),
    "userinfo_html": instead(HTML),
    "userinfo_refused": instead(Answer(401, {"error": "invalid_token"})),
    "userinfo_server_error": instead(Answer(500, {"error": "server_error"})),
}
DISCOVERY: Mapping[str, Change] = {
    "discovery_issuer_other": said(issuer=ELSEWHERE),
    "discovery_token_endpoint_in_clear": said(
        token_endpoint="http://elsewhere.example/token"  # noqa: S106 (an address)
    ),
    "discovery_token_endpoint_missing": unsaid("token_endpoint"),
    "discovery_html": instead(HTML),
}
# Unusual, and right: neither is required of a provider.
BARE_DISCOVERY: Mapping[str, Change] = {
    "discovery_without_userinfo": unsaid("userinfo_endpoint"),
    "discovery_without_end_session": unsaid("end_session_endpoint"),
}
KEYS: Mapping[str, Change] = {
    "keys_html": instead(HTML),
    "keys_none": said(keys=[]),
    "keys_symmetric": said(keys=[{"kty": "oct", "k": "c2VjcmV0LXNlY3JldC1zZWNyZXQ", "kid": "x"}]),
    "keys_broken": said(keys=[{"kty": "EC", "crv": "P-256", "x": "AAAA", "y": "AAAA"}, {"kty": "RSA"}]),
    "keys_for_encryption": lambda honest: Answer(
        200, {"keys": [key | {"use": "enc"} for key in honest.body["keys"]]}
    ),
}
