"""The rewards in the form of an offer: as they would have been typed, and as they were."""

from collections.abc import Sequence
from datetime import date

from okote.funding import fields
from okote.funding.campaigns.models import Reward
from okote.funding.campaigns.rules import RewardItem
from okote.funding.campaigns.rules.rewards import RewardTooValuableError
from okote.web.forms import Form, NotADateError
from payments.money import Money

MOST_REWARDS = 12
SPARE = 1
ADDS_REWARDS = "rewards"
"""What the button says that saves and asks for more room."""

MOST_UNITS = 100_000
FREE = Money.zero("EUR")
WORDS = ("title", "text", "starts-at", "value", "units", "month")


def rewards_as_typed(rewards: Sequence[Reward], language: str) -> dict[str, str]:
    values = {"rewards": str(len(rewards))}
    for position, one in enumerate(rewards):
        row = f"reward-{position}"
        values[f"{row}-title"], values[f"{row}-text"] = one.title, one.text
        values[f"{row}-starts-at"] = fields.as_typed(one.starts_at, language)
        values[f"{row}-value"] = fields.as_typed(one.value, language)
        values[f"{row}-units"] = str(one.units or "")
        values[f"{row}-month"] = f"{one.month:%Y-%m}"
        values[f"{row}-address"] = "yes" if one.needs_address else ""
    return values


def read_rewards(form: Form, language: str, rows: int) -> list[RewardItem]:
    """Rows of which something was typed."""
    read = [_reward(form, f"reward-{position}", language) for position in range(rows)]
    return [reward for reward in read if reward is not None]


def _reward(form: Form, row: str, language: str) -> RewardItem | None:
    if not any(form.raw(f"{row}-{name}") for name in WORDS):
        return None
    title = form.text(f"{row}-title", most=120)
    text = form.text(f"{row}-text", most=1_000, required=False)
    starts_at = fields.amount(form, f"{row}-starts-at", language=language)
    value = _value(form, f"{row}-value", language)
    units = form.whole(f"{row}-units", least=1, most=MOST_UNITS) if form.raw(f"{row}-units") else None
    month = _month(form, f"{row}-month")
    if starts_at is None or value is None or month is None:
        return None
    try:
        return RewardItem(
            title, starts_at, value, month, text, units, needs_address=form.ticked(f"{row}-address")
        )
    except RewardTooValuableError as error:
        form.refuse(f"{row}-value", error)
        return None


def _value(form: Form, name: str, language: str) -> Money | None:
    """Nothing is a value too, for what costs nobody anything."""
    return FREE if form.raw(name) == "0" else fields.amount(form, name, language=language)


def _month(form: Form, name: str) -> date | None:
    """As browsers send it, `2027-03`, and as people write it where browsers don't help, `3/2027`."""
    typed = form.raw(name)
    month, slash, year = typed.partition("/")
    written = f"{year}-{month:0>2}" if slash else typed
    shaped = Form({name: f"{written}-01" if written else ""})
    found = fields.day(shaped, name)
    if shaped.errors:
        form.refuse(name, NotADateError() if typed and not shaped.sound else shaped.errors[name])
    return found
