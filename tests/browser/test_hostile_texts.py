"""Whatever people write stays text in a real browser: nothing runs, and nothing even tries to."""

import pytest
from PIL import Image
from sqlmodel import select

from okote.identity.models import Person
from okote.platform.files.pictures import picture_path
from okote.territories.models import Territory
from tests.architecture.furnishing import furnish
from tests.browser.hostile_texts import CORPUS, HostileSphere

pytestmark = pytest.mark.browser

LISTEN = """
    window.refused = [];
    document.addEventListener("securitypolicyviolation", it => window.refused.push(it.violatedDirective));
    window.alert = window.prompt = window.confirm = () => { window.ran = 1; };
"""
LOOK = """() => {
    const runs = ({name, value}) => /^on/.test(name) || /^\\s*(javascript|data):/i.test(value);
    const strange = one => ["IFRAME", "MATH", "PLAINTEXT"].includes(one.tagName)
        || (one.tagName === "BASE" && one.href !== document.URL)
        || (one.tagName === "SCRIPT" && !one.src) || [...one.attributes].some(runs);
    const found = [...document.querySelectorAll("*")].filter(strange);
    return [window.ran ?? 0, window.refused, found.map(one => one.outerHTML.slice(0, 200))];
}"""
"""How often something ran, what the policy refused, and elements that no page of ours has."""

PAGES = (
    *("/", "/legal", "/search?q=script", "/ideas", "/ideas/{idea}", "/calls", "/calls/call-hostile"),
    *(
        "/campaigns/campaign-hostile",
        "/campaigns/campaign-hostile/news",
        "/campaigns/campaign-hostile/questions",
    ),
    *(
        "/campaigns/campaign-hostile/needs/{need}",
        "/campaigns/campaign-hostile/pledge",
        "/embed/campaigns/campaign-hostile",
    ),
    *("/back-office/campaigns/{prepared}", "/back-office/campaigns/{prepared}/comments"),
    *("/back-office/campaigns/{draft}/edit", "/back-office/campaigns/{prepared}/checklist"),
    *("/back-office/campaigns/{campaign}/thanks", "/back-office/holders/{holder}", "/back-office/categories"),
    *(
        "/back-office/partners/{partner}",
        "/back-office/cheques/{cheque}",
        "/back-office/approvals/{approval}",
    ),
    *("/actions", "/actions/1", "/back-office/actions/{action}", "/back-office/actions/{action}/edit"),
    *("/back-office/webhooks/{webhook}", "/back-office/ideas/{idea}", "/back-office/questions/{question}"),
    *(
        "/procedures",
        "/procedures/procedure-hostile",
        "/procedures/procedure-hostile/versions/1",
        "/back-office/procedures/{procedure}",
        "/back-office/procedures/versions/{written}",
        "/back-office/procedures/versions/{written}/names",
        "/back-office/procedures/versions/{written}/readability",
    ),
    *("/procedures/procedure-hostile/ratings", "/rate/procedure-hostile", "/back-office/ratings/{procedure}"),
    *("/panels", "/panels/panel-hostile", "/panels/panel-hostile/draw", "/panels/panel-hostile/opinions"),
    *("/panels/panel-hostile/opinions/{opinion}", "/back-office/panels", "/back-office/panels/{panel}"),
    *("/back-office/panels/{panel}/volunteers", "/back-office/panels/{panel}/members"),
    *("/back-office/panels/{panel}/space", "/back-office/panels/{panel}/meetings"),
    *("/tests", "/tests/test-hostile", "/tests/test-hostile/synthesis", "/back-office/tests"),
    *("/back-office/tests/{published_test}", "/back-office/tests/{published_test}/texts"),
    *("/observatory", "/observatory/heard"),
)


@pytest.fixture
async def sphere(service):
    async with service.house.database.unit_of_work() as db:
        here = (await db.exec(select(Territory).order_by(Territory.slug))).first()
        at = await db.now()
        people = [Person(created_at=at, email=f"{one}@exemple.test", public_name=CORPUS[4]) for one in "ab"]
        db.add_all(people)
        await db.flush()
        made = HostileSphere("hostile", here.id, here.book, at, *(one.id for one in people))
        await furnish(db, made)
        here.tagline, here.counter = CORPUS[14], made.cut(300)
        here.operator_address, here.publisher = made.cut(300), CORPUS[16]
    folder = service.house.settings.uploads_folder
    folder.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (9, 9)).save(picture_path(folder, made.id("stored_file"), "wide"))
    return made


async def found(page, address):
    answer = await page.goto(address, wait_until="load")
    assert answer.status == 200, address
    return await page.evaluate(LOOK)


async def test_what_people_wrote_never_runs(screen, service, sphere):
    assert (len(CORPUS), sphere.planted > 60) == (32, True)
    lea = await screen(viewport={"width": 1280, "height": 800})
    await lea.context.add_init_script(LISTEN)
    await lea.sign_in("Léa Stoll")
    page = await lea.context.new_page()
    dialogs = []
    page.on("dialog", lambda dialog: dialogs.append(dialog.message))
    for path in PAGES:
        ids = {name: sphere.id(name) for name in sphere.rows if f"{{{name}}}" in path}
        address = f"{lea.home}{path.format(**ids)}"
        assert await found(page, address) == [0, [], []], path
    assert dialogs == []


def planting(policy):
    """Answers with a page of nobody's that holds what is planted as it is."""
    headers = {"content-type": "text/html", **policy}

    async def planted(route):
        await route.fulfill(headers=headers, body=f"<!doctype html><body>{CORPUS[0]}{CORPUS[4]}")

    return planted


@pytest.mark.parametrize("policy", [{}, {"content-security-policy": "default-src 'none'"}])
async def test_what_would_run_is_seen(screen, policy):
    """The control: some of the corpus without our templates and our policy, and under a policy alone."""
    eve = await screen()
    await eve.context.add_init_script(LISTEN)
    page = await eve.context.new_page()
    await page.route("**/planted", planting(policy))
    ran, refused, stands = await found(page, f"{eve.home}/planted")
    assert (bool(ran), bool(refused), bool(stands)) == (not policy, bool(policy), True)
    eve.complaints.clear()
