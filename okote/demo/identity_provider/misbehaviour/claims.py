"""Claims that are wrong although well signed, each by a name: what a service must refuse."""

from collections.abc import Callable, Mapping
from typing import Any

Claims = dict[str, Any]
Change = Callable[[Claims], Claims]


def said(**claims: object) -> Change:
    return lambda honest: honest | claims


def unsaid(claim: str) -> Change:
    return lambda honest: {name: value for name, value in honest.items() if name != claim}


def moved(claim: str, seconds: int) -> Change:
    return lambda honest: honest | {claim: honest["iat"] + seconds}


ELSEWHERE = "https://elsewhere.example"

# Signed as they should be, and wrong all the same.
ID_TOKEN_CLAIMS: Mapping[str, Change] = {
    "iss_other": said(iss=ELSEWHERE),
    "iss_with_slash": lambda honest: honest | {"iss": honest["iss"] + "/"},
    "iss_in_capitals": lambda honest: honest | {"iss": honest["iss"].upper()},
    "iss_list": lambda honest: honest | {"iss": [honest["iss"]]},
    "iss_missing": unsaid("iss"),
    "aud_other": said(aud="another-service"),
    "aud_empty": said(aud=[]),
    "aud_prefix": lambda honest: honest | {"aud": honest["aud"] + "-2"},
    "aud_missing": unsaid("aud"),
    "aud_many_without_azp": lambda honest: honest | {"aud": [honest["aud"], "another-service"]},
    "aud_many_azp_other": lambda honest: (
        honest | {"aud": [honest["aud"], "another-service"], "azp": "another-service"}
    ),
    "azp_other": said(azp="another-service"),
    "azp_number": said(azp=7),
    "expired": moved("exp", -3600),
    "exp_missing": unsaid("exp"),
    "exp_text": said(exp="9999999999"),
    "exp_not_a_number": said(exp=float("nan")),
    "iat_in_future": moved("iat", 3600),
    "iat_missing": unsaid("iat"),
    "nbf_in_future": moved("nbf", 3600),
    "nonce_other": said(nonce="n" * 43),
    "nonce_empty": said(nonce=""),
    "nonce_null": said(nonce=None),
    "nonce_missing": unsaid("nonce"),
    "at_hash_other": said(at_hash="AAAAAAAAAAAAAAAAAAAAAA"),
    "at_hash_number": said(at_hash=0),
    "sub_missing": unsaid("sub"),
    "sub_empty": said(sub=""),
    "sub_number": said(sub=1),
    "sub_endless": said(sub="s" * 256),
    "acr_lower": said(acr="eidas0"),
    "acr_missing": unsaid("acr"),
    "auth_time_text": said(auth_time="yesterday"),
}

# Unusual, and right: the control, which shows that what refuses the others is not the forging.
UNUSUAL_CLAIMS: Mapping[str, Change] = {
    "aud_list": lambda honest: honest | {"aud": [honest["aud"]]},
    "aud_many_azp_ours": lambda honest: (
        honest | {"aud": ["another-service", honest["aud"]], "azp": honest["aud"]}
    ),
    "azp_ours": lambda honest: honest | {"azp": honest["aud"]},
    "at_hash_missing": unsaid("at_hash"),
    "clock_ahead": moved("iat", 5),
}

USERINFO_CLAIMS: Mapping[str, Change] = {
    "sub_other": said(sub="somebody-else"),
    "sub_missing": unsaid("sub"),
    "iss_other": said(iss=ELSEWHERE),
    "iss_missing": unsaid("iss"),
    "aud_other": said(aud="another-service"),
    "aud_missing": unsaid("aud"),
    "expired": said(exp=1),
    "iat_in_future": said(iat=9_999_999_999),
}
