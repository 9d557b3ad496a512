"""Merging as people meet it: proposed on the desk, answered by mail, carried out, withdrawn, taken back."""

import re
from datetime import timedelta
from html import unescape

import pytest
from sqlmodel import col, select, update

from consultations.ideas.files.models import FileKind, IdeaFile
from consultations.ideas.models import Idea, IdeaSupport
from consultations.merging.links import path_for
from consultations.merging.models import IdeaMerge, IdeaMergeAuthor
from okote.identity.models import Role
from okote.platform.clock import offset, set_offset
from okote.platform.jobs import work_off
from okote.platform.mail.models import Mail
from tests.okote.app_client import EMAILS

DESK = "/fr/back-office/ideas/merges"
NEW = {"title": "Des bancs <ici>", "body": "Partout où on attend.", "because": "Deux fois la même idée"}


@pytest.fixture
async def camille(enter):
    return await enter("camille")


@pytest.fixture
async def noor(enter):
    return await enter("nadia")


@pytest.fixture
async def sacha(enter):
    return await enter("yanis")


@pytest.fixture
async def agent(enter):
    return await enter("claire", Role.AGENT)


async def proposes(person, title):
    """In the four steps."""
    said = {"title": title, "body": f"{title}, pour nous.", "place": "", "name": ""}
    where = (await person.post("/fr/ideas", said)).headers["location"]
    draft = where.removesuffix("/where")
    version = re.search(r'name="version" value="(\d+)"', (await person.get(f"{draft}/check")).text)[1]
    assert (await person.post(f"{draft}/publish", {"version": version})).status_code == 303


async def ideas(house):
    async with house.database.reading() as db:
        return (await db.exec(select(Idea).order_by(col(Idea.number)))).all()


async def merge_of(house):
    async with house.database.reading() as db:
        return (await db.exec(select(IdeaMerge))).one()


async def supporters(house, idea_id):
    async with house.database.reading() as db:
        return len((await db.exec(select(IdeaSupport).where(IdeaSupport.idea_id == idea_id))).all())


async def pass_days(house, days):
    async with house.database.unit_of_work() as db:
        await set_offset(db, await offset(db) + timedelta(days=days))


@pytest.fixture
async def two(house, camille, noor, sacha):
    """Two ideas of two people, both supported by a third."""
    await proposes(camille, "Un banc à la gare")
    await proposes(noor, "Des bancs à la gare")
    found = await ideas(house)
    for one in found:
        await sacha.post(f"/fr/ideas/{one.id}/support", {})
    await work_off(house.queue, house.job_context)
    return found


@pytest.fixture
async def proposed(house, two, agent):
    begun = await agent.get(f"{DESK}/new?ideas=1")
    assert "Des bancs à la gare" in unescape(begun.text), "one like it is offered"
    asked = await agent.get(f"{DESK}/new?ideas=1,+2")
    assert "Un banc à la gare, pour nous." in asked.text
    sent = await agent.post(DESK, {**NEW, "ideas": "1, 2"})
    assert sent.status_code == 303
    await work_off(house.queue, house.job_context)
    return await merge_of(house)


async def mails(house, words):
    async with house.database.reading() as db:
        return [
            one for one in (await db.exec(select(Mail).order_by(col(Mail.id)))).all() if words in one.subject
        ]


async def picture(house, idea, letter, position):
    async with house.database.unit_of_work() as db:
        kept = {"territory_id": idea.territory_id, "idea_id": idea.id, "kind": FileKind.PICTURE}
        about = {"title": f"Image {letter}", "sha256": letter * 64, "added_at": await db.now()}
        made = IdeaFile(**kept, **about, position=position)
        db.add(made)
    return f"/fr/ideas/files/{made.id}"


async def test_its_page_shows_the_pictures_of_both_as_many_as_an_idea_may_have(
    house, two, proposed, agent, browser
):
    first = [await picture(house, two[0], letter, number) for number, letter in enumerate("abcd", 1)]
    second = await picture(house, two[1], "e", 1)
    await pass_days(house, 7)
    await agent.arrive("claire")
    await agent.post(f"{DESK}/{proposed.id}/carry-out", {})
    idea = (await merge_of(house)).idea_id
    page = unescape((await browser().get(f"/fr/ideas/{idea}")).text)
    found = re.findall(r'<img src="([^"]+)" alt="(Image .)"', page)
    assert found == [(first[0], "Image a"), (second, "Image e"), (first[1], "Image b"), (first[2], "Image c")]
    assert page.count("Avec l’idée n°") == 4
    assert "Une autre image s’y trouve." in page
    async with house.database.unit_of_work() as db:
        hidden = {"hidden_at": await db.now(), "hidden_by": two[0].person_id, "hidden_because": "Non."}
        await db.exec(update(Idea).where(col(Idea.id) == two[0].id).values(**hidden))
    page = unescape((await browser().get(f"/fr/ideas/{idea}?x=1")).text)
    assert re.findall(r'alt="(Image .)"', page) == ["Image e"]
    assert (await browser().get(first[0])).status_code == 404


