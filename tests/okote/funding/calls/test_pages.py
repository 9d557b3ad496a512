"""Calls in the back office, and in the forms of those who apply."""

import csv
from datetime import timedelta
from io import StringIO

import pytest
from sqlmodel import select

from okote.funding.calls.models import Call
from okote.funding.campaigns.models import Campaign
from okote.identity.models import Role
from okote.platform.clock import set_offset
from tests.okote.app_client import territory
from tests.okote.funding.office import typed_in
from tests.okote.programs import program

__all__ = ["program"]

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
    assert "This call has ended" in (await nadia.get(show)).text
    refused = await nadia.post(f"{show}/submit", {"version": "2"})
    assert refused.status_code == 422
    assert "choose another call, or none" in refused.text
    assert typed_in((await nadia.get(edit)).text, "call") == str(call.id)


@pytest.fixture
async def answered(scene, house, typed):
    """A call that the scene's campaign answers, and that is over; and one that is open."""
    here = await territory(house)
    async with house.database.unit_of_work() as db:
        now = await db.now()
        calls = [
            Call(
                territory_id=here.id,
                slug=slug,
                title=f"Appel <{slug}>",
                text="Pour les projets d’ici.\n\nAvec de l’aide.",
                criteria="Ouvert à tous\nProduits d’ici",
                opens_at=now + timedelta(days=opens),
                closes_at=now + timedelta(days=opens + 10),
                created_at=now - timedelta(days=40),
                published_at=now - timedelta(days=40),
            )
            for slug, opens in (("fini", -30), ("ouvert", -1), ("prochain", 5))
        ]
        db.add_all(calls)
        await db.flush()
        row = await db.get_one(Campaign, scene.campaign.id)
        row.call_id, row.applied_at = calls[0].id, now - timedelta(days=25)
    return calls[0]


async def test_everyone_reads_what_is_called_for_and_what_came_of_it(scene, answered, browser, office):
    await scene.pledge(60)
    visitor = browser()
    listed = (await visitor.get("/en/calls")).text
    order = [listed.index(f"Appel &lt;{slug}&gt;") for slug in ("ouvert", "prochain", "fini")]
    assert order == sorted(order)
    found = (await visitor.get("/en/calls?q=fini")).text
    assert ("/calls/fini" in found, "/calls/ouvert" in found) == (True, False)
    assert "Appel &lt;fini&gt;" in (await visitor.get("/en/search?q=fini")).text

    home = (await visitor.get("/en/")).text
    assert ("/en/calls/ouvert" in home, "/en/calls/fini" in home) == (True, False)
    over = (await visitor.get("/en/calls/fini")).text
    assert "This call ended on" in over
    assert "Produits d’ici</li>" in over
    assert scene.path.replace("/fr/", "/en/") in over
    assert "fewer than 10" in over
    assert "€180" in over
    now = (await visitor.get("/en/calls/ouvert")).text
    assert "You can apply until" in now
    assert "03 88 00 00 00" in now
    assert "/back-office" not in now[now.index("<main") :]
    nadia = await office.enter("nadia", Role.HOLDER, scope=scene.campaign.holder_id)
    assert "/back-office/campaigns/new?call=" in (await nadia.get("/en/calls/ouvert")).text
    assert "You can apply from" in (await visitor.get("/en/calls/prochain")).text

    told = (await visitor.get("/en/calls/fini/figures")).text
    assert ("€180" in told, "When people contributed" in told, "fewer than 10" in told) == (True, False, True)
    assert "No figures yet" in (await visitor.get("/en/calls/ouvert/figures")).text
    assert "/en/calls/fini" in (await visitor.get("/en/figures")).text
    assert "/en/calls/fini" in (await visitor.get(scene.path.replace("/fr/", "/en/"))).text
    criteria = (await visitor.get("/en/selection-criteria")).text
    assert criteria.count("Produits d’ici</li>") == 3
    assert "/en/calls/prochain</loc>" in (await visitor.get("/sitemap.xml")).text
    rows = list(csv.DictReader(StringIO((await visitor.get("/en/open-data/campaigns.csv")).text)))
    assert [row["call"] for row in rows] == ["fini"]
    for nothing in ("/en/calls/rien", "/en/calls/rien/figures"):
        assert (await visitor.get(nothing)).status_code == 404


async def test_where_there_is_no_call_nothing_speaks_of_one(scene, browser):
    visitor = browser()
    for path in ("/en/", "/en/figures", "/en/selection-criteria", scene.path, "/sitemap.xml"):
        assert "/calls" not in (await visitor.get(path)).text, path
    assert "No call yet" in (await visitor.get("/en/calls")).text


async def test_programs_read_them_too(scene, answered, program):
    stranger = await program()
    first = (await stranger.get("/calls?limit=2")).json()
    second = (await stranger.get(f"/calls?limit=2&cursor={first['next']}")).json()
    assert [one["slug"] for one in (*first["items"], *second["items"])] == ["prochain", "ouvert", "fini"]
    told = (await stranger.get("/calls/fini")).json()
    assert (told["call"]["state"], told["call"]["criteria"]) == ("over", ["Ouvert à tous", "Produits d’ici"])
    assert (told["figures"]["projects"], told["figures"]["donors"]) == (1, None)
    assert (await stranger.get("/calls/rien")).status_code == 404
    (campaign,) = (await stranger.get(f"/campaigns?call={answered.id}")).json()["items"]
    assert campaign["call"] == {"id": str(answered.id), "slug": "fini", "title": "Appel <fini>"}
