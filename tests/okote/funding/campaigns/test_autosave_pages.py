"""Whoever leaves the editor without saving finds again what they typed."""

import re

import pytest

from okote.identity.models import Role
from tests.okote.funding.office import typed_in

PLACE = "/en/back-office/campaigns"


@pytest.fixture
async def nadia(office):
    holder = await office.holder()
    return await office.enter("nadia", Role.HOLDER, scope=holder.id)


@pytest.fixture
async def draft(office, nadia):
    lea = await office.enter("lea", Role.AGENT)
    page = (await nadia.get(f"{PLACE}/new")).text
    holder = re.search(r'<option value="([0-9a-f-]{36})"', page)[1]
    await lea.post(PLACE, {"title": "La conserverie du quai", "holder": holder})
    return re.search(r"campaigns/([0-9a-f-]{36})\"", (await nadia.get(PLACE)).text)[1]


async def test_what_was_typed_is_offered_back_taken_up_and_saved(office, nadia, draft):
    edit = f"{PLACE}/{draft}/edit"
    assert f'hx-post="{edit}/kept"' in (await nadia.get(edit)).text
    typed = {**await office.offer(goal="beaucoup", purpose="Un <b>four</b>"), "version": "0"}

    kept = await nadia.post(f"{edit}/kept", typed)

    assert (kept.status_code, "<html" in kept.text) == (200, False)
    assert "Kept for you at" in kept.text
    again = (await nadia.get(edit)).text
    assert "We kept what you were writing on" in again
    assert "hx-post" not in again  # nothing kept is overwritten before its writer has chosen
    assert typed_in(again, "purpose") == ""
    resumed = (await nadia.get(f"{edit}?resume=true")).text
    assert {name: typed_in(resumed, name) for name in ("goal", "purpose", "version")} == {
        "goal": "beaucoup",
        "purpose": "Un <b>four</b>",
        "version": "0",
    }
    assert f'hx-post="{edit}/kept"' in resumed

    saved = await nadia.post(edit, typed | {"goal": "15 000"})
    assert saved.status_code == 303
    assert "We kept" not in (await nadia.get(edit)).text


async def test_it_can_be_thrown_away(office, nadia, draft):
    edit = f"{PLACE}/{draft}/edit"
    await nadia.post(f"{edit}/kept", {**await office.offer(), "version": "0"})
    assert (await nadia.post(f"{edit}/kept/throw-away")).headers["location"] == edit
    assert "We kept" not in (await nadia.get(edit)).text


async def test_what_one_keeps_is_nobody_elses_and_overwrites_nothing(office, nadia, draft):
    edit = f"{PLACE}/{draft}/edit"
    marc = await office.enter("marc", Role.AGENT)
    await nadia.post(f"{edit}/kept", {**await office.offer(purpose="Un four"), "version": "0"})
    assert "We kept" not in (await marc.get(edit)).text
    assert (
        await marc.post(edit, {**await office.offer(purpose="Un toit"), "version": "0"})
    ).status_code == 303

    kept = await nadia.post(f"{edit}/kept", {**await office.offer(purpose="Un four"), "version": "0"})
    assert "Someone else has saved" in kept.text
    resumed = (await nadia.get(f"{edit}?resume=true")).text
    assert (typed_in(resumed, "purpose"), typed_in(resumed, "version")) == ("Un four", "0")
    assert (
        await nadia.post(edit, {**await office.offer(purpose="Un four"), "version": "0"})
    ).status_code == 409


async def test_why_nothing_is_kept_any_more_is_said_in_the_same_line(nadia, draft):
    kept = await nadia.post(f"{PLACE}/{draft}/edit/kept", {"version": "0", "story": "x" * 90_000})
    assert kept.status_code == 422
    assert "save it yourself" in kept.text
    assert "<html" not in kept.text
