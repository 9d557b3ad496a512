"""Agents and services keep the catalogue; versions are written, cleared, published, and then stay."""

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from consultations.procedures.deeds import ProcedureDeed
from consultations.procedures.events import VersionPublished
from consultations.procedures.invariants import INVARIANTS
from consultations.procedures.models import ProcedureFile
from consultations.procedures.papers.storing import kept_file, take
from consultations.procedures.personal import FORGETS
from consultations.procedures.queries import (
    any_procedure,
    files_of,
    on_desk,
    steps_of,
    text_of,
    versions_of,
    wholes,
)
from consultations.procedures.rules import (
    MOST_FILES,
    FileWordlessError,
    StepDetails,
    TooManyFilesError,
    VersionDetails,
    VersionEmptyError,
    VersionFrozenError,
    VersionInUseError,
    VersionNotClearedError,
    VersionOpenError,
    VersionWithdrawnError,
)
from consultations.procedures.service import files, versions
from consultations.procedures.service.catalogue import (
    add_procedure,
    change_procedure,
    retire_procedure,
    take_up_procedure,
)
from consultations.services.models import Service
from okote.identity.models import Role
from okote.platform.audit import AuditEntry
from okote.platform.checks import violations
from okote.platform.errors import ForbiddenError, NotFoundError, StaleError
from okote.platform.events import SUBSCRIPTIONS
from tests.consultations.procedures.made import docx, picture

LETTER = take(b"Bonjour [nom].")


@pytest.fixture
def told(db):
    heard = []

    async def hear(_db, event):
        heard.append(event)

    db.info[SUBSCRIPTIONS] = {VersionPublished: (hear,)}
    return heard


@pytest.fixture
async def schools(db, territory):
    made = Service(
        territory_id=territory.id, name="Écoles", email="e@exemple.test", created_at=await db.now()
    )
    db.add(made)
    await db.flush()
    return made


async def test_two_of_one_name_have_an_address_each(db, agent, details):
    one, other = [await add_procedure(db, details, by=agent) for _ in range(2)]
    assert (one.slug, other.slug) == ("demander-une-place-en-creche", "demander-une-place-en-creche-2")
    assert one.channels == ["counter", "mail"]


async def test_a_service_writes_what_is_its_own(db, engineer, schools, someone, details, letter):
    assert (await add_procedure(db, details, by=engineer)).service_id == details.service_id
    elsewhere = type(details)(*(getattr(details, one) for one in details.__slots__[:-1]), schools.id)
    for doing in (
        add_procedure(db, elsewhere, by=engineer),
        change_procedure(db, letter.id, elsewhere, by=engineer),
        add_procedure(db, details, by=await someone(Role.SERVICE, scope=schools.id)),
        versions.add_version(db, letter.id, by=await someone(Role.SERVICE, scope=schools.id)),
        versions.add_version(db, letter.id, by=await someone()),
    ):
        with pytest.raises(ForbiddenError):
            await doing


async def test_nobody_writes_elsewhere(db, someone, elsewhere, letter, draft, details):
    stranger = await someone(Role.ADMINISTRATOR, at=elsewhere)
    for doing in (
        add_procedure(db, details, by=stranger),
        retire_procedure(db, letter.id, by=stranger),
        versions.publish_version(db, draft.id, by=stranger),
        any_procedure(db, elsewhere.id, letter.id),
    ):
        with pytest.raises(NotFoundError):
            await doing


async def test_a_procedure_leaves_the_catalogue_and_comes_back(db, agent, letter):
    retired = await retire_procedure(db, letter.id, by=agent)
    at = retired.retired_at
    assert (await retire_procedure(db, letter.id, by=agent)).retired_at == at
    assert (await take_up_procedure(db, letter.id, by=agent)).retired_at is None


async def test_the_first_version_published_brings_the_procedure_into_the_catalogue(
    db, agent, letter, draft, clear, told
):
    with pytest.raises(VersionNotClearedError):
        await versions.publish_version(db, draft.id, by=agent)
    await clear(draft)
    assert not letter.listed
    published = await versions.publish_version(db, draft.id, by=agent)
    assert (letter.listed, letter.published_at) == (True, published.published_at)
    again = await versions.publish_version(db, draft.id, by=agent)
    assert (again.published_at, told) == (published.published_at, [VersionPublished(draft.id)])
    assert await violations(db, INVARIANTS) == []


