"""E-mail addresses as people type them, and as they are kept."""

import re

from okote.web.forms import Form
from payments.errors import DomainError

LONGEST = 254

# Before the @ what stands there without quotes (RFC 5322, 3.2.3): a comma would make two of one address.
_ADDRESS = re.compile(
    r"[a-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
)


class EmailMalformedError(DomainError):
    code = "email_malformed"


def normalised(typed: str) -> str:
    """The address in lower case; EmailMalformedError for anything but ASCII `name@domain.tld`.

    Lower-casing other scripts folds different letters into one (K, the sign of kelvin, becomes k), and
    one person's mailbox into another's. The answer is also where mails are sent, so that what was proven
    is what is kept.
    """
    address = typed.strip().lower() if typed.isascii() else ""
    if len(address) > LONGEST or not _ADDRESS.fullmatch(address):
        raise EmailMalformedError
    return address


def read(form: Form, name: str) -> str:
    """The address in a field, or a refusal beside it."""
    typed = form.text(name, most=LONGEST)
    if name in form.errors:
        return ""
    try:
        return normalised(typed)
    except EmailMalformedError as error:
        form.refuse(name, error)
        return ""
