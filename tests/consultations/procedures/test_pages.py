"""From a letter that an agent adds to what everyone reads: the desk, the catalogue, and the data of both."""

import re
from html import unescape

import pytest
from sqlmodel import select

from consultations.procedures.models import Procedure, ProcedureFile, ProcedureStep
from okote.identity.models import Role
from okote.web.pagination import ONE_MORE
from tests.consultations.procedures.conftest import FACTS, OFFICE, seen
from tests.consultations.procedures.made import docx, pdf, picture, rewritten
from tests.okote.app_client import counting_queries, territory

PAGE = "/fr/procedures/demander-une-place-en-creche"
BEFORE = "Nonobstant le délai imparti, M. Jean Dupont est tenu de produire les pièces justificatives."


async def kept(house, table):
    async with house.database.reading() as db:
        return (await db.exec(select(table).order_by(table.id))).all()


async def test_a_letter_goes_from_the_desk_to_everyone(writer, browser, desk):
    there = await desk.add(writer)
    assert (await browser().get(PAGE)).status_code == 404
    here = await desk.begin(writer, there)
    await desk.write(writer, here, text=BEFORE)
    assert (await writer.post(f"{here}/steps", {"title-1": "Lire", "title-2": "Écrire"})).is_redirect

    sheet = unescape((await writer.get(f"{here}/readability")).text)
    assert ("nonobstant" in sheet, "malgré" in sheet, "Kandel" in sheet) == (True, True, True)
    assert "207 − 1.015" in sheet
    names = unescape((await writer.get(f"{here}/names")).text)
    assert "Jean Dupont" in names.partition("<h2>")[2]
    assert (await writer.post(f"{here}/publish")).status_code == 422
    undeclared = await writer.post(f"{here}/names", {"seen": "x"})
    assert (undeclared.status_code, 'id="removed"' in undeclared.text) == (422, True)
    assert (await writer.post(f"{here}/names", {"seen": "x", "removed": "yes"})).status_code == 409
    await desk.write(writer, here, text="Bonjour <b>[nom]</b>.")
    assert (await desk.declare(writer, here)).is_redirect
    refused = await writer.post(here, {"since": "2026-03-01", "text": "Autre.", "seen": "x"})
    assert (refused.status_code, "Autre." in refused.text) == (422, False)
    assert "Continuer à l’écrire" in unescape((await writer.get(here)).text)
    assert (await writer.post(f"{here}/publish")).is_redirect

    visitor = browser()
    html = (await visitor.get(PAGE)).text
    assert ("Bonjour &lt;b&gt;[nom]&lt;/b&gt;." in html, "Écrire" in html, "Une photo" in html) == (True,) * 3
    for path in ("/fr/", "/fr/procedures", "/fr/search?q=creches", "/sitemap.xml"):
        assert "demander-une-place-en-creche" in (await visitor.get(path)).text, path
    assert f"{PAGE}/versions/1" in html
    assert "première version" in (await visitor.get(f"{PAGE}/versions/1")).text


async def test_a_file_in_which_nothing_is_written_is_refused_beside_its_field(lea, desk):
    here = await desk.begin(lea, await desk.add(lea))
    answer = await desk.send(lea, here, "vide.txt", b" \n\n\x07")
    assert (answer.status_code, 'id="file-problem"' in answer.text) == (422, True)


async def test_a_new_version_stands_beside_the_one_before(lea, browser, desk):
    there = await desk.published(lea)
    here = await desk.begin(lea, there)
    notice = await lea.follow(await lea.post(f"{there}/versions"))
    assert "déjà en cours" in unescape(notice.text)
    missing = await lea.post(here, {"since": "2026-04-01", "text": "Autre."})
    assert (missing.status_code, 'id="changed-problem"' in missing.text) == (422, True)
    await desk.write(lea, here, since="2026-04-01", changed="Plus court.", text="Oui.")
    assert "Plus court." not in (await browser().get(PAGE)).text
    assert (await browser().get(f"{PAGE}/versions/2")).status_code == 404
    assert (await desk.declare(lea, here)).is_redirect
    assert (await lea.post(f"{here}/reopen")).is_redirect
    assert (await desk.declare(lea, here)).is_redirect
    assert (await lea.post(f"{here}/publish")).is_redirect
    html = (await browser().get(f"{PAGE}/versions/2")).text
    assert html.index("Bonjour.") < html.index("Oui.")
    assert html.index("Plus court.") < html.index("Bonjour.")
    assert "Oui." in (await browser().get(PAGE)).text


