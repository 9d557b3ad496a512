"""What is typed about accounts and transfers."""

from collections.abc import Callable

from okote.funding.refunds import rules
from okote.funding.refunds.pain import NAME
from okote.funding.refunds.rules import Details
from okote.web.forms import Form
from payments.errors import DomainError

LONGEST = 60
"""Characters typed of an account, blanks too."""

REFERENCE = 140


def details(form: Form) -> Details | None:
    """Whose account; None where something is to be typed anew."""
    name, typed = form.text("name", most=NAME), form.text("iban", most=LONGEST)
    account = _read(form, "iban", rules.iban, typed) if "iban" not in form.errors else None
    return Details(name, account) if account is not None and form.sound else None


def _read(form: Form, field: str, read: Callable[[str], str], typed: str) -> str | None:
    try:
        return read(typed)
    except DomainError as error:
        form.refuse(field, error)
        return None