async def test_a_version_begins_with_what_the_one_before_says_but_its_files(
    db, agent, letter, draft, clear, tmp_path
):
    await files.add_file(db, draft.id, "lettre.txt", LETTER, folder=tmp_path, by=agent)
    with pytest.raises(VersionOpenError) as refused:
        await versions.add_version(db, letter.id, by=agent)
    assert refused.value.parameters == {"number": 1}
    await clear(draft)
    second = await versions.add_version(db, letter.id, by=agent)
    assert (second.number, second.text, second.changed) == (2, "Bonjour.", "")
    assert [(one.position, one.title, one.papers) for one in await steps_of(db, second.id)] == [
        (1, "Lire", []),
        (2, "Écrire", ["Un stylo"]),
    ]
    assert await files_of(db, second.id) == []
    with pytest.raises(VersionOpenError):
        await versions.reopen_version(db, draft.id, by=agent)
    assert [one.number for one in await versions_of(db, letter.id)] == [2, 1]
    await versions.write_steps(db, second.id, [StepDetails("Autre")], by=agent)
    assert len(await steps_of(db, draft.id)) == 2


async def test_what_is_cleared_of_names_changes_no_more(db, agent, draft, clear, tmp_path):
    kept = await files.add_file(db, draft.id, "lettre.txt", LETTER, folder=tmp_path, by=agent)
    cleared = await clear(draft)
    assert cleared.names_removed_by == agent.person.id
    for doing in (
        versions.write_version(db, draft.id, VersionDetails(date(2026, 3, 1)), seen=text_of(draft), by=agent),
        versions.write_steps(db, draft.id, [], by=agent),
        files.add_file(db, draft.id, "b.txt", LETTER, folder=tmp_path, by=agent),
        files.word_file(db, kept.id, "Autre.", by=agent),
        files.remove_file(db, kept.id, by=agent),
        clear(draft),
    ):
        with pytest.raises(VersionFrozenError):
            await doing
    await versions.reopen_version(db, draft.id, by=agent)
    await versions.write_steps(db, draft.id, [], by=agent)
    assert (draft.names_removed_at, draft.names_removed_by) == (None, None)


@pytest.mark.parametrize("done", [versions.take_to_test, versions.publish_version])
async def test_what_is_tested_or_published_is_not_opened_again(db, agent, draft, clear, done, told):
    with pytest.raises(VersionNotClearedError):
        await done(db, draft.id, by=agent)
    with pytest.raises(VersionNotClearedError):
        await versions.reopen_version(db, draft.id, by=agent)
    await clear(draft)
    first = await done(db, draft.id, by=agent)
    known = (first.tested_at, first.published_at)
    second = await done(db, draft.id, by=agent)
    assert (second.tested_at, second.published_at) == known
    with pytest.raises(VersionInUseError):
        await versions.reopen_version(db, draft.id, by=agent)


async def test_of_what_is_taken_down_nothing_is_left(db, agent, letter, draft, clear, told, tmp_path):
    """Somebody's name was overlooked: it goes from the table, from the folder within the hour, and stays
    out of the trail.
    """
    with pytest.raises(VersionNotClearedError):
        await versions.withdraw_version(db, draft.id, "Un nom.", by=agent)
    kept = await files.add_file(db, draft.id, "lettre.txt", LETTER, folder=tmp_path, by=agent)
    await clear(draft)
    await versions.publish_version(db, draft.id, by=agent)
    gone = await versions.withdraw_version(db, draft.id, "Un nom y restait.", by=agent)
    (whole,) = await wholes(db, [gone])
    assert (gone.text, gone.withdrawn_because, whole.steps, whole.files) == ("", "Un nom y restait.", (), ())
    assert kept.removed_at == gone.withdrawn_at
    assert (await any_procedure(db, agent.territory.id, letter.id)).current is None
    for doing in (versions.take_to_test, versions.publish_version, versions.reopen_version):
        with pytest.raises(VersionWithdrawnError):
            await doing(db, draft.id, by=agent)
    with pytest.raises(VersionWithdrawnError):
        await versions.withdraw_version(db, draft.id, "Encore.", by=agent)
    assert (await versions.add_version(db, letter.id, by=agent)).text == ""
    assert await violations(db, INVARIANTS) == []


