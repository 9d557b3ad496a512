"""Pictures of options: kept by what they hold, so that what was announced is what is shown."""

from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from anyio import to_thread
from sqlmodel import col, func, select

from consultations.ballots.models import BallotOption
from consultations.ideas.files.models import IdeaFile
from consultations.ideas.files.service import kept_file
from okote.platform.errors import DomainError, NotFoundError
from okote.platform.files.pictures import ONE_AT_A_TIME, as_jpeg
from payments.sessions import ReadSession


class PictureGoneError(DomainError):
    """`number`: of an option whose picture its idea no longer has."""

    code = "ballot_picture_gone"


async def store(data: bytes, folder: Path) -> bytes:
    """The SHA-256 by which a picture that was sent is kept; drawn anew, so that what else its file carries
    stays behind. NotAPictureError, PictureTooLargeError.
    """
    drawn = await to_thread.run_sync(as_jpeg, data, limiter=ONE_AT_A_TIME)
    digest = sha256(drawn).digest()
    await to_thread.run_sync(_written, own_copy(folder, digest), drawn)
    return digest


async def kept(db: ReadSession, folder: Path, digest: bytes) -> Path:
    """By what it holds: the ballots' own copy, or the picture of the idea that the option was.

    NotFoundError where there is neither.
    """
    copied = own_copy(folder, digest)
    if copied.is_file():
        return copied
    of_idea = select(IdeaFile).where(
        IdeaFile.sha256 == digest.hex(), IdeaFile.kind == "picture", col(IdeaFile.removed_at).is_(None)
    )
    known = (await db.exec(of_idea.order_by(col(IdeaFile.id)).limit(1))).first()
    path = None if known is None else kept_file(folder, known)
    if path is None or not path.is_file():
        raise NotFoundError
    return path


async def keep_all(db: ReadSession, folder: Path, options: Iterable[BallotOption]) -> None:
    """A copy of each, whatever its idea does with its own from now on. PictureGoneError."""
    for option in options:
        if option.picture is None or own_copy(folder, option.picture).is_file():
            continue
        try:
            found = await kept(db, folder, option.picture)
        except NotFoundError as error:
            raise PictureGoneError(number=option.position) from error
        data = await to_thread.run_sync(found.read_bytes)
        await to_thread.run_sync(_written, own_copy(folder, option.picture), data)


async def drop(db: ReadSession, folder: Path, digest: bytes | None) -> None:
    """The copy of one that no option has any more."""
    if digest is None:
        return
    left = select(func.count()).select_from(BallotOption).where(col(BallotOption.picture) == digest)
    if not (await db.exec(left)).one():
        await to_thread.run_sync(_unlinked, own_copy(folder, digest))


def own_copy(folder: Path, digest: bytes) -> Path:
    return folder / "ballots" / f"{digest.hex()}.jpg"


def _unlinked(path: Path) -> None:
    path.unlink(missing_ok=True)


def _written(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
