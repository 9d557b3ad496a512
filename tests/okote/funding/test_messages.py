"""Every refusal of funding has one sentence that people understand, and every sentence a refusal."""

import pkgutil
import re
from importlib import import_module

import pytest

import okote.funding
import payments.gateway.limits
import payments.operations.rules
from okote.funding.messages import CAMPAIGNS, HOLDERS, MESSAGES, PARTNERS, PAYMENTS, PICTURES, PLEDGES
from okote.platform.files import pictures
from payments.errors import DomainError

FUNDING = [
    import_module(found.name)
    for found in pkgutil.walk_packages(okote.funding.__path__, "okote.funding.")
    if "migrations" not in found.name
]
OTHERS = [payments.gateway.limits, payments.operations.rules, pictures]


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
    assert len(MESSAGES) == sum(map(len, (CAMPAIGNS, HOLDERS, PARTNERS, PLEDGES, PAYMENTS, PICTURES)))


@pytest.mark.parametrize("code", sorted(MESSAGES))
def test_a_sentence_names_only_what_its_refusal_carries(code):
    """The docstring of a refusal is where its parameters are named."""
    named = set(re.findall(r"%\((\w+)\)s", MESSAGES[code]))
    told = re.findall(r"`(\w+)`", refusals([*FUNDING, *OTHERS])[code].__doc__ or "")
    assert named <= set(told)
