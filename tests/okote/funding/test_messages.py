"""Every refusal of funding has one sentence that people understand, and every sentence a refusal."""

import pkgutil
import re
from importlib import import_module

import pytest

import okote.funding
import payments.gateway.limits
import payments.operations.rules
from okote.funding import messages
from okote.funding.messages import MESSAGES
from payments.errors import DomainError

FUNDING = [
    import_module(found.name)
    for found in pkgutil.walk_packages(okote.funding.__path__, "okote.funding.")
    if "migrations" not in found.name
]
OTHERS = [payments.gateway.limits, payments.operations.rules]


def refusals(modules):
    """Code to class, for what these modules define; what others derive from is never raised itself."""
    return {
        kind.code: kind
        for module in modules
        for kind in vars(module).values()
        if isinstance(kind, type) and issubclass(kind, DomainError) and kind.__module__ == module.__name__
        if not kind.__subclasses__()
    }


def test_each_refusal_has_its_sentence():
    assert sorted(set(refusals(FUNDING)) - set(MESSAGES)) == []


def test_each_sentence_is_of_some_refusal_and_said_once():
    assert sorted(set(MESSAGES) - set(refusals([*FUNDING, *OTHERS]))) == []
    groups = [group for group in vars(messages).values() if isinstance(group, dict) and group is not MESSAGES]
    assert len(MESSAGES) == sum(len(group) for group in groups if set(group) <= set(MESSAGES))


@pytest.mark.parametrize("code", sorted(MESSAGES))
def test_a_sentence_names_only_what_its_refusal_carries(code):
    """The docstring of a refusal is where its parameters are named."""
    named = set(re.findall(r"%\((\w+)\)s", MESSAGES[code]))
    told = re.findall(r"`(\w+)`", refusals([*FUNDING, *OTHERS])[code].__doc__ or "")
    assert named <= set(told)