async def test_a_declaration_is_of_what_was_read(db, agent, draft, tmp_path):
    """Somebody adds a file while another looks for names."""
    (read,) = await wholes(db, [draft])
    await files.add_file(db, draft.id, "lettre.txt", LETTER, folder=tmp_path, by=agent)
    with pytest.raises(StaleError):
        await versions.declare_names_removed(db, draft.id, read.seen, by=agent)
    (read,) = await wholes(db, [draft])
    assert (await versions.declare_names_removed(db, draft.id, read.seen, by=agent)).names_removed_at


async def test_each_thing_that_is_read_changes_the_mark(db, agent, draft, tmp_path):
    async def mark():
        (read,) = await wholes(db, [draft])
        return read.seen

    marks = [await mark()]
    shorter = VersionDetails(draft.since, "Plus court.", "Bonjour.")
    await versions.write_version(db, draft.id, shorter, seen=text_of(draft), by=agent)
    marks.append(await mark())
    await versions.write_steps(db, draft.id, [StepDetails("Lire", "", ("Un stylo",))], by=agent)
    marks.append(await mark())
    kept = await files.add_file(db, draft.id, "a.docx", take(docx("Oui.")), folder=tmp_path, by=agent)
    marks.append(await mark())
    await files.word_file(db, kept.id, "Non.", by=agent)
    marks.append(await mark())
    kept.sha256 = bytes(32)
    await db.flush()
    marks.append(await mark())
    assert len(set(marks)) == len(marks)


async def test_what_can_not_be_read_by_everyone_is_not_declared_free_of_names(
    db, agent, letter, clear, tmp_path
):
    empty = await versions.add_version(db, letter.id, by=agent)
    with pytest.raises(VersionEmptyError):
        await clear(empty)
    seen = await files.add_file(db, empty.id, "photo.png", take(picture()), folder=tmp_path, by=agent)
    with pytest.raises(FileWordlessError):
        await clear(empty)
    await files.word_file(db, seen.id, "Une lettre.", by=agent)
    assert (await clear(empty)).names_removed_at
    assert await violations(db, INVARIANTS) == []


async def test_a_file_is_kept_read_and_gone_within_the_hour_once_removed(db, agent, draft, tmp_path):
    kept = await files.add_file(
        db, draft.id, "lettre.docx", take(docx("Bonjour.", author="Jean Dupont")), folder=tmp_path, by=agent
    )
    assert (kept.kind, kept.words, kept.author) == ("docx", "Bonjour.", "Jean Dupont")
    assert kept_file(tmp_path, kept).stat().st_size == kept.size
    await files.remove_file(db, kept.id, by=agent)
    assert await files_of(db, draft.id) == []
    (forgetting,) = FORGETS
    due = select(ProcedureFile).where(forgetting.due(await db.now()))
    assert (await db.exec(due.order_by(col(ProcedureFile.id)))).all() == [kept]
    assert forgetting.file(tmp_path, kept) == kept_file(tmp_path, kept)


async def test_a_version_has_so_many_files_at_most(db, agent, draft, tmp_path):
    for number in range(MOST_FILES):
        await files.add_file(db, draft.id, f"{number}.txt", LETTER, folder=tmp_path, by=agent)
    with pytest.raises(TooManyFilesError):
        await files.add_file(db, draft.id, "un-de-plus.txt", LETTER, folder=tmp_path, by=agent)
    (first, *_) = await files_of(db, draft.id)
    await files.remove_file(db, first.id, by=agent)
    await files.add_file(db, draft.id, "un-de-plus.txt", LETTER, folder=tmp_path, by=agent)


