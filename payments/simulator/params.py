"""Whether a request says what Stripe's own typed parameters say, and nothing else.

The types are those of Stripe's library (`stripe.params`). They are looser than Stripe itself: an
enumeration also admits any string, and the library's own options (`api_key`, `headers` …) are mixed
in. Here a value outside an enumeration, an option and an unknown name are refused, as Stripe does.
A form has only strings: what is a number, a truth or a moment by its type is read as one.
"""

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from functools import cache
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from stripe import RequestOptions
from typing_extensions import is_typeddict

from payments.simulator.faults import FaultError, malformed
from payments.simulator.wire import Tree

NAMES_NOT_IMPORTED = {"StripeContext": str, "Mapping": Mapping}
"""What the library's hints name without importing it at run time."""

OPTIONS = frozenset(RequestOptions.__annotations__)
WHOLE = re.compile(r"-?[0-9]{1,18}")


@cache
def hints(form: type) -> dict[str, Any]:
    found = get_type_hints(form, localns=NAMES_NOT_IMPORTED)
    return {name: hint for name, hint in found.items() if name not in OPTIONS}


def validated(form: type, tree: Tree, *, under: str = "") -> Tree:
    """The parameters with their values typed; FaultError, in Stripe's words, for the first that is wrong."""
    known = hints(form)
    for name in tree:
        if name not in known:
            where = spelled(under, name)
            raise malformed(f"Received unknown parameter: {where}", param=where, code="parameter_unknown")
    required: frozenset[str] = form.__required_keys__  # type: ignore[attr-defined]
    for name in sorted(required - OPTIONS):
        if tree.get(name, "") == "":
            raise absent(spelled(under, name))
    return {name: typed(known[name], value, spelled(under, name)) for name, value in tree.items()}


def spelled(under: str, name: str) -> str:
    return f"{under}[{name}]" if under else name


def absent(param: str) -> FaultError:
    return malformed(f"Missing required param: {param}.", param=param, code="parameter_missing")


def typed(hint: Any, value: Any, param: str) -> Any:
    if is_typeddict(hint):
        if not isinstance(value, dict):
            raise malformed(f"Invalid {param}: must be an object", param=param)
        return validated(hint, value, under=param)
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        return one_of(get_args(hint), value, param)
    if origin is Literal:
        return choice(get_args(hint), value, param)
    if origin is list:
        if not isinstance(value, list):
            raise malformed("Invalid array", param=param)
        return [typed(get_args(hint)[0], item, f"{param}[{n}]") for n, item in enumerate(value)]
    if origin is dict:
        return notes(value, param)
    return scalar(hint, value, param)


def one_of(kinds: tuple[Any, ...], value: Any, param: str) -> Any:
    """The first that fits. A string beside an enumeration only says that Stripe may add to it, so it is
    left out, unless the enumeration is the empty string: that means "nothing, or any".
    """
    listed = [word for kind in kinds if get_origin(kind) is Literal for word in get_args(kind)]
    if listed == [""]:
        kinds = tuple(kind for kind in kinds if get_origin(kind) is not Literal)
        if value == "":
            return value
    elif listed:
        kinds = tuple(kind for kind in kinds if kind is not str)
    fault: FaultError | None = None
    for kind in kinds:
        try:
            return typed(kind, value, param)
        except FaultError as refusal:
            fault = fault or refusal
    raise fault or malformed(f"Invalid {param}", param=param)


def choice(words: tuple[str, ...], value: Any, param: str) -> Any:
    if value not in words:
        raise malformed(f"Invalid {param}: must be one of {', '.join(words)}", param=param)
    return value


def notes(value: Any, param: str) -> Any:
    """Metadata: at most 50 entries, names of 40 characters, values of 500 (docs.stripe.com/api/metadata)."""
    if value == "":
        return {}
    if not isinstance(value, dict) or len(value) > 50:
        raise malformed(f"Invalid {param}: must be an object of at most 50 entries", param=param)
    for name, text in value.items():
        if not isinstance(text, str) or len(name) > 40 or len(text) > 500:
            raise malformed("Metadata names have up to 40 characters, values 500", param=f"{param}[{name}]")
    return value


def scalar(hint: Any, value: Any, param: str) -> Any:
    if not isinstance(value, str):
        raise malformed(f"Invalid {param}: must be a single value", param=param)
    if hint is int:
        if not WHOLE.fullmatch(value):
            raise malformed(f"Invalid integer: {value}", param=param, code="parameter_invalid_integer")
        return int(value)
    if hint is bool:
        if value not in ("true", "false"):
            raise malformed(f"Invalid boolean: {value}", param=param)
        return value == "true"
    if hint is Decimal:
        try:
            Decimal(value)
        except InvalidOperation:
            raise malformed(f"Invalid decimal: {value}", param=param) from None
        return value
    if hint is not str:
        raise malformed(f"Not spoken here: {param}", param=param)
    if value == "":
        raise malformed(
            f"You passed an empty string for '{param}'.", param=param, code="parameter_invalid_empty"
        )
    return value