async def test_from_the_proposal_to_one_idea_and_back(house, two, proposed, agent, sacha, browser):
    asked = await mails(house, "Réunir votre idée")
    assert len(asked) == 2
    await pass_days(house, 7)
    await agent.arrive("claire")
    page = (await agent.get(f"{DESK}/{proposed.id}")).text
    assert f'action="{DESK}/{proposed.id}/carry-out"' in page

    done = await agent.post(f"{DESK}/{proposed.id}/carry-out", {})

    assert done.status_code == 303
    await work_off(house.queue, house.job_context)
    merge = await merge_of(house)
    assert await supporters(house, merge.idea_id) == 1
    await sacha.arrive("yanis")
    source = (await sacha.get(f"/fr/ideas/{two[0].id}")).text
    assert f"/fr/ideas/{merge.idea_id}" in source
    listed = (await sacha.get("/fr/ideas")).text
    assert (str(merge.idea_id) in listed, str(two[0].id) in listed) == (True, False)
    merged = (await sacha.get(f"/fr/ideas/{merge.idea_id}")).text
    assert all(f"/fr/ideas/{one.id}" in merged for one in two)
    assert NEW["title"] in unescape((await sacha.get(f"/fr/ideas/{two[0].id}/origins")).text)
    api = (await sacha.get(f"/api/v1/ideas/{two[0].id}")).json()
    assert api["merged_into"] == [str(merge.idea_id)]
    told = (await sacha.get(f"/api/v1/ideas/merges/{merge.id}")).json()
    assert (told["state"], told["idea"]) == ("merged", str(merge.idea_id))

    await agent.post(f"{DESK}/{merge.id}/undo", {"undo": "Ce n’est pas pareil"})

    assert (await merge_of(house)).undone_because == "Ce n’est pas pareil"
    assert [await supporters(house, one.id) for one in two] == [1, 1]
    await work_off(house.queue, house.job_context)
    public = unescape((await browser().get(f"/fr/ideas/merges/{merge.id}")).text)
    assert "Ce n’est pas pareil" in public


async def test_a_supporter_takes_back_what_was_carried_by_the_link_of_the_mail(
    house, proposed, agent, browser
):
    await pass_days(house, 7)
    await agent.arrive("claire")
    await agent.post(f"{DESK}/{proposed.id}/carry-out", {})
    merge = await merge_of(house)
    async with house.database.reading() as db:
        (person,) = (
            await db.exec(select(IdeaSupport.person_id).where(IdeaSupport.idea_id == merge.idea_id))
        ).all()
    link = f"/fr{path_for(house.settings, merge.id, person)}"
    stranger = browser()
    assert await supporters(house, merge.idea_id) == 1, "looking takes nothing back"
    assert "/withdraw" in (await stranger.get(link)).text

    answer = await stranger.post(f"{link}/withdraw", {})

    assert answer.status_code == 303
    assert await supporters(house, merge.idea_id) == 0
    assert "/withdraw" not in (await stranger.get(link)).text
    assert (await stranger.get(f"{link[:-1]}{'0' if link[-1] != '0' else '1'}")).status_code == 404


