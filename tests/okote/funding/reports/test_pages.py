"""A draft until the year is over, then one page that stays."""

from okote.identity.models import Role
from tests.okote.app_client import ADDRESS, ELSEWHERE
from tests.okote.funding.office import typed_in


async def test_a_year_is_told_in_public(scene, office, browser):
    """The law names who decides, so that is typed, and nothing of it is lost."""
    await scene.pledge(60)
    async with scene.house.database.reading() as db:
        year = (await db.now()).year
    ines = await office.enter("ines", Role.ACCOUNTANT)
    desk, public = f"/en/back-office/yearly-reports/{year}", f"/en/yearly-reports/{year}"
    assert "the year is not over" in (await ines.get(desk)).text
    early = await ines.post(desk, {"governance": "Un <b>conseil</b>"})
    assert early.status_code == 422
    assert "can be published from 1 January" in early.text
    assert (await browser().get(public)).status_code == 404

    await scene.move_clock(days=366)
    await ines.arrive("ines")
    assert "1 year to report on" in (await ines.get("/en/back-office")).text
    assert (await ines.post(desk, {"governance": " "})).status_code == 422
    late = await ines.post(desk, {"governance": "x" * 5001})
    assert (late.status_code, len(typed_in(late.text, "governance"))) == (422, 5001)
    assert (await ines.post(desk, {"governance": "Un <b>conseil</b>"})).headers["location"] == public
    page = (await browser().get(public)).text
    assert "Un &lt;b&gt;conseil&lt;/b&gt;" in page
    assert "€60" in page
    assert f"/en/yearly-reports/{year}" in (await browser().get("/en/figures")).text
    assert f"<loc>{ADDRESS}{public}</loc>" in (await browser().get("/sitemap.xml")).text
    assert (await ines.post(desk, {"governance": "Un autre"})).status_code == 422
    assert public in (await ines.get("/en/back-office/yearly-reports")).text
    assert "Read the report" in (await ines.get(desk)).text

    table = (await browser().get(f"{public}/figures.csv")).text
    assert "contributions,,60.00" in table
    assert "title,holder" in (await browser().get(f"{public}/projects.csv")).text
    for nothing in (f"{public}/all.csv", f"/en/yearly-reports/{year - 9}", f"{desk[:-4]}1999"):
        assert (await ines.get(nothing)).status_code == 404, nothing
    assert (await browser(ELSEWHERE).get(public)).status_code == 404
