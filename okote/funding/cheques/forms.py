"""What people write of a cheque in forms; None where something of it can't be read."""

from uuid import UUID, uuid4

from okote.funding import fields
from okote.funding.cheques.service import Announcement, Paper
from okote.funding.fields.amounts import AmountError, parse_amount
from okote.funding.pledges.forms import read_body
from okote.web.forms import Form
from payments.money import Money


def announcement(form: Form, least: Money, language: str) -> Announcement | None:
    """What a donor, or an agent in their place, says before anybody has seen it."""
    amount = None
    try:
        amount = parse_amount(form.raw("amount"), least=least, language=language)
    except AmountError as error:
        form.refuse("amount", error)
    drawer, address = form.text("drawer", most=120), form.text("address", most=300)
    body = read_body(form)
    if amount is None or not form.sound:
        return None
    return Announcement(_token(form), amount, drawer, address, form.ticked("own-people"), body)


def paper(form: Form, amount: Money | None) -> Paper | None:
    """What stands on it."""
    number, bank = form.text("number", most=20), form.text("bank", most=80)
    written_on, proof = fields.day(form, "written_on"), form.text("proof", most=200)
    if amount is None or written_on is None or not form.sound:
        return None
    return Paper(amount, number, bank, written_on, proof)


def _token(form: Form) -> UUID:
    """A form without one is new each time."""
    try:
        return UUID(form.raw("token"))
    except ValueError:
        return uuid4()
