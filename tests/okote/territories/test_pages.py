"""What a territory's site says about itself, over the whole service."""

import re
from datetime import date

import pytest
from sqlmodel import select

from okote.territories.models import Territory
from tests.okote.app_client import ADDRESS, ELSEWHERE, counting_queries

PAGES = ["/legal", "/privacy", "/accessibility", "/help", "/site-map", "/contact", "/design"]


@pytest.mark.parametrize("path", PAGES)
async def test_each_page_in_each_language_takes_one_query(browser, house, path):
    for language in ("fr", "de", "en"):
        with counting_queries(house) as said:
            shown = await browser().get(f"/{language}{path}")
        assert shown.status_code == 200
        assert shown.text.count("<h1>") == 1
        assert f'<html lang="{language}">' in shown.text
        assert len(said) == 1, said


async def test_the_law_is_told_who_runs_the_site(browser):
    shown = (await browser().get("/fr/legal")).text
    for told in (
        "Association Exemple",
        "association de droit local",
        "1 place du Quai, 67000 Rivemont",
        "000 000 000",
        "00 000 000",
        "Mutuelle Exemple, contrat 0000",
        "Institution Exemple, établissement de paiement",
        "Louise Amsel",
        "Hébergeur Exemple, 2 rue des Machines, 67000 Rivemont",
    ):
        assert told in shown


async def test_who_carries_our_mails_is_named_where_it_is_known(browser):
    shown = (await browser().get("/en/privacy")).text
    assert "Messagerie &lt;Exemple&gt; carries our mails to you" in shown


async def test_each_page_leads_to_them(browser):
    home = (await browser().get("/fr/contact")).text
    for path in ("/legal", "/privacy", "/accessibility", "/help", "/site-map", "/contact"):
        assert f'href="/fr{path}"' in home
    assert 'href="tel:0388000000"' in home


async def test_two_territories_say_each_its_own(browser, house):
    async with house.database.unit_of_work() as db:
        other = (await db.exec(select(Territory).where(Territory.slug == "val-clair"))).one()
        other.operator_name, other.primary_colour = "Association du Val", "#7a1f5c"
    for path in (*PAGES, "/territory.css"):
        here, there = await browser(ADDRESS).get(f"/fr{path}"), await browser(ELSEWHERE).get(f"/fr{path}")
        assert "Association du Val" not in here.text
        assert "Association Exemple" not in there.text
    assert "#7a1f5c" in there.text
    assert "#7a1f5c" not in here.text


async def test_the_colours_are_a_stylesheet(browser, house):
    plain = await browser().get("/territory.css")
    assert (plain.status_code, plain.text) == (200, "")
    async with house.database.unit_of_work() as db:
        here = (await db.exec(select(Territory).where(Territory.slug == "trois-rives"))).one()
        here.primary_colour = "#31507a"
    coloured = await browser().get("/territory.css?31507a")
    assert coloured.headers["content-type"].startswith("text/css")
    assert coloured.headers["cache-control"] == "public, max-age=86400"
    assert "--primary: #31507a" in coloured.text
    assert '<link rel="stylesheet" href="/territory.css?31507a">' in (await browser().get("/fr/contact")).text


async def test_a_host_name_that_is_nobodys(browser):
    nobody = browser("http://elsewhere.example")
    answer = await nobody.get("/fr/legal")
    assert answer.status_code == 404
    assert "Trois-Rives" not in answer.text


async def test_how_far_the_site_is_accessible_is_what_an_audit_found(browser, house):
    visitor = browser()
    assert "Accessibilité\u00a0: non conforme" in (await visitor.get("/fr/contact")).text
    assert "Nobody has audited" in (await visitor.get("/en/accessibility")).text
    async with house.database.unit_of_work() as db:
        here = (await db.exec(select(Territory).where(Territory.slug == "trois-rives"))).one()
        here.accessibility_rate, here.accessibility_audited_by = 82, "Atelier Exemple"
        here.accessibility_audited_on, here.mediator = date(2026, 9, 15), "Médiation Exemple"
    assert "Accessibilité\u00a0: partiellement conforme" in (await visitor.get("/fr/contact")).text
    told = (await visitor.get("/en/accessibility")).text
    assert ("Atelier Exemple" in told, "82%" in told, "Nobody has audited" in told) == (True, True, False)
    assert "Médiation Exemple" in (await visitor.get("/fr/legal")).text


async def test_robots_are_told_the_pages_that_strangers_see_in_each_language(lea):
    """Also where an administrator asks."""
    told = (await lea.get("/robots.txt")).text
    assert "Disallow: /de/back-office\n" in told
    assert f"Sitemap: {ADDRESS}/sitemap.xml\n" in told
    answer = await lea.get("/sitemap.xml")
    assert answer.headers["content-type"].startswith("application/xml")
    paths = set(re.findall(rf"<loc>{ADDRESS}(/[^<]*)</loc>", answer.text))
    assert {"/fr/", "/de/legal", "/en/site-map"} <= paths
    assert not [path for path in paths if "back-office" in path or "/account" in path]


async def test_the_map_of_the_site_shows_what_one_may_see(browser, lea):
    assert "/fr/back-office/people" not in (await browser().get("/fr/site-map")).text
    assert "/fr/back-office/people" in (await lea.get("/fr/site-map")).text
