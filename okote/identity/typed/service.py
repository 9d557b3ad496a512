"""Keep what came too late for its session, and give it back to whose session it was."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select

from okote.identity import sessions
from okote.identity.account.presence import hold_open
from okote.identity.typed.models import TypedForm
from okote.identity.typed.rules import KEPT, worth_keeping
from okote.platform.errors import SignInRequiredError
from payments.sessions import ReadSession, WriteSession


async def keep(
    db: WriteSession, token_hash: bytes, sent: Sequence[tuple[str, object]], *, host: str, path: str
) -> bool:
    """In place of what was kept before; False where nobody's session has just ended."""
    whose, fields = await sessions.ended(db, token_hash, host), worth_keeping(sent)
    if whose is None or not fields:
        return False
    try:
        await hold_open(db, whose)
    except SignInRequiredError:  # the account is closed
        return False
    kept = {"path": path, "fields": [list(field) for field in fields], "at": await db.now()}
    statement = insert(TypedForm).values(person_id=whose, host=host, **kept)
    await db.exec(statement.on_conflict_do_update(index_elements=["person_id", "host"], set_=kept))
    return True


async def typed_by(db: ReadSession, person_id: UUID, host: str) -> TypedForm | None:
    statement = select(TypedForm).where(
        TypedForm.person_id == person_id, TypedForm.host == host, col(TypedForm.at) > await db.now() - KEPT
    )
    return (await db.exec(statement)).first()
