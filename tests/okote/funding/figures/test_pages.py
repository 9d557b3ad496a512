"""Figures and open data as everyone meets them."""

import csv
from io import StringIO

from okote.funding.accounts import STRIPE
from okote.funding.figures.datasets import DATASETS
from okote.funding.figures.queries import figures
from okote.identity.models import Role
from tests.okote.app_client import ELSEWHERE, counting_queries, territory
from tests.okote.funding.office import typed_in
from tests.okote.funding.scene import a_campaign
from tests.okote.funding.showcase.test_query_counts import add_pledges


async def test_the_page_says_what_the_ledger_and_the_gauge_say(scene, browser):
    await scene.pledge(60)
    await scene.pledge(20)
    html = (await browser().get("/en/figures")).text
    assert "€240" in html
    assert "Fewer than 10 people" not in html or "by month" in html
    async with scene.house.database.reading() as db:
        told = await figures(db, await territory(scene.house), language="en")
    assert (await scene.balances())["campaign:…:pledges"] == -told.all_.given
    assert STRIPE in await scene.balances()
    assert "€240" in (await browser().get(scene.path.replace("/fr/", "/en/"))).text

    theirs = (await browser(ELSEWHERE).get("/en/figures")).text
    assert "€240" not in theirs
    assert "No figures yet" in theirs


async def test_as_many_questions_for_many_campaigns_as_for_one(scene, browser, house):
    visitor = browser()
    await add_pledges(house, scene.campaign, 1)
    counts = set()
    for number in range(2):
        await a_campaign(house, None, slug=f"autre-{number}")
        await add_pledges(house, scene.campaign, 15)
        with counting_queries(house) as said:
            answer = await visitor.get("/fr/figures")
        assert answer.status_code == 200, answer.text
        counts.add(len(said))
    assert counts == {8}


async def test_everyone_takes_the_data_away(scene, browser):
    await scene.pledge(60)
    visitor = browser()
    listed = (await visitor.get("/en/open-data")).text
    for dataset in DATASETS:
        assert f"/en/open-data/{dataset.name}.csv" in listed
        table = await visitor.get(f"/en/open-data/{dataset.name}.csv")
        assert table.status_code == 200
        rows = list(csv.DictReader(StringIO(table.text.removeprefix("\ufeff"))))
        as_json = await visitor.get(f"/en/open-data/{dataset.name}.json")
        assert len(as_json.json()["rows"]) == len(rows)
        assert table.headers["cache-control"] == as_json.headers["cache-control"] == "public, max-age=300"
        assert "set-cookie" not in table.headers
    assert (await visitor.get("/en/open-data/campaigns.csv")).text.count(scene.campaign.slug) == 1
    for nothing in ("campaigns.xlsx", "campaigns", "pledges.csv", ".csv"):
        assert (await visitor.get(f"/en/open-data/{nothing}")).status_code == 404, nothing


async def test_the_longer_number_is_checked_where_it_is_written(office):
    ines = await office.enter("ines", Role.ADMINISTRATOR)
    typed = {
        "kind": "public",
        "name": "Ville",
        "siren": "999000524",
        "siret": "999 000 417 00017",
        "email": "finances@ville.test",
        "language": "fr",
    }
    refused = await ines.post("/en/back-office/partners", typed)
    assert refused.status_code == 422
    assert "not of the same organisation" in refused.text
    assert typed_in(refused.text, "siret") == "999 000 417 00017"
    made = await ines.post("/en/back-office/partners", typed | {"siren": ""})
    edit = f"{made.headers['location']}/edit"
    assert typed_in((await ines.get(edit)).text, "siren") == "999000417"

    holder = await office.holder()
    told = {name: getattr(holder, name) for name in ("name", "legal_form", "identifier", "address", "email")}
    told |= {"statement_name": "BOCAUX", "language": "fr", "siret": "99900041700018"}
    here = f"/en/back-office/holders/{holder.id}/edit"
    assert "fourteen digits of the SIRET" in (await ines.post(here, told)).text
    assert (await ines.post(here, told | {"siret": "99900041700017"})).status_code == 303
    assert typed_in((await ines.get(here)).text, "siret") == "99900041700017"