async def test_an_author_objects_and_another_moderator_decides(
    house, two, proposed, agent, camille, enter, browser
):
    here = f"/fr/ideas/merges/{proposed.id}"
    assert "/answer" not in (await browser().get(here)).text, "nobody else is asked"
    refused = await camille.post(f"{here}/answer", {"answer": "objects", "reason": ""})
    assert refused.status_code == 422
    said = await camille.post(f"{here}/answer", {"answer": "objects", "reason": "La mienne est <autre>"})
    assert said.status_code == 303
    async with house.database.reading() as db:
        reasons = (await db.exec(select(IdeaMergeAuthor.reason))).all()
    assert "La mienne est <autre>" in reasons
    public = (await browser().get(here)).text
    assert "autre&gt;" not in public, "their words are for moderators"
    desk = (await agent.get(f"{DESK}/{proposed.id}")).text
    assert "La mienne est &lt;autre&gt;" in desk
    assert "/overrule" not in desk, "who proposed it does not decide"
    other = await enter("samira", Role.ADMINISTRATOR)
    again = await camille.post(f"{here}/answer", {"answer": "objects", "reason": "La mienne est <autre>"})
    assert again.status_code == 303
    await work_off(house.queue, house.job_context)
    async with house.database.reading() as db:
        wanted = select(Mail.recipient).where(col(Mail.key).startswith("merge-objected"))
        assert (await db.exec(wanted)).all() == [EMAILS["samira"]], "neither who proposed it nor an author"
    one = f"{DESK}/{proposed.id}"
    unsaid = await other.post(f"{one}/overrule", {"overrule": ""})
    assert unsaid.status_code == 422
    await other.post(f"{one}/overrule", {"overrule": "Elles disent la même chose"})
    assert (await merge_of(house)).goes_on is True
    dropped = await other.post(f"{one}/drop", {"drop": "Finalement non"})
    assert dropped.status_code == 303
    assert (await merge_of(house)).goes_on is False


async def test_an_author_answers_by_the_link_of_the_mail(house, proposed, browser):
    async with house.database.reading() as db:
        person = (
            await db.exec(select(IdeaMergeAuthor.person_id).order_by(IdeaMergeAuthor.person_id))
        ).first()
    link = f"/fr{path_for(house.settings, proposed.id, person)}"
    visitor = browser()
    sent = await visitor.post(f"{link}/answer", {"answer": "agrees"})
    assert sent.status_code == 303
    strange = await visitor.post(f"{link}/answer", {"answer": "perhaps"})
    assert strange.status_code == 422
    async with house.database.reading() as db:
        said = (
            await db.exec(select(IdeaMergeAuthor.answer).where(IdeaMergeAuthor.person_id == person))
        ).one()
    assert said == "agrees"


async def test_a_form_that_is_refused_keeps_what_was_typed(house, two, agent):
    typed = {**NEW, "ideas": "1, 2", "because": ""}
    answer = await agent.post(DESK, typed)
    assert answer.status_code == 422
    assert "Des bancs &lt;ici&gt;" in answer.text
    assert "Partout où on attend." in answer.text
    one = await agent.post(DESK, {**NEW, "ideas": "1"})
    assert one.status_code == 422
    assert (await agent.get(f"{DESK}/new?ideas=99999999999,x,-1")).status_code == 200


async def test_an_author_splits_their_idea_and_supporters_are_told(house, two, camille, sacha, noor, agent):
    here = f"/fr/ideas/{two[0].id}"
    form = {
        "title-1": "Un banc",
        "body-1": "Pour s’asseoir.",
        "title-2": "Un toit <plat>",
        "body-2": "",
        "because": "Deux choses",
    }
    assert (await noor.get(f"{here}/split")).status_code == 403
    refused = await camille.post(f"{here}/split", form)
    assert refused.status_code == 422
    assert "Un toit &lt;plat&gt;" in refused.text
    sent = await camille.post(f"{here}/split", {**form, "body-2": "Pour la pluie."})
    assert sent.status_code == 303
    found = {one.title: one for one in await ideas(house)}
    source = (await sacha.get(here)).text
    assert all(f"/fr/ideas/{found[title].id}" in source for title in ("Un banc", "Un toit <plat>"))
    await work_off(house.queue, house.job_context)
    assert len(await mails(house, two[0].title)) == 1
    assert "Deux choses" in (await sacha.get(f"/fr/ideas/{found['Un banc'].id}/origins")).text
    desk = f"/fr/back-office/ideas/{two[1].id}/split"
    done = await agent.post(desk, {**form, "title-1": "Encore un banc", "body-2": "Pour la pluie."})
    assert done.status_code == 303
    assert re.search(r"/origins", (await agent.get(f"/fr/back-office/ideas/{two[1].id}")).text)


async def test_strangers_and_residents_have_no_desk(camille, browser, proposed):
    assert (await browser().get(DESK)).status_code in {303, 401}
    for path in (DESK, f"{DESK}/new", f"{DESK}/{proposed.id}"):
        assert (await camille.get(path)).status_code == 403
