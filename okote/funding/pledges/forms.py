"""What is typed by whoever gives in another name than their own, by card or by cheque."""

from collections.abc import Callable
from typing import TypeVar

from okote.funding.pledges.rules import Body, body_identifier, check_bound
from okote.identity.names import NAME_MOST, public_name
from okote.web.forms import Form
from payments.errors import DomainError

BODY_FIELDS = ("for-body", "body-name", "body-form", "body-identifier", "body-binds")
LEGAL_FORM = 120
"""Characters of what kind of body it is."""

Read = TypeVar("Read")


def read_body(form: Form) -> Body | None:
    """In whose name, where it is not their own, all of it can be read, and they declare that they may."""
    if not form.ticked("for-body"):
        return None
    name = meant(form, "body-name", public_name) if form.text("body-name", most=NAME_MOST) else None
    legal_form = " ".join(form.text("body-form", most=LEGAL_FORM).split())
    identifier = meant(form, "body-identifier", body_identifier)
    meant(form, "body-binds", lambda ticked: check_bound(declared=bool(ticked)))
    if name is None or identifier is None or not form.sound:
        return None
    return Body(name, legal_form, identifier)


def meant(form: Form, name: str, reading: Callable[[str], Read]) -> Read | None:
    """What was typed means; None, and why not beside the field, where it means nothing."""
    try:
        return reading(form.raw(name))
    except DomainError as error:
        form.refuse(name, error)
        return None
