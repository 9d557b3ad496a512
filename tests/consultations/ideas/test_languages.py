"""A text is read in the language in which it was written, whatever that of the page."""

import re
from html import unescape

import pytest
from sqlmodel import select

from consultations.ideas.models import Idea, IdeaSupport
from tests.consultations.ideas.test_writing_pages import versioned

BENCH = {
    "title": "Un banc à mi-pente",
    "body": "La côte de la gare est longue.",
    "language": "fr",
    "name": "",
}
LONGER = {"title": "Un banc à mi-pente", "body": "La côte de la gare est bien trop longue.", "name": ""}


@pytest.fixture
def enter(browser):
    async def entered(person):
        visitor = browser()
        await visitor.arrive(person)
        return visitor

    return entered


def written(html, text):
    """The languages in which a text stands on a page."""
    return re.findall(f'lang="(..)">{re.escape(text)}<', html)


async def test_the_original_is_read_in_every_language_and_supports_are_of_the_idea(enter, browser, house):
    camille, yanis = await enter("camille"), await enter("yanis")
    draft = (
        (await camille.post("/fr/ideas", BENCH | {"language": "fr"}))
        .headers["location"]
        .removesuffix("/where")
    )
    check = (await camille.get(f"{draft}/check")).text
    await camille.post(f"{draft}/publish", versioned(check))
    async with house.database.reading() as db:
        idea = (await db.exec(select(Idea))).one()
    for language, said in (("de", "Dies ist das Original."), ("en", "This is the original.")):
        page = unescape((await browser().get(f"/{language}/ideas/{idea.id}")).text)
        assert said in page
        assert [written(page, BENCH[part]) for part in ("title", "body")] == [["fr"], ["fr"]]
        assert written((await browser().get(f"/{language}/ideas")).text, BENCH["title"]) == ["fr"]
    await yanis.post(f"/de/ideas/{idea.id}/support")
    asked = (await camille.get(f"/fr/ideas/{idea.id}/edit")).text
    assert (await camille.post(f"/fr/ideas/{idea.id}/edit", LONGER | versioned(asked))).is_redirect
    async with house.database.reading() as db:
        (given,) = (await db.exec(select(IdeaSupport).order_by(IdeaSupport.since))).all()
        assert (await db.get_one(Idea, idea.id)).version == 2
    assert (given.idea_id, given.version) == (idea.id, 1)
    for language in ("fr", "de"):
        page = (await browser().get(f"/{language}/ideas/{idea.id}?anew=1")).text
        assert '<b class="figure">1</b>' in page, "of the idea, whichever text is read"
        texts = (await browser().get(f"/{language}/ideas/{idea.id}/versions")).text
        assert written(texts, BENCH["body"]) == ["fr"], "the first text stays to be read"
