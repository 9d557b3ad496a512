"""Somebody named for one ballot gives its second signature, and can do nothing else, there or elsewhere."""

import re
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
from sqlmodel import col, select

from consultations.ballots.closing import ACTS, ask_to_annul, ask_to_close
from consultations.ballots.results.counting import counted
from consultations.ballots.rules import BallotStateError
from consultations.ballots.scrutineers import letters, service
from consultations.ballots.scrutineers.invariants import INVARIANTS
from consultations.ballots.scrutineers.models import BallotScrutineer
from consultations.ballots.scrutineers.personal import FORGETS
from consultations.ballots.scrutineers.rules import (
    ScrutineerKnownError,
    ScrutineerOwnError,
    ScrutineerRoleError,
)
from okote.approvals.models import Approval
from okote.approvals.rules import OwnRequestError
from okote.approvals.service import approve
from okote.identity.models import Grant, Role
from okote.platform.audit import AuditEntry
from okote.platform.checks import violations
from okote.platform.errors import ForbiddenError, NotFoundError
from okote.platform.mail.models import Mail
from okote.privacy.service import forget

JEANNE = {"name": "Jeanne Roux, huissière", "email": "jeanne.roux@exemple.test"}


async def invitation(house):
    async with house.database.reading() as db:
        wanted = select(Mail).where(col(Mail.key).startswith("ballot-scrutineer"))
        mail = (await db.exec(wanted.order_by(col(Mail.id).desc()).limit(1))).one()
    assert mail.secret
    return re.search(r"(/fr/ballots/scrutineers/\S+)", mail.text)[1]


async def asked_of(house):
    async with house.database.reading() as db:
        wanted = select(Approval).where(col(Approval.verdict).is_(None))
        return (await db.exec(wanted)).one()


@pytest.fixture
def named(lea, enter, house):
    """Jeanne, who has said yes to sign for the ballot of a desk's page."""

    async def named(here, key="samira"):
        answer = await lea.post(f"{here}/scrutineers/invite", JEANNE)
        assert answer.is_redirect, answer.text
        jeanne = await enter(key)
        link = await invitation(house)
        assert "Jeanne Roux, huissière" in (await jeanne.get(link)).text
        answer = await jeanne.post(link)
        assert answer.is_redirect, answer.text
        return jeanne, f"/fr{urlsplit(answer.headers['location']).path.removeprefix('/fr')}"

    return named


async def test_a_scrutineer_from_outside_closes_and_publishes_and_the_minutes_say_so(
    lea, announced, named, enter, pass_days, house, latest
):
    here = await announced()
    jeanne, signing = await named(here)
    await pass_days(11)
    await lea.arrive("lea")
    await jeanne.arrive("samira")
    assert (await lea.post(f"{here}/lot", {"lot": "17"})).is_redirect
    assert (await lea.post(f"{here}/close", {"close_reason": "Terminé"})).is_redirect
    asked = await asked_of(house)
    for _ in range(2):
        await letters.write(SimpleNamespace(additional_context={"house": house}), approval=str(asked.id))
    async with house.database.reading() as db:
        [mail] = (await db.exec(select(Mail).where(col(Mail.key).startswith("ballot-signature")))).all()
    assert signing in mail.text
    assert "Terminé" in (await jeanne.get(signing)).text
    refused = await jeanne.post(f"{signing}/{asked.id}/refuse", {"reason": ""})
    assert refused.status_code == 422
    assert (await jeanne.post(f"{signing}/{asked.id}/approve", {"answer": "Vu"})).is_redirect
    assert (await jeanne.post(f"{signing}/{asked.id}/approve", {"answer": "Vu"})).status_code == 422
    ballot = await latest()
    assert ballot.closed_at is not None
    await counted(house.database.unit_of_work, ballot.id, ballot.created_by)
    assert (await lea.post(f"{here}/publish", {"publish_reason": "Compté"})).is_redirect
    asked = await asked_of(house)
    assert (await jeanne.get(f"/fr/ballots/{ballot.id}/result")).status_code == 404
    assert (await jeanne.post(f"{signing}/{asked.id}/approve", {"answer": "Vu"})).is_redirect
    html = (await lea.get(f"/fr/ballots/{ballot.id}/result/minutes")).text
    assert html.count("Jeanne Roux, huissière") == 2
    async with house.database.reading() as db:
        deeds = [one.deed for one in (await db.exec(select(AuditEntry))).all()]
        assert await violations(db, INVARIANTS) == []
    assert {"scrutineer_named", "scrutineer_confirmed", "ballot_closed", "ballot_published"} <= set(deeds)


