"""Comments and reports by programs; the component on its page of samples."""

from html import unescape

import pytest

from tests.consultations.moderation.conftest import put_in
from tests.okote.programs import program

__all__ = ["program"]


@pytest.fixture
async def bench(browser, house, identity_provider):
    for who in ("camille", "yanis"):
        await browser().arrive(who)
    return await put_in(house, identity_provider)


async def test_programs_comment_agree_report_and_read_the_count(bench, program, browser):
    camille, yanis, stranger = await program("camille"), await program("yanis"), await program()
    there = f"/comments/on/idea/{bench.id}"
    for wrong, status in (({"body": "Oui."}, 422), ({"body": "Oui.", "answers": str(bench.id)}, 404)):
        assert (await yanis.ask("POST", there, wrong)).status_code == status
    made = await yanis.ask("POST", there, {"body": "Oui.", "stance": "for", "name": "Yanis"})
    assert (made.status_code, made.json()["shown"]) == (201, True)
    key = made.json()["comment"]["id"]
    await camille.ask("POST", there, {"body": "Pourquoi ?", "answers": key})
    agreed = await camille.ask("PUT", f"/comments/{key}/agreement")
    assert agreed.json()["agreed"] == 1
    told = (await stranger.get(there)).json()
    assert [(one["body"], one["answers"], one["agreed"]) for one in told["items"]] == [
        ("Pourquoi ?", key, 0),
        ("Oui.", None, 1),
    ]
    first = (await stranger.get(f"{there}?limit=1")).json()
    rest = (await stranger.get(f"{there}?limit=1&cursor={first['next']}")).json()
    assert rest["items"][0]["id"] == key

    notice = {"kind": "comment", "subject": key, "ground": "hate", "explanation": "Là.", "good_faith": True}
    sent = await camille.ask("POST", "/moderation/notices", notice)
    assert (sent.status_code, sent.json()["address"].endswith(f"/comments/{key}")) == (201, True)
    again = await camille.ask("POST", "/moderation/notices", notice)
    assert again.json()["id"] == sent.json()["id"]
    assert (await stranger.ask("POST", "/moderation/notices", notice)).status_code == 401
    counted = (await stranger.get("/moderation")).json()
    assert (counted["waiting"], counted["lines"]) == (1, [])
    gone = await yanis.ask("DELETE", f"/comments/{key}")
    assert gone.json()["shown"] is False
    assert len((await stranger.get(there)).json()["items"]) == 1

    page = unescape((await browser().get("/fr/design/comments")).text)
    for state in ("Une personne partie", "Ce commentaire a été retiré.", "6 personnes sont d’accord"):
        assert state in page
