"""What a service may be called."""

from collections.abc import Iterable

from payments.errors import DomainError

LONGEST = 120


class ServiceExistsError(DomainError):
    """Parameter: `name`, of a service that there is, perhaps retired."""

    code = "service_exists"


def check_name(name: str, others: Iterable[str]) -> None:
    """Two of one name could not be told apart by whoever reads their answers."""
    if name.casefold() in {other.casefold() for other in others}:
        raise ServiceExistsError(name=name)
