"""Stripe's refusals, in Stripe's own form (docs.stripe.com/api/errors)."""

from typing import Any


class FaultError(Exception):
    """An answer that is an error object. `executed` means that Stripe had begun to act, so that the
    answer is remembered under the idempotency key; a request that is badly formed leaves no memory.
    """

    def __init__(
        self,
        status: int,
        message: str,
        *,
        kind: str = "invalid_request_error",
        code: str | None = None,
        param: str | None = None,
        executed: bool = False,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.executed = executed
        self.error: dict[str, Any] = {"message": message, "type": kind}
        if code is not None:
            self.error["code"] = code
            self.error["doc_url"] = f"https://stripe.com/docs/error-codes/{code.replace('_', '-')}"
        if param is not None:
            self.error["param"] = param


def malformed(message: str, *, param: str | None = None, code: str | None = None) -> FaultError:
    return FaultError(400, message, param=param, code=code)


def refused(message: str, *, code: str | None = None, param: str | None = None) -> FaultError:
    return FaultError(400, message, code=code, param=param, executed=True)


def missing(kind: str, object_id: str, *, param: str = "id", status: int = 404) -> FaultError:
    name = kind.replace("checkout.session", "checkout session")
    return FaultError(status, f"No such {name}: '{object_id}'", code="resource_missing", param=param)
