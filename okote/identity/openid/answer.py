"""What the browser brings back from the provider: checked before anything else is believed."""

from hmac import compare_digest
from urllib.parse import parse_qsl

from okote.identity.openid.errors import ProviderUnavailableError, Reason, SignInError

MOST_PARAMETERS = 20

# RFC 6749 (4.1.2.1, 5.2) and OpenID Connect Core (3.1.2.6); other words would be free text in our log.
KNOWN_ERRORS = frozenset(
    {
        "account_selection_required",
        "consent_required",
        "interaction_required",
        "invalid_client",
        "invalid_grant",
        "invalid_request",
        "invalid_scope",
        "login_required",
        "server_error",
        "temporarily_unavailable",
        "unauthorized_client",
        "unsupported_grant_type",
        "unsupported_response_type",
    }
)
PASSING_ERRORS = frozenset({"server_error", "temporarily_unavailable"})


def known(error: object) -> str:
    """The protocol's own word for an error, or `other`."""
    return error if isinstance(error, str) and error in KNOWN_ERRORS else "other"


def checked_answer(provider: str, query: str, *, state: str) -> dict[str, str]:
    """The parameters of a query string whose state is the one that this browser was sent away with.

    State comes first, so that an error cannot be planted in somebody else's browser either.
    """
    try:
        pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=MOST_PARAMETERS)
    except ValueError:
        raise SignInError(provider, Reason.ANSWER) from None
    answer = dict(pairs)
    if not state or not compare_digest(answer.get("state", "").encode(), state.encode()):
        raise SignInError(provider, Reason.STATE)
    if len(answer) != len(pairs):
        raise SignInError(provider, Reason.ANSWER, "repeated")
    return answer


def code_of(provider: str, answer: dict[str, str], *, issuer: str, names_issuer: bool) -> str:
    """The code to exchange.

    A provider that names itself must be the one that was asked (RFC 9207): with several providers, one
    could otherwise have us carry another's code to it.
    """
    if answer.get("iss", issuer) != issuer or (names_issuer and "iss" not in answer):
        raise SignInError(provider, Reason.ISSUER)
    if "error" in answer:
        raise _refusal(provider, answer["error"])
    if not answer.get("code"):
        raise SignInError(provider, Reason.ANSWER, "code")
    return answer["code"]


def _refusal(provider: str, error: str) -> SignInError | ProviderUnavailableError:
    if error == "access_denied":
        return SignInError(provider, Reason.CANCELLED)
    if error in PASSING_ERRORS:
        return ProviderUnavailableError(provider, error)
    return SignInError(provider, Reason.REFUSED, known(error))
