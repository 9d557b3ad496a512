"""The coach's day: what is being prepared, what they say of it, what they have seen."""

import re

from okote.identity.models import Role
from tests.okote.funding.office import typed_in

PLACE = "/en/back-office/campaigns"
LIST = "/en/back-office/checklist"


async def test_a_coach_sees_what_is_prepared_and_no_page_about_money(office, scene):
    holder = await office.holder()
    nadia = await office.enter("nadia", Role.HOLDER, scope=holder.id)
    ines = await office.enter("ines", Role.ADMINISTRATOR)
    coach = await office.enter("lea", Role.COACH)
    draft = await office.campaign(nadia, holder, "Les bancs du quai")
    here = f"{PLACE}/{draft.id}"
    assert "Nothing to check yet" in (await ines.get(LIST)).text
    assert "Nothing to check yet" in (await coach.get(f"{here}/checklist")).text
    assert (await ines.post(f"{LIST}/usual")).status_code == 303

    listed = (await coach.get(PLACE)).text
    assert "Les bancs du quai" in listed
    assert "La conserverie" not in listed  # it has opened
    assert (await coach.get(f"{PLACE}/{scene.campaign.id}")).status_code == 403
    shown = (await coach.get(here)).text
    assert "0 of 8 are ticked." in shown
    for hidden in ("Write on", "Send in", "/commitments", "/holders/"):
        assert hidden not in shown[shown.index("<h1>") :].split("</main>")[0]
    for path in (f"{here}/edit", f"{here}/commitments", f"{PLACE}/new", "/en/back-office/pledges"):
        assert (await coach.get(path)).status_code == 403
    assert (await coach.post(f"{here}/submit", {"version": "0"})).status_code == 403
    assert (await coach.post(f"{here}/comments", {"line": "title", "text-title": "Bien"})).status_code == 303

    page = (await coach.get(f"{here}/checklist")).text
    item = re.search(r'id="item-([0-9a-f-]{36})"', page)[1]
    late = {f"expires-{item}": "2001-01-01", f"note-{item}": "Vus"}
    answer = await coach.post(f"{here}/checklist/{item}", late)
    assert (answer.status_code, typed_in(answer.text, f"note-{item}")) == (422, "Vus")
    assert (await coach.post(f"{here}/checklist/{item}", {f"note-{item}": "<b>Vus</b>"})).status_code == 303
    page = (await coach.get(f"{here}/checklist")).text
    assert "&lt;b&gt;Vus&lt;/b&gt;" in page
    assert typed_in(page, f"note-{item}") == "<b>Vus</b>"
    writers = (await nadia.get(here)).text
    assert "1 of 8 are ticked." in writers
    assert "Vus" not in writers
    assert "The checklist of the territory is not complete yet." in writers
    assert (await nadia.get(f"{here}/checklist")).status_code == 403
    assert (await coach.post(f"{here}/checklist/{item}/untick")).status_code == 303
    assert "0 of 8 are ticked." in (await nadia.get(here)).text


async def test_an_administrator_keeps_the_list(office):
    ines = await office.enter("ines", Role.ADMINISTRATOR)
    names = {"name-fr": "Devis", "name-de": "Angebote", "name-en": "Estimates <b>"}
    assert (await ines.post(LIST, names | {"name-de": ""})).status_code == 422
    assert (await ines.post(LIST, names | {"compulsory": "yes", "of_authorities": "yes"})).status_code == 303
    listed = (await ines.get(LIST)).text
    assert ("Estimates &lt;b&gt;" in listed, "of public authorities alone" in listed) == (True, True)
    item = re.search(r"checklist/([0-9a-f-]{36})", listed)[1]
    shown = (await ines.get(f"{LIST}/{item}")).text
    kept = [typed_in(shown, name) for name in ("name-fr", "compulsory", "of_authorities")]
    assert kept == ["Devis", "yes", "yes"]
    assert shown.count(" checked") == 2
    assert (await ines.post(f"{LIST}/{item}", names | {"name-fr": ""})).status_code == 422
    assert (await ines.post(f"{LIST}/{item}", names | {"retired": "yes"})).status_code == 303
    assert "not asked any more" in (await ines.get(LIST)).text