async def test_one_who_refuses_leaves_it_as_it_was(lea, announced, named, pass_days, house, latest):
    here = await announced()
    jeanne, signing = await named(here)
    await pass_days(11)
    await lea.arrive("lea")
    await jeanne.arrive("samira")
    await lea.post(f"{here}/close", {"close_reason": "Terminé"})
    asked = await asked_of(house)
    answer = await jeanne.post(f"{signing}/{asked.id}/refuse", {"reason": "Des papiers manquent"})
    assert answer.is_redirect, answer.text
    assert (await latest()).closed_at is None


async def test_of_one_ballot_nothing_can_be_done_on_another_nor_in_the_back_office(
    lea, announced, named, enter, pass_days, house
):
    here = await announced()
    jeanne, signing = await named(here)
    other = await announced(slug="autre")
    stranger = await enter("yanis")
    await pass_days(11)
    for one, key in ((lea, "lea"), (jeanne, "samira"), (stranger, "yanis")):
        await one.arrive(key)
    assert (await lea.post(f"{other}/close", {"close_reason": "Terminé"})).is_redirect
    asked = await asked_of(house)
    elsewhere = signing.replace(here.rsplit("/", 1)[1], other.rsplit("/", 1)[1])
    assert (await jeanne.get(elsewhere)).status_code == 404
    assert (await jeanne.post(f"{elsewhere}/{asked.id}/approve")).status_code == 404
    assert (await jeanne.post(f"{signing}/{asked.id}/approve")).status_code == 404
    assert (await stranger.get(signing)).status_code == 404
    for path in (here, f"{here}/scrutineers", f"{here}/result", f"/fr/back-office/approvals/{asked.id}"):
        assert (await jeanne.get(path)).status_code == 403, path
    assert (await jeanne.post(f"{here}/roll", {"roll_reason": "Pour voir"})).status_code == 403


async def test_naming_is_over_once_the_vote_begins(lea, clerk, announced, pass_days, house):
    here = await announced()
    html = (await clerk.get(f"{here}/scrutineers")).text
    assert f'action="{here}/scrutineers/invite"' not in html
    assert (await clerk.post(f"{here}/scrutineers/invite", JEANNE)).status_code == 403
    refused = await lea.post(f"{here}/scrutineers/invite", JEANNE | {"email": "x"})
    assert (refused.status_code, "Jeanne Roux" in refused.text) == (422, True)
    assert (await lea.post(f"{here}/scrutineers/invite", JEANNE)).is_redirect
    again = await lea.post(f"{here}/scrutineers/invite", JEANNE)
    assert again.status_code == 422
    await pass_days(2)
    await lea.arrive("lea")
    late = await lea.post(f"{here}/scrutineers/invite", JEANNE | {"email": "paul@exemple.test"})
    assert late.status_code == 422
    assert f'action="{here}/scrutineers/invite"' not in (await lea.get(f"{here}/scrutineers")).text
    async with house.database.reading() as db:
        [kept] = (await db.exec(select(BallotScrutineer))).all()
    assert (await lea.post(f"/fr/back-office/scrutineers/{kept.id}/remove")).is_redirect


async def test_a_deputy_holds_a_role_and_signs_for_that_ballot(
    lea, clerk, announced, enter, pass_days, house, latest
):
    here = await announced()
    async with house.database.reading() as db:
        [camille] = (await db.exec(select(Grant.person_id).where(Grant.role == Role.AGENT))).all()
    assert (await lea.post(f"{here}/scrutineers/deputy", {"person": "nobody"})).status_code == 422
    assert (await lea.post(f"{here}/scrutineers/deputy", {"person": str(camille)})).is_redirect
    assert (await lea.post(f"{here}/scrutineers/deputy", {"person": str(camille)})).status_code == 422
    await pass_days(11)
    await lea.arrive("lea")
    await clerk.arrive("camille")
    await lea.post(f"{here}/close", {"close_reason": "Terminé"})
    asked = await asked_of(house)
    signing = f"/fr/ballots/{(await latest()).id}/signing"
    assert (await clerk.post(f"/fr/back-office/approvals/{asked.id}/approve")).status_code == 403
    assert (await clerk.post(f"{signing}/{asked.id}/approve")).is_redirect
    assert (await latest()).closed_at is not None


