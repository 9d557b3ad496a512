"""Calls in the back office, and in the forms of those who apply."""

from datetime import timedelta

import pytest
from sqlmodel import select

from okote.funding.calls.models import Call
from okote.funding.campaigns.models import Campaign
from okote.identity.models import Role
from okote.platform.clock import set_offset
from tests.okote.funding.office import typed_in

HERE = "/en/back-office/calls-for-projects"


@pytest.fixture
async def typed(house):
    async with house.database.reading() as db:
        today = (await db.now()).date()
    return {
        "title": "Se nourrir <d’ici>",
        "text": "Pour les projets\r\n\r\nqui rapprochent.",
        "criteria": "- Ouvert à tous\r\n- Produits d’ici",
        "first_day": today.isoformat(),
        "last_day": (today + timedelta(days=9)).isoformat(),
    }


async def the_one(house):
    async with house.database.reading() as db:
        return (await db.exec(select(Call))).one()


async def test_an_agent_writes_a_call_and_publishes_it(office, typed):
    lea = await office.enter("lea", Role.AGENT)
    assert "No call yet" in (await lea.get(HERE)).text
    for field, wrong in (
        ("title", ""),
        ("text", "x" * 5_001),
        ("criteria", "- \n*"),
        ("last_day", "2001-01-01"),
        ("first_day", "demain"),
    ):
        refused = await lea.post(HERE, typed | {field: wrong})
        assert refused.status_code == 422, field
        assert f'href="#{field}"' in refused.text
        kept = "text" if field == "title" else "title"
        assert typed_in(refused.text, kept) == typed[kept].replace("\r", "")
    made = await lea.post(HERE, typed)
    here = made.headers["location"]
    assert "Se nourrir &lt;d’ici&gt;" in (await lea.get(HERE)).text
    assert (await lea.post(here, typed | {"criteria": ""})).status_code == 422
    assert (await lea.post(here, typed)).status_code == 303
    over = typed | {"first_day": "2020-01-01", "last_day": "2020-02-01"}
    assert "The last day is over" in (await lea.post(here, over | {"publish": "yes"})).text
    assert (await the_one(office.house)).published_at is None
    assert (await lea.post(here, typed | {"publish": "yes"})).status_code == 303
    published = (await lea.get(here)).text
    assert (typed_in(published, "title"), "Produits d’ici</li>" in published) == ("", True)
    assert (await lea.post(here, {"text": ""})).status_code == 422
    assert (await lea.post(here, {"text": "Réunion jeudi.", "title": "Autre"})).status_code == 303
    assert (await lea.post(f"{here}/remove")).status_code == 422
    call = await the_one(office.house)
    assert (call.title, call.text) == ("Se nourrir <d’ici>", "Réunion jeudi.")
    nadia = await office.enter("nadia", Role.HOLDER, scope=(await office.holder()).id)
    assert (await nadia.get(HERE)).status_code == 403


async def test_a_holder_begins_for_a_call_and_is_told_when_it_is_too_late(office, typed, house):
    holder = await office.holder()
    lea = await office.enter("lea", Role.AGENT)
    nadia = await office.enter("nadia", Role.HOLDER, scope=holder.id)
    new = "/en/back-office/campaigns/new"
    assert 'name="call"' not in (await nadia.get(new)).text
    made = (await lea.post(HERE, typed)).headers["location"]
    await lea.post(made, typed | {"publish": "yes"})
    call = await the_one(house)
    assert typed_in((await nadia.get(f"{new}?call={call.id}")).text, "call") == str(call.id)
    wrong = {"title": "Un four", "holder": str(holder.id), "call": str(holder.id)}
    assert (await nadia.post("/en/back-office/campaigns", wrong)).status_code == 422
    await nadia.post("/en/back-office/campaigns", wrong | {"call": str(call.id)})
    async with house.database.reading() as db:
        draft = (await db.exec(select(Campaign))).one()
    edit = f"/en/back-office/campaigns/{draft.id}/edit"
    assert typed_in((await nadia.get(edit)).text, "call") == str(call.id)
    assert (await office.write(nadia, draft, call=str(call.id))).status_code == 303
    show = f"/en/back-office/campaigns/{draft.id}"
    assert "It answers the call" in (await nadia.get(show)).text
    for wanted, number in ((call.id, 200), (holder.id, 404)):
        listed = await nadia.get(f"/en/back-office/campaigns?call={wanted}")
        assert listed.status_code == number
    assert (await office.write(nadia, draft, version=1, call="")).status_code == 303
    assert "It answers the call" not in (await nadia.get(show)).text

    async with house.database.unit_of_work() as db:
        (await db.get_one(Campaign, draft.id)).call_id = call.id
        await set_offset(db, timedelta(days=12))
    await nadia.arrive("nadia")
    refused = await nadia.post(f"{show}/submit", {"version": "2"})
    assert refused.status_code == 422
    assert "choose another call, or none" in refused.text
    assert typed_in((await nadia.get(edit)).text, "call") == str(call.id)