async def test_whoever_answers_for_a_service_sees_what_is_its_own(
    db, agent, engineer, someone, schools, letter
):
    assert [one.procedure.id for one in await on_desk(db, engineer, None)] == [letter.id]
    assert [one.procedure.id for one in await on_desk(db, agent, None)] == [letter.id]
    assert await on_desk(db, await someone(Role.SERVICE, scope=schools.id), None) == []


async def test_no_file_and_no_name_of_one_is_in_the_audit_trail(db, agent, draft, tmp_path):
    kept = await files.add_file(
        db, draft.id, "Jean Dupont.txt", take(b"Jean Dupont"), folder=tmp_path, by=agent
    )
    await files.word_file(db, kept.id, "M. Dupont", by=agent)
    told = (await db.exec(select(AuditEntry).order_by(AuditEntry.id))).all()
    assert {ProcedureDeed.PROCEDURE_FILE_ADDED.code, ProcedureDeed.PROCEDURE_FILE_WORDED.code} <= {
        one.deed for one in told
    }
    assert "Dupont" not in "".join(f"{one.called}{one.before}{one.after}" for one in told)


PLANTED = {
    "procedure-stays-in-its-territory": "UPDATE procedure SET territory_id = :elsewhere",
    "procedure-is-public-since-its-first-version-is": "UPDATE procedure SET published_at = okote_now()",
    "procedure-versions-are-numbered-without-a-gap": "UPDATE procedure_version SET number = 3",
    "procedure-version-withdrawn-says-nothing": (
        "UPDATE procedure_version SET changed = '', text = '', names_removed_at = okote_now(), "
        "names_removed_by = (SELECT min(id::text)::uuid FROM person), withdrawn_at = okote_now(), "
        "withdrawn_because = 'Un nom.'"
    ),
    "procedure-version-is-cleared-with-all-that-it-says": (
        "WITH gone AS (DELETE FROM procedure_step) "
        "UPDATE procedure_version SET text = '', names_removed_at = okote_now(), "
        "names_removed_by = (SELECT min(id::text)::uuid FROM person)"
    ),
}


@pytest.mark.parametrize("name", [one.name for one in INVARIANTS])
async def test_what_is_planted_is_found(db, name, draft, elsewhere):
    assert await violations(db, INVARIANTS) == []
    await db.exec(text(PLANTED[name]), params={"elsewhere": elsewhere.id} if ":" in PLANTED[name] else {})
    assert [one.invariant.name for one in await violations(db, INVARIANTS)] == [name]


@pytest.mark.parametrize(
    ("constraint", "statement"),
    [
        (
            "uq_procedure_version_written",
            (
                "INSERT INTO procedure_version SELECT gen_random_uuid(), territory_id, procedure_id, 2, "
                "since, changed, text, added_at FROM procedure_version"
            ),
        ),
        ("ck_procedure_version_cleared", "UPDATE procedure_version SET published_at = okote_now()"),
        ("ck_procedure_version_names_removed", "UPDATE procedure_version SET names_removed_at = okote_now()"),
        (
            "ck_procedure_version_explained",
            (
                "UPDATE procedure_version SET number = 2, names_removed_at = okote_now(), "
                "names_removed_by = (SELECT min(id::text)::uuid FROM person)"
            ),
        ),
        ("ck_procedure_version_withdrawn", "UPDATE procedure_version SET withdrawn_because = 'Un nom.'"),
        (
            "ck_procedure_version_nothing_left",
            (
                "UPDATE procedure_version SET names_removed_at = okote_now(), withdrawn_at = okote_now(), "
                "names_removed_by = (SELECT min(id::text)::uuid FROM person), withdrawn_because = 'Un nom.'"
            ),
        ),
        ("uq_procedure_step_version_id_position", "UPDATE procedure_step SET position = 1"),
        ("ck_procedure_channels", "UPDATE procedure SET channels = '{}'"),
        ("ck_procedure_channels", "UPDATE procedure SET channels = '{pigeon}'"),
    ],
)
async def test_the_database_itself_keeps_to_it(db, draft, constraint, statement):
    with pytest.raises(IntegrityError, match=constraint):
        await db.exec(text(statement))
