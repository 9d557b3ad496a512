"""Calls of a territory, and an agent who writes them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from okote.funding.calls.rules import CallDetails
from okote.funding.calls.service import change_call, write_call
from okote.identity.models import Role


@pytest.fixture
async def agent(someone):
    return await someone(Role.AGENT)


@pytest.fixture
def details(tomorrow):
    """Open today and for ten days more."""
    return CallDetails(
        "Se nourrir d’ici",
        "Pour les projets qui rapprochent le champ de l’assiette.",
        "- Ouvert à tout le monde\n- Produits d’ici",
        tomorrow - timedelta(days=1),
        tomorrow + timedelta(days=9),
    )


@pytest.fixture
def a_call(db, agent, details):
    """Published, unless told otherwise."""

    async def a_call(title="Se nourrir d’ici", *, by=agent, publish=True, **changes):
        said = replace(details, title=title, **changes)
        call = await write_call(db, said, by=by)
        return await change_call(db, call.id, said, publish=True, by=by) if publish else call

    return a_call