async def test_whoever_saves_second_keeps_what_they_typed_and_is_told_of_the_first(lea, desk):
    here = await desk.begin(lea, await desk.add(lea))
    read = await seen(lea, here)
    assert (await lea.post(here, {"since": "2026-03-01", "text": "La première.", "seen": read})).is_redirect
    later = {"since": "2026-03-01", "text": "La seconde."}
    told = await lea.post(here, later | {"seen": read})
    assert (told.status_code, 'id="text-problem"' in told.text, "La seconde." in told.text) == (
        422,
        True,
        True,
    )
    assert [one.text for one in await desk.versions()] == ["La première."]
    again = re.search(r'name="seen" value="(\w+)"', told.text)[1]
    assert (await lea.post(here, later | {"seen": again})).is_redirect
    assert [one.text for one in await desk.versions()] == ["La seconde."]


async def test_whoever_saves_steps_second_keeps_theirs_and_is_told_of_the_first(lea, desk, house):
    here = await desk.begin(lea, await desk.add(lea))
    mark = re.compile(r'name="steps-seen" value="(\w+)"')
    read = mark.search((await lea.get(here)).text)[1]
    assert (await lea.post(f"{here}/steps", {"title-1": "Lire", "steps-seen": read})).is_redirect
    told = await lea.post(f"{here}/steps", {"title-1": "Signer", "steps-seen": read})
    said = ('id="title-1-problem"' in told.text, "Signer" in told.text)
    assert (told.status_code, *said) == (422, True, True)
    assert [one.title for one in await kept(house, ProcedureStep)] == ["Lire"]
    again = {"title-1": "Signer", "steps-seen": mark.search(told.text)[1]}
    assert (await lea.post(f"{here}/steps", again)).is_redirect
    assert [one.title for one in await kept(house, ProcedureStep)] == ["Signer"]


async def test_a_version_in_which_somebody_is_named_is_taken_down(lea, browser, desk):
    there = await desk.published(lea)
    here = await desk.begin(lea, there)
    await desk.write(lea, here, since="2026-04-01", changed="Plus court.", text="Oui, Jean Dupont.")
    assert "/withdraw" not in (await lea.get(here)).text
    assert (await desk.declare(lea, here)).is_redirect
    assert (await lea.post(f"{here}/publish")).is_redirect
    missing = await lea.post(f"{here}/withdraw")
    assert (missing.status_code, 'id="because-problem"' in missing.text) == (422, True)
    assert (await lea.post(f"{here}/withdraw", {"because": "Un nom y restait."})).is_redirect
    assert "Un nom y restait." in (await lea.get(here)).text
    assert (await lea.post(f"{here}/withdraw", {"because": "Encore."})).status_code == 422
    visitor = browser()
    for path in (PAGE, f"{PAGE}/versions/2", "/api/v1/procedures/demander-une-place-en-creche"):
        assert "Dupont" not in (await visitor.get(path)).text, path
    html = (await visitor.get(PAGE)).text
    assert ("Bonjour." in html, "Un nom y restait." in html) == (True, True)
    first = re.findall(r"/back-office/procedures/versions/[0-9a-f-]+", (await lea.get(there)).text)[-1]
    assert (await lea.post(f"/fr{first}/withdraw", {"because": "Un autre."})).is_redirect
    assert "Aucune version" in unescape((await visitor.get(PAGE)).text)
    (facts,) = (await visitor.get("/api/v1/procedures")).json()["items"]
    assert (facts["version"], facts["since"]) == (None, None)


async def test_a_retired_procedure_keeps_its_page_and_leaves_the_catalogue(lea, browser, desk):
    there = await desk.published(lea)
    assert (await lea.post(f"{there}/retire")).is_redirect
    assert "n’est plus proposée" in unescape((await browser().get(PAGE)).text)
    for path in ("/fr/procedures", "/fr/search?q=creche", "/sitemap.xml", "/fr/open-data/procedures.csv"):
        assert "demander-une-place" not in (await browser().get(path)).text, path
    assert (await lea.post(f"{there}/take-up")).is_redirect
    assert "demander-une-place" in (await browser().get("/fr/procedures")).text


