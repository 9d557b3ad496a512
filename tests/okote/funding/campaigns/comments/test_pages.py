"""Comments go from the reviewer's page to the writer's editor, and come back done."""

import re

from okote.funding.campaigns.rules import CampaignState
from okote.identity.models import Role

PLACE = "/en/back-office/campaigns"


async def test_a_comment_stands_beside_its_line_until_it_is_done(office):
    holder = await office.holder()
    nadia = await office.enter("nadia", Role.HOLDER, scope=holder.id)
    lea = await office.enter("lea", Role.AGENT)
    draft = await office.campaign(nadia, holder)
    here = f"{PLACE}/{draft.id}"
    await office.write(nadia, draft)
    await nadia.post(f"{here}/submit", {"version": "1"})

    page = (await lea.get(f"{here}/comments")).text
    assert 'id="line-1"' in page
    assert "Budget: Bocaux" in page
    assert "Add the comment" not in (await nadia.get(f"{here}/comments")).text
    for typed in ({"line": "story"}, {"line": "state", "text-state": "x"}):
        assert (await lea.post(f"{here}/comments", typed)).status_code == 422
    assert (await nadia.post(f"{here}/comments", {"line": "story", "text-story": "x"})).status_code == 403
    for line, text in (("line-1", "Combien de <b>bocaux</b> ?"), ("story", "Trop court")):
        answer = await lea.post(f"{here}/comments", {"line": line, f"text-{line}": text})
        assert answer.headers["location"] == f"{here}/comments#{line}"

    shown = (await lea.get(here)).text
    assert "2 comments are open" in shown
    assert "Combien de &lt;b&gt;bocaux&lt;/b&gt; ?" in shown
    assert (await lea.post(f"{here}/send-back", {"reason": ""})).status_code == 303

    editor = (await nadia.get(f"{here}/edit")).text
    beside_line = editor[editor.index('name="line-1-label"') : editor.index('name="line-2-label"')]
    assert "Combien de &lt;b&gt;bocaux&lt;/b&gt; ?" in beside_line
    ticked = re.search(r'name="(done-[0-9a-f-]{36})"', beside_line)[1]
    assert (await office.write(nadia, draft, 1, **{ticked: "yes"})).status_code == 303
    assert ticked not in (await nadia.get(f"{here}/edit")).text
    shown = (await lea.get(here)).text
    assert "One comment is open" in shown or "1 comment is open" in shown

    comment = re.search(r"/comments/([0-9a-f-]{36})/done", (await lea.get(f"{here}/comments")).text)[1]
    done = await lea.post(f"{here}/comments/{comment}/done", {"line": "line-1"})
    assert (done.status_code, done.headers["location"]) == (303, f"{here}/comments#line-1")
    assert "done on" in (await nadia.get(f"{here}/comments")).text
    assert (await office.now(draft)).state is CampaignState.DRAFT


async def test_those_of_another_holder_read_nothing_of_it(office):
    holder, other = await office.holder(), await office.holder(name="Les Jardins")
    nadia = await office.enter("nadia", Role.HOLDER, scope=holder.id)
    hugo = await office.enter("hugo", Role.HOLDER, scope=other.id)
    draft = await office.campaign(nadia, holder)
    assert (await hugo.get(f"{PLACE}/{draft.id}/comments")).status_code == 403
