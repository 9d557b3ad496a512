"""Whether an object is one of Stripe's: the fields of its published example, the types of its library.

Source of the examples: tests/data/stripe/README.md.
"""

import json
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import stripe
from stripe import ListObject, StripeObject
from stripe._stripe_object import UntypedStripeObject

EXAMPLES = json.loads((Path(__file__).parents[2] / "data/stripe/fixtures.json").read_text())["resources"]

CLASSES: dict[str, type[StripeObject]] = {
    "account": stripe.Account,
    "account_link": stripe.AccountLink,
    "balance": stripe.Balance,
    "balance_transaction": stripe.BalanceTransaction,
    "bank_account": stripe.BankAccount,
    "charge": stripe.Charge,
    "dispute": stripe.Dispute,
    "checkout.session": stripe.checkout.Session,
    "event": stripe.Event,
    "payment_intent": stripe.PaymentIntent,
    "payout": stripe.Payout,
    "radar.early_fraud_warning": stripe.radar.EarlyFraudWarning,
    "refund": stripe.Refund,
    "transfer": stripe.Transfer,
    "transfer_reversal": stripe.Reversal,
}


class Names(dict[str, Any]):
    """The library's hints name classes that it does not import at run time, some under another name.

    Those that are in none of our objects (issuing, v2 …) stand for any object.
    """

    def __missing__(self, name: str) -> Any:
        for spelling in (name, name.removesuffix("Resource")):
            if hasattr(stripe, spelling):
                return getattr(stripe, spelling)
        return StripeObject


@cache
def hints(kind: type) -> dict[str, Any]:
    found = get_type_hints(kind, localns=Names())
    return {name: hint for name, hint in found.items() if not name.startswith("_") and name != "OBJECT_NAME"}


def misfits(thing: dict[str, Any]) -> list[str]:
    """Every field that is missing, unknown, or of another type than Stripe's."""
    kind = thing["object"]
    example = EXAMPLES.get(kind, {})
    typed = unlike_type(CLASSES[kind], thing, kind, frozenset(example))
    return [*typed, *unlike_example(example, thing, kind)]


def unlike_example(example: Any, ours: Any, path: str) -> Iterator[str]:
    """Null fits any example; the library's types say whether it may be null."""
    if example is None or ours is None:
        return
    if type(example) is not type(ours):
        yield f"{path}: {type(ours).__name__}, not {type(example).__name__}"
    elif isinstance(example, dict) and not path.endswith((".metadata", ".data.object")):
        for name in example:
            if name in ours:
                yield from unlike_example(example[name], ours[name], f"{path}.{name}")
            else:
                yield f"{path}.{name}: missing"


def unlike_type(hint: Any, value: Any, path: str, also: frozenset[str] = frozenset()) -> Iterator[str]:
    if (check := CHECKS.get(get_origin(hint))) is not None:
        yield from check(get_args(hint), value, path)
    elif isinstance(hint, type) and issubclass(hint, StripeObject):
        yield from unlike_class(hint, value, path, also)
    elif hint is not Any and type(value) is not hint:
        yield f"{path}: {type(value).__name__}, not {hint.__name__}"


def unlike_all(kinds: tuple[Any, ...], value: Any, path: str) -> Iterator[str]:
    """A string beside an enumeration only says that Stripe may add to it. Of several kinds that don't
    fit, an object is best compared with the one that is an object too.
    """
    enumerated = any(get_origin(kind) is Literal for kind in kinds)
    kinds = tuple(kind for kind in kinds if not (enumerated and kind is str))
    if all(any(unlike_type(kind, value, path)) for kind in kinds):
        alike = [kind for kind in kinds if isinstance(kind, type) and issubclass(kind, StripeObject)]
        yield from unlike_type(alike[0] if alike and isinstance(value, dict) else kinds[0], value, path)


def unlike_words(words: tuple[str, ...], value: Any, path: str) -> Iterator[str]:
    if value not in words:
        yield f"{path}: {value!r} is none of {words}"


def unlike_items(kinds: tuple[Any, ...], value: Any, path: str) -> Iterator[str]:
    if not isinstance(value, list):
        yield f"{path}: {type(value).__name__}, not a list"
        return
    for number, item in enumerate(value):
        yield from unlike_type(kinds[0], item, f"{path}[{number}]")


def unlike_page(kinds: tuple[Any, ...], value: Any, path: str) -> Iterator[str]:
    return unlike_items(kinds, value["data"] if isinstance(value, dict) else value, f"{path}.data")


def unlike_values(kinds: tuple[Any, ...], value: Any, path: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{path}: {type(value).__name__}, not an object"
        return
    for name, item in value.items():
        yield from unlike_type(kinds[-1], item, f"{path}.{name}")


CHECKS: dict[Any, Callable[[tuple[Any, ...], Any, str], Iterator[str]]] = {
    Union: unlike_all,
    UnionType: unlike_all,
    Literal: unlike_words,
    list: unlike_items,
    ListObject: unlike_page,
    dict: unlike_values,
    UntypedStripeObject: unlike_values,
}


def unlike_class(kind: type[StripeObject], value: Any, path: str, also: frozenset[str]) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{path}: {type(value).__name__}, not an object"
        return
    known = hints(kind)
    for name, part in value.items():
        if name in known:
            yield from unlike_type(known[name], part, f"{path}.{name}")
        elif known and name not in also:
            yield f"{path}.{name}: unknown to Stripe"
