"""Administrators say what every page says of the site, and see it before it is saved."""

from html import unescape

import pytest
from sqlmodel import select

from okote.identity.models import Role
from okote.platform.audit import AuditEntry
from okote.territories.wording import NAMES
from tests.okote.app_client import territory

HERE = "/en/back-office/settings"


@pytest.fixture
async def typed(house):
    kept = await territory(house)
    return {name: getattr(kept, name) or "" for name in NAMES}


async def test_what_is_looked_at_is_not_saved_and_what_is_saved_shows(lea, house, typed):
    new = typed | {"name": "Trois Rives & Co", "primary_colour": "#31507a", "telephone": "03 88 11 22 33"}
    looked = await lea.post(HERE, new | {"only": "look"})
    assert looked.status_code == 200
    shown = unescape(looked.text)
    assert "Nothing is saved yet." in shown
    assert 'fill="#31507a"' in shown
    assert "Contrast: 8.2 on the button" in shown
    assert (await territory(house)).name == "Trois-Rives"

    assert (await lea.post(HERE, new)).status_code == 303
    assert "Trois Rives & Co" in unescape((await lea.get("/en/contact")).text)
    async with house.database.reading() as db:
        entry = (await db.exec(select(AuditEntry))).one()
    assert entry.before == {"name": "Trois-Rives", "telephone": "03 88 00 00 00"}
    assert entry.after["primary_colour"] == "#31507a"


async def test_the_approval_of_stripe_is_kept_and_shown_to_nobody_else(lea, browser, house, typed):
    """It has no place in what everyone reads of the operator."""
    told = "3 février 2026, classeur 4"
    assert (await lea.post(HERE, typed | {"stripe_approval": told})).status_code == 303
    assert told in unescape((await lea.get(HERE)).text)
    assert (await territory(house)).stripe_approval == told
    for path in ("/en/legal", "/en/contact", "/en/privacy", "/api/v1/territory"):
        assert told not in unescape((await browser().get(path)).text)
    assert (await lea.post(HERE, typed | {"stripe_approval": ""})).status_code == 303
    assert (await territory(house)).stripe_approval is None


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("primary_colour", "#ffe9a0", "too light to be read"),
        ("primary_colour", "green", "Write the colour as #"),
        ("name", "", "Fill in this field."),
        ("name", "x" * 121, "at most 120"),
        ("operator_email", "nobody", "e-mail"),
    ],
)
@pytest.mark.parametrize("only", ["look", ""])
async def test_what_can_not_be_is_said_and_all_is_kept(lea, house, typed, field, value, said, only):
    answer = await lea.post(HERE, typed | {field: value, "tagline": "Autre <b>chose</b>", "only": only})
    assert answer.status_code == 422
    shown = unescape(answer.text)
    assert said in shown
    assert 'value="Autre <b>chose</b>"' in shown
    assert (await territory(house)).tagline != "Autre <b>chose</b>"


async def test_only_administrators_set_them(browser, give_role):
    agent = browser()
    await agent.arrive("yanis")
    await give_role("yanis", Role.AGENT)
    assert (await agent.get(HERE)).status_code == 403
