"""Why a sign-in did not happen, in words fit for a log: never a name, an address, a code or a token."""

from enum import StrEnum

from payments.errors import DomainError


class Reason(StrEnum):
    """What was wrong with what came back; `detail` beside it names the claim or the protocol's error."""

    ANSWER = "answer_malformed"
    STATE = "state_differs"
    ISSUER = "answer_of_another_issuer"
    CANCELLED = "cancelled"
    REFUSED = "refused_by_provider"
    CODE = "code_refused"
    TOKENS = "token_answer_malformed"
    SIGNATURE = "signature_not_verified"
    CLAIM = "claim_refused"
    USERINFO = "userinfo_refused"


class SignInError(DomainError):
    """Nobody was identified; starting again is the only way on."""

    code = "sign_in_failed"

    def __init__(self, provider: str, reason: Reason, detail: str = "") -> None:
        super().__init__(provider=provider, reason=reason.value, detail=detail)


class ProviderUnavailableError(DomainError):
    """The provider does not answer, or not as a provider does; those already signed in stay so."""

    code = "provider_unavailable"

    def __init__(self, provider: str, reason: str) -> None:
        super().__init__(provider=provider, reason=reason)
