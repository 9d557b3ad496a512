"""A thread without and with JavaScript, the bell, one's own comments, the link that ends mails."""

import re
from html import unescape

import pytest
from sqlmodel import select

from consultations.comments.models import Comment
from consultations.following.digest import LOOK
from consultations.following.queries import GATHERED
from okote.platform.jobs import work_off
from okote.platform.mail.models import Mail, MailRefusal
from tests.consultations.following.test_digest import pass_by
from tests.consultations.moderation.conftest import put_in


async def rows(house, table):
    async with house.database.reading() as db:
        return (await db.exec(select(table).order_by(table.id))).all()


@pytest.fixture
async def bench(enter, house, identity_provider):
    camille = await enter("camille")
    return camille, await put_in(house, identity_provider)


async def test_a_thread_is_written_answered_changed_and_followed(bench, enter, browser, house):
    camille, idea = bench
    yanis, there = await enter("yanis"), f"/fr/comments/on/idea/{idea.id}"
    empty = await browser().get(there)
    assert "Connectez-vous pour commenter" in empty.text
    assert (await yanis.post(there, {"stance": "", "body": ""})).status_code == 422
    sent = await yanis.post(there, {"stance": "against", "body": "Non, <b>trop</b> cher.", "name": "Yanis"})
    (first,) = await rows(house, Comment)
    assert sent.headers["location"] == f"/fr/ideas/{idea.id}#comment-{first.id}"
    shown = (await browser().get(there)).text
    assert "Non, &lt;b&gt;trop&lt;/b&gt; cher." in shown
    assert "1 commentaire" in unescape(shown)

    assert (await camille.post(there, {"parent": str(first.id), "body": ""})).status_code == 422
    await camille.post(there, {"parent": str(first.id), "body": "Combien ?", "name": ""})
    assert "Combien ?" in (await browser().get(f"/fr/comments/{first.id}")).text
    assert (await camille.post(there, {"parent": "nothing", "body": "Oui."})).status_code == 404

    await camille.post(f"/fr/comments/{first.id}/agree", {})
    assert "1 personne est d’accord" in unescape((await browser().get(there)).text)
    await camille.post(f"/fr/comments/{first.id}/agree-no-more", {})
    assert "est d’accord" not in unescape((await browser().get(there)).text)
    assert (await camille.get(f"/fr/comments/{first.id}/edit")).status_code == 404
    assert "Non, &lt;b&gt;" in (await yanis.get(f"/fr/comments/{first.id}/edit")).text
    await yanis.post(f"/fr/comments/{first.id}/edit", {"body": "Non : trop cher."})
    assert (await yanis.post(f"/fr/comments/{first.id}/correct", {"note": "5 000 €."})).status_code == 422
    assert "modifié depuis" in unescape((await browser().get(there)).text)
    assert "Non : trop cher." in (await yanis.get("/fr/my/comments")).text

    page = unescape((await yanis.get(f"/fr/ideas/{idea.id}")).text)
    for there_too in (
        "Non : trop cher.",
        f"/fr/follows/idea/{idea.id}",
        f"/fr/moderation/report/idea/{idea.id}",
    ):
        assert there_too in page
    assert "Non : trop cher." in unescape((await browser().get(f"/fr/ideas/{idea.id}")).text)
    follows = f"/fr/follows/idea/{idea.id}"
    await yanis.post(follows, {})
    assert "Un &lt;banc&gt;" in (await yanis.get("/fr/my/following")).text
    await pass_by(house, GATHERED)
    async with house.database.unit_of_work() as db:
        await db.defer(LOOK, timestamp=0)
    await work_off(house.queue, house.job_context)
    mails = [one for one in await rows(house, Mail) if one.key.startswith("digest:")]
    (mail,) = [one for one in mails if "1 réponse à votre commentaire" in one.text]
    link = re.search(r"(/fr/unsubscribe/digest/\S+)", mail.text)[1]
    assert (await browser().get(link)).status_code == 200
    clicked = await browser().post(link, {"List-Unsubscribe": "One-Click"})
    assert clicked.text == "OK"
    async with house.database.reading() as db:
        assert [one.kind for one in await db.exec(select(MailRefusal))] == ["digest"]
    assert "ne recevez plus" in (await browser().get(link)).text
    await yanis.post(f"{follows}/end", {})
    assert "Un &lt;banc&gt;" not in (await yanis.get("/fr/my/following")).text

    await yanis.post(f"/fr/comments/{first.id}/take-back", {})
    assert "a été retiré" in unescape((await browser().get(there)).text)
    assert (await browser().get(f"/fr/comments/{first.id}")).status_code == 404


async def test_a_form_sent_smoothly_is_answered_with_the_thread_alone(bench, enter, house):
    _, idea = bench
    yanis, there = await enter("yanis"), f"/fr/comments/on/idea/{idea.id}"
    token = await yanis.get(there)
    assert 'hx-target="#comments"' in token.text
    smooth = {"HX-Request": "true"}
    sent = await yanis.post(there, {"stance": "for", "body": "Oui."}, **smooth)
    assert sent.text.lstrip().startswith("<section")
    assert 'role="status"' in sent.text
    wrong = await yanis.post(there, {"stance": "for", "body": ""}, **smooth)
    assert wrong.status_code == 422
    assert 'role="alert"' in wrong.text
    held = await yanis.post(there, {"stance": "for", "body": "Voyez https://exemple.test"}, **smooth)
    assert "récent" in held.text
    assert "https://exemple.test" not in held.text
