"""How the provider behaves: honestly, or wrong in one way that a test has named."""

import json
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from okote.demo.identity_provider.clients import Client
from okote.demo.identity_provider.keys import SigningKeys
from okote.demo.identity_provider.messages import Answer
from okote.demo.identity_provider.misbehaviour import answers
from okote.demo.identity_provider.misbehaviour.claims import (
    ID_TOKEN_CLAIMS,
    UNUSUAL_CLAIMS,
    USERINFO_CLAIMS,
    Change,
)
from okote.demo.identity_provider.misbehaviour.signatures import SIGNATURES, Forgery

HONEST = "honest"
DOWN = "down"
SLOW = "slow"
SLOW_SECONDS = 30.0

ID_TOKEN = "id_token:"  # noqa: S105 (where a variant bites)
RESIGNED = {**ID_TOKEN_CLAIMS, **UNUSUAL_CLAIMS}
SIGNED_USERINFO = "signed_userinfo:"
UNSIGNED = f"{SIGNED_USERINFO}unsigned"

VARIANTS = frozenset(
    {
        HONEST,
        DOWN,
        SLOW,
        UNSIGNED,
        *answers.TOKENS,
        *answers.USERINFO,
        *answers.DISCOVERY,
        *answers.BARE_DISCOVERY,
        *answers.KEYS,
        *(ID_TOKEN + name for name in (*RESIGNED, *SIGNATURES)),
        *(SIGNED_USERINFO + name for name in (*USERINFO_CLAIMS, *SIGNATURES)),
    }
)


@dataclass(slots=True)
class Behaviour:
    """One variant at a time, a member of VARIANTS."""

    keys: SigningKeys
    variant: str = HONEST

    def become(self, variant: str) -> None:
        if variant not in VARIANTS:
            raise ValueError(variant)
        self.variant = variant

    def discovery(self, honest: Answer) -> Answer:
        changes = {**answers.DISCOVERY, **answers.BARE_DISCOVERY}
        return changes.get(self.variant, _unchanged)(honest)

    def public_keys(self, honest: Answer) -> Answer:
        return answers.KEYS.get(self.variant, _unchanged)(honest)

    def tokens(self, honest: Answer, client: Client | None) -> Answer:
        if client is None or "id_token" not in honest.body:
            return honest
        if self.variant.startswith(ID_TOKEN):
            forged = self._forged(honest.body["id_token"], client, ID_TOKEN, RESIGNED)
            return answers.said(id_token=forged)(honest)
        return answers.TOKENS.get(self.variant, _unchanged)(honest)

    def userinfo(self, honest: Answer, client: Client) -> Answer:
        if self.variant == UNSIGNED:
            return Answer(200, _parts(honest.body)[1])
        if self.variant.startswith(SIGNED_USERINFO):
            forged = self._forged(honest.body, client, SIGNED_USERINFO, USERINFO_CLAIMS)
            return Answer(honest.status, forged, honest.headers)
        return answers.USERINFO.get(self.variant, _unchanged)(honest)

    def _forged(
        self,
        token: str,
        client: Client,
        prefix: str,
        changes: Mapping[str, Change],
    ) -> str:
        name = self.variant.removeprefix(prefix)
        header, claims = _parts(token)
        forgery = Forgery(header, claims, self.keys, client.client_secret)
        if name in changes:
            return forgery.signed(changes[name](claims))
        return SIGNATURES[name](forgery)


def _unchanged(honest: Answer) -> Answer:
    return honest


def _parts(token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    header, claims, _ = token.split(".")
    return _decoded(header), _decoded(claims)


def _decoded(part: str) -> dict[str, Any]:
    decoded: dict[str, Any] = json.loads(urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return decoded