async def test_a_file_is_sent_worded_and_taken_away(lea, browser, desk, house):
    there = await desk.add(lea)
    here = await desk.begin(lea, there)

    async def send(name, data):
        return await desk.send(lea, here, name, data)

    assert (await send("..\\Lettre <1>.docx", docx("Bonjour."))).is_redirect
    assert (await send("photo.png", picture())).is_redirect
    macro = docx("a", **{"word/vbaProject.bin": "x"})
    for name, data in (("a.exe", b"MZ\0"), ("b.docx", macro), ("", b"")):
        assert (await send(name, data)).status_code == 422, name
    letter, shown = await kept(house, ProcedureFile)
    assert (letter.name, letter.words, shown.words) == ("Lettre <1>.docx", "Bonjour.", "")
    html = (await lea.get(here)).text
    assert ("Lettre &lt;1&gt;.docx" in html, "Lettre <1>" in html) == (True, False)
    refused = await desk.declare(lea, here)
    assert (refused.status_code, "photo.png" in refused.text) == (422, True)
    worded = {f"words-{shown.id}": "Une lettre."}
    assert (await lea.post(f"{here}/files/{shown.id}/words", {f"words-{shown.id}": ""})).status_code == 422
    assert (await lea.post(f"{here}/files/{shown.id}/words", worded)).is_redirect
    own = await lea.get(f"{here}/files/{letter.id}")
    assert own.headers["cache-control"] == "no-store"
    path = f"{PAGE}/files/"
    assert (await browser().get(f"{path}{letter.id}")).status_code == 404
    trail = (await lea.get("/fr/back-office/audit")).text
    assert ("Lettre &lt;1&gt;" in trail, "Une lettre." in trail) == (False, False)
    assert (await desk.declare(lea, here)).is_redirect
    assert (await lea.post(f"{here}/publish")).is_redirect
    taken = await browser().get(f"{path}{letter.id}")
    assert taken.headers["content-disposition"].startswith("attachment")
    assert "demander-une-place-en-creche-1.docx" in taken.headers["content-disposition"]
    assert (taken.headers["x-content-type-options"], taken.content[:2]) == ("nosniff", b"PK")
    seen = await browser().get(f"{path}{shown.id}")
    assert (seen.headers["content-type"], seen.content[:2]) == ("image/jpeg", b"\xff\xd8")
    html = (await browser().get(PAGE)).text
    assert ("Une lettre." in html, f"{path}{shown.id}" in html) == (True, True)
    await desk.published(lea, name="Autre démarche")
    assert (await browser().get(f"/fr/procedures/autre-demarche/files/{letter.id}")).status_code == 404


async def test_a_file_that_was_removed_is_nobodys(lea, desk, house):
    here = await desk.begin(lea, await desk.add(lea))
    author = rewritten(lambda writer: writer.add_metadata({"/Author": "Jean Dupont"}))
    assert (await desk.send(lea, here, "a.pdf", author)).is_redirect
    (sent,) = await kept(house, ProcedureFile)
    assert "Jean Dupont" in (await lea.get(f"{here}/names")).text
    assert (await lea.post(f"{here}/files/{sent.id}/remove")).is_redirect
    assert (await lea.get(f"{here}/files/{sent.id}")).status_code == 404
    assert (await lea.post(f"{here}/files/{sent.id}/remove")).status_code == 404
    assert "Jean Dupont" not in (await lea.get(f"{here}/names")).text


async def test_who_may_not_write_it_reads_nothing_of_it(lea, enter, counter, desk):
    here = await desk.begin(lea, there := await desk.add(lea))
    other = await enter("yanis", Role.SERVICE, scope=counter.territory_id)
    assert (await other.get(OFFICE)).status_code == 200
    for path in (there, f"{there}/edit", here, f"{here}/names", f"{here}/readability"):
        assert (await other.get(path)).status_code == 403, path
    assert (await desk.send(other, here, "a.pdf", pdf("a"))).status_code == 403
    assert (await (await enter("camille")).get(OFFICE)).status_code == 403


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"channel-mail": ""}, "channel-counter"),
        ({"kind": "pigeon"}, "kind"),
        ({"service": "x"}, "service"),
        ({"papers": "\n".join(str(number) for number in range(21))}, "papers"),
    ],
)
async def test_what_is_missing_stands_beside_its_field(lea, counter, changes, field):
    sent = FACTS | {"service": str(counter.id)} | changes
    answer = await lea.post(OFFICE, sent)
    assert (answer.status_code, f'href="#{field}"' in answer.text) == (422, True)
    assert FACTS["summary"] in unescape(answer.text)


async def test_what_was_written_is_changed_and_steps_take_their_places(lea, desk, counter, house):
    there = await desk.add(lea)
    html = (await lea.get(f"{there}/edit")).text
    assert (FACTS["audience"] in html, 'name="channel-mail" value="yes" checked' in html) == (True, True)
    changed = FACTS | {"service": str(counter.id), "name": "Une place", "channel-phone": "yes"}
    assert (await lea.post(f"{there}/edit", changed)).is_redirect
    (procedure,) = await kept(house, Procedure)
    assert (procedure.name, procedure.slug) == ("Une place", "demander-une-place-en-creche")
    assert procedure.channels == ["mail", "phone"]
    here = await desk.begin(lea, there)
    typed = {
        "title-1": "Second",
        "place-1": "2",
        "title-2": "",
        "says-2": "?",
        "title-3": "Premier",
        "place-3": "1",
    }
    assert (await lea.post(f"{here}/steps", typed)).is_redirect
    titles = re.findall(r'name="title-\d+" type="text" value="([^"]*)"', (await lea.get(here)).text)
    assert titles == ["Premier", "Second", "", ""]
    long = await lea.post(f"{here}/steps", {"title-1": "x" * 121})
    assert (long.status_code, 'href="#title-1"' in long.text) == (422, True)


