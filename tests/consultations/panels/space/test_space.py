"""Members and whoever runs the panel write to each other; nobody else reads it; it is forgotten in time."""

import pytest
from sqlalchemy import text
from sqlmodel import func, select

from consultations.panels.members.service import drop_out
from consultations.panels.service import end_panel
from consultations.panels.space.invariants import INVARIANTS
from consultations.panels.space.models import PanelDocument, PanelMessage
from consultations.panels.space.personal import FORGETS
from consultations.panels.space.queries import document, documents, messages
from consultations.panels.space.rules import DOCUMENTS_MOST, DocumentsMostError, SpaceClosedError
from consultations.panels.space.service import (
    MESSAGES,
    add_document,
    remove_document,
    remove_message,
    write_as_member,
    write_as_organiser,
)
from okote.identity.models import Role
from okote.platform.checks import violations
from okote.platform.errors import ForbiddenError, NotFoundError, TooManyRequestsError
from okote.platform.files.papers import NotAPaperError, kept_paper
from okote.privacy.service import forget
from tests.consultations.panels.meetings.conftest import people, subscriptions
from tests.consultations.panels.members.conftest import seat_of

__all__ = ["people", "subscriptions"]

PAPER = b"%PDF-1.7\n%%EOF\n"


@pytest.fixture
async def ada(db, people):
    assert people
    return await seat_of(db, "Ada")


async def sound(db):
    return [one.invariant.name for one in await violations(db, INVARIANTS)]


async def test_members_and_the_organiser_read_each_other(db, panel, ada, samira):
    await write_as_member(db, ada, "Qui vient en bus ?")
    await write_as_organiser(db, panel.id, "Je note.", by=samira)
    read = await messages(db, panel.id, None)
    assert [(one.member, one.message.body) for one in read] == [
        (None, "Je note."),
        ("Ada", "Qui vient en bus ?"),
    ]
    assert await sound(db) == []


async def test_whoever_does_not_sit_or_run_the_panel_writes_nothing(
    db, panel, ada, samira, agent, someone, elsewhere
):
    with pytest.raises(NotFoundError):
        await write_as_member(db, await seat_of(db, "Cleo"), "Et moi ?")
    with pytest.raises(ForbiddenError):
        await write_as_organiser(db, panel.id, "Et moi ?", by=agent)
    with pytest.raises(NotFoundError):
        await write_as_organiser(db, panel.id, "Et moi ?", by=await someone(Role.ORGANISER, at=elsewhere))
    await drop_out(db, ada)
    with pytest.raises(NotFoundError):
        await write_as_member(db, ada, "Et moi ?")
    await end_panel(db, panel.id, by=samira)
    with pytest.raises(SpaceClosedError):
        await write_as_organiser(db, panel.id, "Merci.", by=samira)


async def test_a_message_that_is_taken_away_leaves_none_of_its_words(db, panel, ada, samira, agent):
    message = await write_as_member(db, ada, "Une grossièreté.")
    with pytest.raises(ForbiddenError):
        await remove_message(db, message.id, by=agent)
    for _ in range(2):
        await remove_message(db, message.id, by=samira)
    [read] = await messages(db, panel.id, None)
    assert (read.message.body, read.message.removed_at is None) == ("", False)


async def test_nobody_writes_without_end(db, ada):
    for _ in range(MESSAGES.most):
        await write_as_member(db, ada, "Encore.")
    with pytest.raises(TooManyRequestsError):
        await write_as_member(db, ada, "Encore.")


async def test_a_document_is_kept_for_the_panel_alone(db, panel, samira, agent, tmp_path):
    kept = await add_document(db, panel.id, "Plan", PAPER, folder=tmp_path, by=samira)
    assert kept_paper(tmp_path, kept).read_bytes() == PAPER
    assert await documents(db, panel.id) == [kept]
    with pytest.raises(NotFoundError):
        await document(db, panel.territory_id, kept.id, kept.id)
    with pytest.raises(ForbiddenError):
        await add_document(db, panel.id, "Plan", PAPER, folder=tmp_path, by=agent)
    with pytest.raises(NotAPaperError):
        await add_document(db, panel.id, "Page", b"<script>", folder=tmp_path, by=samira)
    await remove_document(db, kept.id, by=samira)
    assert await documents(db, panel.id) == []
    with pytest.raises(NotFoundError):
        await document(db, panel.territory_id, kept.id)


async def test_a_panel_keeps_so_many_documents(db, panel, samira, tmp_path):
    for number in range(DOCUMENTS_MOST):
        db.add(
            PanelDocument(
                territory_id=panel.territory_id,
                panel_id=panel.id,
                title=f"{number}",
                kind="pdf",
                added_at=await db.now(),
                added_by=samira.person.id,
            )
        )
    await db.flush()
    with pytest.raises(DocumentsMostError):
        await add_document(db, panel.id, "Plan", PAPER, folder=tmp_path, by=samira)


async def test_what_was_written_is_forgotten_a_year_after_the_end(db, panel, ada, samira, tmp_path):
    await write_as_member(db, ada, "Merci à tous.")
    kept = await add_document(db, panel.id, "Plan", PAPER, folder=tmp_path, by=samira)
    removed = await add_document(db, panel.id, "Brouillon", PAPER, folder=tmp_path, by=samira)
    await remove_document(db, removed.id, by=samira)
    await end_panel(db, panel.id, by=samira)
    ages = text("UPDATE panel SET ended_at = okote_now() - CAST(:days AS int) * interval '1 day'")
    old = text("UPDATE panel_document SET removed_at = removed_at - interval '31 days'")
    await db.exec(old)
    for days, left in ((364, (1, 1)), (366, (0, 0))):
        await db.exec(ages.bindparams(days=days))
        for kind in FORGETS:
            await forget(db, kind, uploads=tmp_path)
        counts = [
            (await db.exec(select(func.count()).select_from(table))).one()
            for table in (PanelMessage, PanelDocument)
        ]
        assert tuple(counts) == left
    assert not kept_paper(tmp_path, kept).exists()


PLANTED = {
    "panel-messages-are-of-its-members": "UPDATE panel_message SET territory_id = :elsewhere",
    "panel-messages-are-told-once-written": "UPDATE panel_message SET told_at = at - interval '1 s'",
    "panel-documents-stay-in-their-territory": "UPDATE panel_document SET territory_id = :elsewhere",
}


def test_each_invariant_is_planted_once():
    assert set(PLANTED) == {one.name for one in INVARIANTS}


@pytest.mark.parametrize("name", PLANTED)
async def test_what_is_planted_is_found(db, panel, ada, samira, elsewhere, tmp_path, name):
    await write_as_member(db, ada, "Bonjour.")
    await add_document(db, panel.id, "Plan", PAPER, folder=tmp_path, by=samira)
    assert await sound(db) == []
    values = {"elsewhere": elsewhere.id} if ":elsewhere" in PLANTED[name] else {}
    await db.exec(text(PLANTED[name]).bindparams(**values))
    assert await sound(db) == [name]
