"""Versions: begun from the one before, written, cleared of names, published, or taken down whole."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import col, delete, select

from consultations.permissions import may_run_panels
from consultations.procedures import rules
from consultations.procedures.deeds import VERSION, ProcedureDeed
from consultations.procedures.events import VersionPublished
from consultations.procedures.models import ProcedureStep, ProcedureVersion
from consultations.procedures.queries import files_of, read_of, steps_of, text_of, told_in
from consultations.procedures.rules import StepDetails, VersionDetails, VersionOpenError, VersionState
from consultations.procedures.service.catalogue import own_procedure
from okote.identity.permissions import person_of
from okote.identity.visitors import Visitor
from okote.platform.audit import note
from okote.platform.errors import StaleError
from okote.platform.events import emit
from okote.territories.queries import held, one_of
from payments.sessions import WriteSession


async def add_version(db: WriteSession, procedure_id: UUID, *, by: Visitor) -> ProcedureVersion:
    """With the text and the steps of the one before; its files have to be sent anew. VersionOpenError."""
    procedure = await own_procedure(db, procedure_id, by)
    latest = select(ProcedureVersion).where(ProcedureVersion.procedure_id == procedure.id)
    before = (await db.exec(latest.order_by(col(ProcedureVersion.number).desc()).limit(1))).first()
    if before is not None and before.state is VersionState.WRITTEN:
        raise VersionOpenError(number=before.number)
    at = await db.now()
    added = ProcedureVersion(
        territory_id=procedure.territory_id,
        procedure_id=procedure.id,
        number=before.number + 1 if before else 1,
        since=by.territory.day(at),
        changed="",
        text=before.text if before else "",
        added_at=at,
    )
    db.add(added)
    await db.flush()
    if before is not None:
        steps = await steps_of(db, before.id)
        _put_steps(db, added, [StepDetails(one.title, one.says, one.papers) for one in steps])
    await note(db, by.doer, ProcedureDeed.VERSION_ADDED, added)
    return added


async def write_version(
    db: WriteSession, version_id: UUID, details: VersionDetails, *, seen: str, by: Visitor
) -> ProcedureVersion:
    """In place of the text that was `seen`. VersionFrozenError; StaleError where there is another by now."""
    kept = await open_version(db, version_id, by)
    if seen != text_of(kept):
        raise StaleError
    was = VERSION.facts(kept)
    kept.since, kept.changed, kept.text = details.since, details.changed, details.text
    await note(db, by.doer, ProcedureDeed.VERSION_WRITTEN, kept, was)
    return kept


async def write_steps(
    db: WriteSession,
    version_id: UUID,
    steps: Sequence[StepDetails],
    *,
    seen: str | None = None,
    by: Visitor,
) -> ProcedureVersion:
    """All of them, in their order, in place of those that were `seen` or, by who looked at none, of any.

    VersionFrozenError; StaleError where there are others by now.
    """
    kept = await open_version(db, version_id, by)
    if seen is not None and seen != told_in(await steps_of(db, kept.id)):
        raise StaleError
    await db.exec(delete(ProcedureStep).where(col(ProcedureStep.version_id) == kept.id))
    _put_steps(db, kept, steps)
    await db.flush()
    await note(db, by.doer, ProcedureDeed.VERSION_STEPS_WRITTEN, kept, VERSION.facts(kept))
    return kept


async def declare_names_removed(
    db: WriteSession, version_id: UUID, seen: str, *, by: Visitor
) -> ProcedureVersion:
    """Of what was `seen`; from then on nothing in it changes, and it may be tested and published.

    VersionFrozenError and what `check_clearable` refuses; StaleError where it was written on meanwhile.
    """
    kept = await open_version(db, version_id, by)
    steps, files = await steps_of(db, kept.id), await files_of(db, kept.id)
    said = VersionDetails(kept.since, kept.changed, kept.text)
    rules.check_clearable(kept.number, said, len(steps), [(one.name, one.words) for one in files])
    if seen != read_of(kept, steps, files):
        raise StaleError
    was = VERSION.facts(kept)
    kept.names_removed_at, kept.names_removed_by = await db.now(), person_of(by).id
    await note(db, by.doer, ProcedureDeed.VERSION_NAMES_REMOVED, kept, was)
    return kept


async def reopen_version(db: WriteSession, version_id: UUID, *, by: Visitor) -> ProcedureVersion:
    """To go on writing it: the declaration falls.

    VersionInUseError, VersionWithdrawnError, VersionOpenError.
    """
    kept = await _own(db, version_id, by)
    rules.check_reopenable(kept.state, tested=kept.tested_at is not None)
    await _check_none_open(db, kept)
    was = VERSION.facts(kept)
    kept.names_removed_at = kept.names_removed_by = None
    await note(db, by.doer, ProcedureDeed.VERSION_REOPENED, kept, was)
    return kept


async def take_to_test(db: WriteSession, version_id: UUID, *, by: Visitor) -> ProcedureVersion:
    """What testers read stays as they read it; organisers may ask for it too, whatever service wrote it.

    VersionNotClearedError, VersionWithdrawnError.
    """
    if may_run_panels(by):
        kept = await held(db, ProcedureVersion, by.territory.id, version_id)
    else:
        kept = await _own(db, version_id, by)
    rules.check_cleared(kept.state)
    was = VERSION.facts(kept)
    kept.tested_at = kept.tested_at or await db.now()
    await note(db, by.doer, ProcedureDeed.VERSION_TAKEN_TO_TEST, kept, was)
    return kept


async def publish_version(db: WriteSession, version_id: UUID, *, by: Visitor) -> ProcedureVersion:
    """Everyone reads it; the first one brings its procedure into the catalogue.

    VersionNotClearedError, VersionWithdrawnError.
    """
    kept = await _own(db, version_id, by)
    rules.check_cleared(kept.state)
    if kept.published_at is not None:
        return kept
    procedure = await own_procedure(db, kept.procedure_id, by)
    was = VERSION.facts(kept)
    kept.published_at = await db.now()
    procedure.published_at = procedure.published_at or kept.published_at
    await note(db, by.doer, ProcedureDeed.VERSION_PUBLISHED, kept, was)
    await emit(db, VersionPublished(kept.id))
    return kept


async def withdraw_version(
    db: WriteSession, version_id: UUID, because: str, *, by: Visitor
) -> ProcedureVersion:
    """Somebody is named in it after all: nothing of what it says is left, and everyone reads `because`.

    Its number stays. VersionNotClearedError, since what is being written is just corrected;
    VersionWithdrawnError.
    """
    kept = await _own(db, version_id, by)
    rules.check_cleared(kept.state)
    was, at = VERSION.facts(kept), await db.now()
    kept.withdrawn_at, kept.withdrawn_because = at, because
    kept.changed = kept.text = ""
    await db.exec(delete(ProcedureStep).where(col(ProcedureStep.version_id) == kept.id))
    for one in await files_of(db, kept.id):
        one.removed_at = at
    await note(db, by.doer, ProcedureDeed.VERSION_WITHDRAWN, kept, was, reason=because)
    return kept


async def open_version(db: WriteSession, version_id: UUID, by: Visitor) -> ProcedureVersion:
    """One that is being written, by the visitor too, held. VersionFrozenError."""
    kept = await _own(db, version_id, by)
    rules.check_open(kept.state)
    return kept


async def _own(db: WriteSession, version_id: UUID, by: Visitor) -> ProcedureVersion:
    """The procedure is held before its version, always, so that no two wait for each other."""
    known = await one_of(db, ProcedureVersion, by.territory.id, version_id)
    await own_procedure(db, known.procedure_id, by)
    return await held(db, ProcedureVersion, by.territory.id, version_id)


async def _check_none_open(db: WriteSession, version: ProcedureVersion) -> None:
    written = select(ProcedureVersion.number).where(
        ProcedureVersion.procedure_id == version.procedure_id,
        col(ProcedureVersion.names_removed_at).is_(None),
    )
    if (number := (await db.exec(written)).first()) is not None:
        raise VersionOpenError(number=number)


def _put_steps(db: WriteSession, version: ProcedureVersion, steps: Sequence[StepDetails]) -> None:
    db.add_all(
        ProcedureStep(
            territory_id=version.territory_id,
            version_id=version.id,
            position=position,
            title=one.title,
            says=one.says,
            papers=list(one.papers),
        )
        for position, one in enumerate(steps, 1)
    )
