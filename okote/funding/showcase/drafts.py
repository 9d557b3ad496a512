"""A pledge while it is being written: it lives in the page's address, so it survives a sign-in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode
from uuid import UUID

from okote.funding.campaigns.models import Reward
from okote.funding.fields.amounts import AmountError, parse_amount
from okote.funding.pledges.forms import BODY_FIELDS, meant, read_body
from okote.funding.pledges.rewards.queries import Offered
from okote.funding.pledges.rewards.rules import RewardGoneError, check_chosen
from okote.funding.pledges.rules import Body, public_message
from okote.funding.pledges.service import PledgeDetails
from okote.identity.names import public_name
from okote.web.forms import Form
from payments.errors import DomainError
from payments.money import Money
from payments.tables import uuid7

FIELDS = (
    *("amount", "amount-proposed", "name", "show-name", "show-amount", "message", "own-people", "token"),
    "reward",
    *BODY_FIELDS,
)


@dataclass(slots=True)
class PledgeDraft:
    """What was typed, as typed, and what it means as far as it can be read."""

    form: Form
    amount: Money | None = None
    name: str | None = None
    message: str | None = None
    body: Body | None = None
    """In whose name, as far as it can be read."""
    known: bool = False
    """Whether they act here for the holder or a partner, whatever they declare."""
    own_body: bool = False
    """Whether the body in whose name they give is the holder, or a partner of the campaign."""
    reward: Reward | None = None
    """What they chose of the campaign's rewards, as far as they may have it."""
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
    def for_body(self) -> bool:
        """Whether they give in the name of a company or an association."""
        return self.form.ticked("for-body")

    @property
    def own(self) -> bool:
        """Whether the campaign's rule on its own people holds, whoever knows or says it."""
        return self.own_people or self.known or self.own_body

    @property
    def name_to_show(self) -> str | None:
        """A body's stands instead of a person's."""
        if not self.name_shown:
            return None
        return self.name if self.body is None else self.body.name

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
            own_people=self.own,
            reward=self.reward.id if self.reward else None,
            body=self.body,
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
    """The first step: a typed amount wins over a proposed one. What the second asks is not refused yet."""
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
    draft.body = read_body(Form(draft.form.values))
    return draft


def read(values: Mapping[str, str], *, least: Money, language: str) -> PledgeDraft:
    """Both steps: the amount, and the words."""
    draft = read_amount(values, least=least, language=language)
    try:
        typed = draft.form.raw("name")
        draft.name = public_name(typed) if (typed or draft.name_shown) and not draft.for_body else None
    except DomainError as error:
        draft.form.refuse("name", error)
    draft.message = meant(draft.form, "message", public_message)
    draft.body = read_body(draft.form)
    return draft


def choose(draft: PledgeDraft, offers: Sequence[Offered]) -> None:
    """What was chosen of what is offered; refused beside its field where it is gone or the amount too low."""
    typed = draft.form.raw("reward")
    chosen = next((one for one in offers if str(one.reward.id) == typed), None)
    if not typed or draft.amount is None:
        return
    try:
        if chosen is None:
            raise RewardGoneError
        check_chosen(draft.amount, chosen.reward.starts_at, left=chosen.left)
    except DomainError as error:
        draft.form.refuse("reward", error)
    else:
        draft.reward = chosen.reward
