"""Co-authors, files, and ideas that are told at the counter."""

from hashlib import sha256
from io import BytesIO

import pytest
from PIL import Image
from sqlmodel import select

from consultations.ideas import counter
from consultations.ideas.authors import service as together
from consultations.ideas.authors.queries import authors, may_write
from consultations.ideas.drafts.service import What, begin, publish, throw_away
from consultations.ideas.files.models import FileKind, IdeaFile
from consultations.ideas.files.queries import files_of
from consultations.ideas.files.service import Sent, add, kept_file, move_up, remove
from consultations.ideas.invariants import INVARIANTS
from consultations.ideas.models import IdeaSupport
from consultations.ideas.rules import (
    PICTURES_MOST,
    AuthorKnownError,
    ClaimWrongError,
    FilesMostError,
    OwnIdeaError,
)
from consultations.ideas.service import IdeaDetails, propose, support
from consultations.ideas.versions.service import Changed, edit
from consultations.ideas.where import Where
from okote.identity.sessions import fingerprint
from okote.platform.audit import AuditEntry
from okote.platform.checks import violations
from okote.platform.errors import ForbiddenError, NotFoundError
from okote.platform.files.pictures import NotAPictureError

BENCH = IdeaDetails("Un banc", "La côte est longue.", public_name="Louise")


def drawn(colour):
    made = BytesIO()
    Image.new("RGB", (30, 20), colour).save(made, "PNG")
    return made.getvalue()


@pytest.fixture
async def author(someone):
    return await someone()


@pytest.fixture
async def bench(db, author):
    return await propose(db, BENCH, by=author)


async def invited(db, idea, author, email="yanis@exemple.test", token="secret"):  # noqa: S107 (a test's)
    one = await together.invite(db, idea.id, email, by=author)
    one.secret_hash = fingerprint(token)
    await db.flush()
    return one


async def test_whoever_says_yes_writes_it_too_once_and_may_leave(db, bench, author, someone):
    yanis, ines = await someone(), await someone()
    await support(db, bench.id, by=yanis)
    one = await invited(db, bench, author)
    with pytest.raises(AuthorKnownError):
        await together.invite(db, bench.id, "YANIS@exemple.test", by=author)
    with pytest.raises(ForbiddenError):
        await together.invite(db, bench.id, "autre@exemple.test", by=yanis)
    await together.accept(db, "secret", "Yanis", by=yanis)
    assert (one.email, one.secret_hash, one.public_name) == (None, None, "Yanis")
    for who in (ines, yanis):
        with pytest.raises(NotFoundError):
            await together.accept(db, "secret", None, by=who)
    assert (await db.exec(select(IdeaSupport))).all() == []
    with pytest.raises(OwnIdeaError):
        await support(db, bench.id, by=yanis)
    await edit(db, bench.id, Changed("Deux bancs", "Oui.", Where(), None), expected=1, by=yanis)
    with pytest.raises(ForbiddenError):
        await together.leave(db, one.id, by=ines)
    await together.leave(db, one.id, by=yanis)
    assert (await may_write(db, bench, yanis), await authors(db, bench.id)) == (False, [])
    await support(db, bench.id, by=yanis)
    assert await violations(db, INVARIANTS) == []


async def test_whoever_says_no_is_forgotten(db, bench, author, someone):
    one = await invited(db, bench, author)
    await together.decline(db, "secret", by=await someone())
    assert (one.email, one.left_at is None) == (None, False)
    await invited(db, bench, author)


async def test_files_come_with_the_draft_in_their_order_and_make_versions(db, author, someone, tmp_path):
    draft = await begin(db, What("Un banc", "La côte."), by=author)
    here = {"folder": tmp_path, "by": author}
    red, blue = [
        await add(db, Sent(drawn(colour), title, picture=True), draft_id=draft.id, **here)
        for colour, title in (("red", "Un banc rouge"), ("blue", ""))
    ]
    again = await add(db, Sent(drawn("red"), "Le même", picture=True), draft_id=draft.id, **here)
    assert again.id == red.id
    with pytest.raises(NotFoundError):
        await add(
            db, Sent(drawn("red"), "", picture=True), draft_id=draft.id, folder=tmp_path, by=await someone()
        )
    with pytest.raises(NotAPictureError):
        await add(db, Sent(b"<svg/>", "", picture=True), draft_id=draft.id, **here)
    paper = await add(db, Sent(b"%PDF-1.4 %%EOF", "Le plan", picture=False), draft_id=draft.id, **here)
    assert (paper.kind, red.sha256) == (
        FileKind.PDF,
        sha256(kept_file(tmp_path, red).read_bytes()).hexdigest(),
    )
    await move_up(db, blue.id, by=author)
    idea = await publish(db, draft.id, by=author)
    assert [one.id for one in await files_of(db, idea_id=idea.id)] == [blue.id, red.id, paper.id]
    await remove(db, blue.id, by=author)
    assert idea.version == 2
    with pytest.raises(ForbiddenError):
        await remove(db, red.id, by=await someone())
    for number in range(PICTURES_MOST - 1):
        await add(db, Sent(drawn((80 * number, 9, 9)), "Un banc", picture=True), idea_id=idea.id, **here)
    with pytest.raises(FilesMostError):
        await add(db, Sent(drawn("green"), "Un banc", picture=True), idea_id=idea.id, **here)
    assert await violations(db, INVARIANTS) == []
    named = [kept_file(tmp_path, one) for one in (await db.exec(select(IdeaFile))).all()]
    assert sorted(named) == sorted(one for one in tmp_path.rglob("*") if one.is_file())


async def test_what_a_draft_that_is_thrown_away_had_is_nobodys(db, author, tmp_path):
    draft = await begin(db, What("Un banc", "La côte."), by=author)
    sent = Sent(drawn("red"), "", picture=True)
    kept = await add(db, sent, draft_id=draft.id, folder=tmp_path, by=author)
    await throw_away(db, draft.id, by=author)
    await db.flush()
    await db.refresh(kept)
    assert (kept.draft_id, kept.idea_id) == (None, None)


async def test_what_is_told_at_the_counter_is_claimed_with_the_code_of_its_paper(db, agent, someone):
    idea, first = await counter.enter(db, BENCH, by=agent)
    same, code = await counter.enter(db, BENCH, by=agent)
    assert (same.id, idea.person_id, idea.entered_by) == (idea.id, None, agent.person.id)
    louise = await someone()
    with pytest.raises(ForbiddenError):
        await counter.enter(db, BENCH, by=louise)
    await support(db, idea.id, by=louise)
    for wrong in (first, "AAAAA-AAAAA", ""):
        with pytest.raises(ClaimWrongError):
            await counter.claim(db, idea.id, wrong, by=louise)
    await counter.claim(db, idea.id, f" {code.lower()} ", by=louise)
    assert (idea.person_id, idea.claim_hash) == (louise.person.id, None)
    with pytest.raises(ClaimWrongError):
        await counter.claim(db, idea.id, code, by=await someone())
    assert await violations(db, INVARIANTS) == []
    done = [one.deed for one in (await db.exec(select(AuditEntry).order_by(AuditEntry.id))).all()]
    assert done == ["idea_entered", "idea_entered"]