async def test_programs_read_the_catalogue_and_each_version(lea, browser, desk):
    there = await desk.published(lea)
    here = await desk.begin(lea, there)
    await desk.write(lea, here, since="2026-04-01", changed="Plus court.", text="Oui.")
    visitor = browser()
    for asked, found in (("", 1), ("?kind=letter&channel=mail&q=creches", 1), ("?channel=phone", 0)):
        listed = (await visitor.get(f"/api/v1/procedures{asked}")).json()
        assert (len(listed["items"]), listed["next"]) == (found, None), asked
    (facts,) = (await visitor.get("/api/v1/procedures")).json()["items"]
    assert (facts["channels"], facts["papers"]) == (["mail"], ["Un papier", "Une photo"])
    assert (facts["since"], facts["version"], facts["service"]) == ("2026-03-01", 1, "Accueil")
    one = (await visitor.get(f"/api/v1/procedures/{facts['slug']}")).json()
    assert one["procedure"] == facts
    assert [(version["number"], version["text"]) for version in one["versions"]] == [(1, "Bonjour.")]
    assert (await visitor.get("/api/v1/procedures/nowhere")).status_code == 404
    table = (await visitor.get("/fr/open-data/procedures.csv")).text
    assert "demander-une-place-en-creche" in table
    assert "2026-03-01" in table


async def thirty_more(house, counter):
    here = await territory(house)
    async with house.database.unit_of_work() as db:
        at = await db.now()
        db.add_all(
            Procedure(
                territory_id=here.id,
                service_id=counter.id,
                slug=f"demarche-{number}",
                name=f"Démarche {number}",
                summary="Oui.",
                audience="Tout le monde",
                kind="call",
                channels=["phone"],
                papers=[],
                created_at=at,
                published_at=at,
            )
            for number in range(30)
        )


async def test_the_pages_ask_as_often_for_thirty_procedures_as_for_one(lea, desk, house, counter):
    there = await desk.published(lea)

    async def asked(path):
        await lea.get(path)
        with counting_queries(house) as said:
            assert (await lea.get(path)).status_code == 200
        return len(said)

    paths = ("/fr/procedures", "/fr/", OFFICE, "/fr/open-data/procedures.csv")
    of_one = [await asked(path) for path in paths]
    of_versions = [await asked(path) for path in (PAGE, f"{PAGE}/versions/1", there)]
    await thirty_more(house, counter)
    assert [await asked(path) for path in paths] == of_one
    assert PAGE in (await lea.get("/fr/")).text, "those without a version in use come last"
    here = await desk.begin(lea, there)
    await desk.write(lea, here, since="2026-04-01", changed="Plus court.", text="Oui.")
    assert (await desk.declare(lea, here)).is_redirect
    assert (await lea.post(f"{here}/publish")).is_redirect
    assert [await asked(path) for path in (PAGE, f"{PAGE}/versions/2", there)] == of_versions


async def test_the_pages_of_the_catalogue_show_each_procedure_once(browser, counter, house):
    await thirty_more(house, counter)
    path, found, visitor = "/fr/procedures", [], browser()
    while path:
        html = (await visitor.get(path)).text
        found += re.findall(r'href="/fr/procedures/(demarche-\d+)"', html)
        following = re.search(r'rel="next" href="([^"]+)"', html)
        path = following and unescape(following[1])
    assert len(found) == len(set(found)) == 30
    assert len(found) < ONE_MORE


@pytest.mark.parametrize(
    ("asked", "status"), [("kind=nowhere", 404), ("channel=x", 404), ("service=x", 404), ("number=0", 400)]
)
async def test_an_address_that_asks_for_nothing_is_refused(browser, asked, status):
    assert (await browser().get(f"/fr/procedures?{asked}")).status_code == status


async def test_an_empty_catalogue_says_what_will_be_there(browser, lea):
    visitor = browser()
    assert "Pas encore de démarche" in (await visitor.get("/fr/procedures")).text
    assert "Aucune démarche" in (await visitor.get("/fr/procedures?q=creche")).text
    assert "Pas encore de démarche" in (await lea.get(OFFICE)).text
    assert "pas encore de service" in unescape((await lea.get(f"{OFFICE}/new")).text)
