"""A pledge while it is being written: it lives in the page's address, so it survives a sign-in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode
from uuid import UUID

from okote.funding.fields.amounts import AmountError, parse_amount
from okote.funding.pledges.rules import public_message, public_name
from okote.funding.pledges.service import PledgeDetails
from okote.web.forms import Form
from payments.errors import DomainError
from payments.money import Money
from payments.tables import uuid7

FIELDS = ("amount", "amount-proposed", "name", "show-name", "show-amount", "message", "own-people", "token")


@dataclass(slots=True)
class PledgeDraft:
    """What was typed, as typed, and what it means as far as it can be read."""

    form: Form
    amount: Money | None = None
    name: str | None = None
    message: str | None = None
    known: bool = False
    """Whether they act here for the holder or a partner, whatever they declare."""
    token: UUID = field(default_factory=uuid7)

    @property
    def chosen(self) -> Money | None:
        """The proposed amount that is meant, where none was typed."""
        return None if self.form.raw("amount") else self.amount

    @property
    def name_shown(self) -> bool:
        return self.form.ticked("show-name")

    @property
    def amount_shown(self) -> bool:
        return self.form.ticked("show-amount")

    @property
    def own_people(self) -> bool:
        """Whether the donor declares to work for the holder or a partner."""
        return self.form.ticked("own-people")

    @property
    def details(self) -> PledgeDetails:
        """What to give; asked of a sound draft only."""
        if self.amount is None:
            raise ValueError("this draft has no amount")
        return PledgeDetails(
            form_token=self.token,
            amount=self.amount,
            public_name=self.name,
            name_shown=self.name_shown,
            amount_shown=self.amount_shown,
            message=self.message,
            own_people=self.own_people or self.known,
        )

    @property
    def fields(self) -> dict[str, str]:
        """For the next step's address, or its hidden fields; empty ones left out."""
        typed = {name: self.form.raw(name) for name in FIELDS}
        return {name: value for name, value in {**typed, "token": str(self.token)}.items() if value}

    @property
    def query(self) -> str:
        return urlencode(self.fields)


def read_amount(values: Mapping[str, str], *, least: Money, language: str) -> PledgeDraft:
    """The first step: a typed amount wins over a proposed one."""
    draft = PledgeDraft(Form({name: values[name] for name in FIELDS if name in values}))
    try:
        draft.token = UUID(draft.form.raw("token"))
    except ValueError:
        """The first time that this form is sent: it keeps the new one."""
    typed, proposed = draft.form.raw("amount"), draft.form.raw("amount-proposed")
    if not typed and proposed.isascii() and proposed.isdigit() and len(proposed) < 9:
        typed = str(Money(int(proposed)).major).replace(".", {"en": "."}.get(language, ","))
    try:
        draft.amount = parse_amount(typed, least=least, language=language)
    except AmountError as error:
        draft.form.refuse("amount", error)
    return draft


def read(values: Mapping[str, str], *, least: Money, language: str) -> PledgeDraft:
    """Both steps: the amount, and the words."""
    draft = read_amount(values, least=least, language=language)
    try:
        typed = draft.form.raw("name")
        draft.name = public_name(typed) if typed or draft.name_shown else None
    except DomainError as error:
        draft.form.refuse("name", error)
    try:
        draft.message = public_message(draft.form.raw("message"))
    except DomainError as error:
        draft.form.refuse("message", error)
    return draft