async def test_nobody_names_themselves_under_another_account(db, ballot_of, administrator, someone, renderer):
    ballot = await ballot_of(announced=False)
    own = administrator.person.email = "lea@exemple.test"
    with pytest.raises(ScrutineerOwnError):
        await service.invite(db, renderer, ballot.id, "Moi", own, by=administrator)
    with pytest.raises(ScrutineerOwnError):
        await service.name_deputy(db, ballot.id, administrator.person.id, by=administrator)
    token = await invited(db, renderer, ballot, administrator)
    with pytest.raises(ScrutineerOwnError):
        await service.confirm(db, token, by=administrator)
    twin = await someone()
    twin.person.email = own
    with pytest.raises(ScrutineerOwnError):
        await service.confirm(db, token, by=twin)
    with pytest.raises(ScrutineerRoleError):
        await service.confirm(db, token, by=await someone(Role.AGENT))
    jeanne = await someone()
    jeanne.person.email = "j@exemple.test"
    await service.confirm(db, token, by=jeanne)
    with pytest.raises(NotFoundError):
        await service.confirm(db, token, by=await someone())
    second = await invited(db, renderer, ballot, administrator, "autre@exemple.test")
    with pytest.raises(ScrutineerKnownError):
        await service.confirm(db, second, by=jeanne)


async def test_whoever_asked_is_never_the_second(db, ballot, administrator, someone, pass_time, renderer):
    """Also where an administrator gave their role back and was named since: an approval knows who asked."""
    asked = await _asked(db, ballot, administrator, pass_time)
    row = BallotScrutineer(
        territory_id=ballot.territory_id,
        ballot_id=ballot.id,
        outside=False,
        named_by=(await someone(Role.ADMINISTRATOR)).person.id,
        named_at=ballot.created_at,
        person_id=administrator.person.id,
        confirmed_at=ballot.created_at,
    )
    db.add(row)
    await db.flush()
    with pytest.raises(OwnRequestError):
        await service.sign(db, ballot.id, asked.id, "", well=True, by=administrator)
    with pytest.raises(OwnRequestError):
        await approve(db, ACTS, asked.id, "", by=administrator)


async def test_they_sign_the_close_and_the_result_and_annul_nothing(
    db, ballot, administrator, someone, pass_time, renderer
):
    jeanne = await someone()
    row = BallotScrutineer(
        territory_id=ballot.territory_id,
        ballot_id=ballot.id,
        outside=True,
        name="Jeanne",
        named_by=administrator.person.id,
        named_at=ballot.created_at,
        person_id=jeanne.person.id,
        confirmed_at=ballot.created_at,
    )
    db.add(row)
    await pass_time(2)
    annulled = await ask_to_annul(db, ballot.id, b"0" * 32, "Code volé", by=administrator)
    with pytest.raises(NotFoundError):
        await service.sign(db, ballot.id, annulled.id, "", well=True, by=jeanne)
    with pytest.raises(ForbiddenError):
        await approve(db, ACTS, annulled.id, "", by=jeanne)


async def test_what_is_past_is_refused(db, ballot, administrator, someone, renderer, pass_time):
    with pytest.raises(BallotStateError):
        await service.invite(db, renderer, ballot.id, "Jeanne", "j@exemple.test", by=administrator)
    with pytest.raises(BallotStateError):
        await service.name_deputy(db, ballot.id, (await someone()).person.id, by=administrator)
    with pytest.raises(ForbiddenError):
        await service.invite(db, renderer, ballot.id, "J", "j@exemple.test", by=await someone(Role.AGENT))


async def test_an_invitation_is_forgotten_after_thirty_days(
    db, ballot_of, administrator, someone, renderer, tmp_path, pass_time
):
    ballot = await ballot_of(announced=False, days=(50, 60))
    token = await invited(db, renderer, ballot, administrator)
    await pass_time(31)
    with pytest.raises(NotFoundError):
        await service.confirm(db, token, by=await someone())
    assert await forget(db, FORGETS[0], uploads=tmp_path) == 1
    assert (await db.exec(select(BallotScrutineer))).all() == []


async def invited(db, renderer, ballot, by, email="jeanne@exemple.test"):
    """The token of the mail."""
    await service.invite(db, renderer, ballot.id, "Jeanne Roux", email, by=by)
    mail = (await db.exec(select(Mail).where(Mail.recipient == email))).one()
    return re.search(r"/ballots/scrutineers/(\S+)", mail.text)[1]


async def _asked(db, ballot, by, pass_time):
    await pass_time(2)
    return await ask_to_close(db, ballot.id, "Terminé", by=by)
