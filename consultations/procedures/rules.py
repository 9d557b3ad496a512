"""What a procedure is, and how its versions live: written, cleared of names, in use; never rewritten."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from hashlib import sha256
from uuid import UUID

from payments.errors import DomainError

NAME_MOST = 100
SUMMARY_MOST = 500
AUDIENCE_MOST = 200
CHANGED_MOST = 1_000
REASON_MOST = 500
STEP_TITLE_MOST = 120
STEP_SAYS_MOST = 1_000
PAPER_MOST = 200
"""Characters of one document that is asked for."""

MOST_PAPERS = 20
MOST_STEPS = 15
MOST_FILES = 10


class ProcedureKind(StrEnum):
    """What people have to do with."""

    ONLINE_FORM = "online_form"
    PAPER_FORM = "paper_form"
    LETTER = "letter"
    CALL = "call"
    RECEPTION = "reception"


class Channel(StrEnum):
    """How one can go about it."""

    COUNTER = "counter"
    PHONE = "phone"
    DIGITAL = "digital"
    MAIL = "mail"


class VersionState(StrEnum):
    """Written, then cleared of names, so that it may be tested, then in use; never back from there.

    Withdrawn, where somebody's name was found after all, nothing of what it said is left.
    """

    WRITTEN = "written"
    CLEARED = "cleared"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class ProcedureDetails:
    name: str
    summary: str
    audience: str
    kind: ProcedureKind
    channels: frozenset[Channel]
    papers: Sequence[str]
    """The documents that people are asked for, each in a few words."""
    service_id: UUID


@dataclass(frozen=True, slots=True)
class StepDetails:
    title: str
    says: str = ""
    papers: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class VersionDetails:
    """`since` is the day from which it is, or is to be, in use; the first version has changed nothing."""

    since: date
    changed: str = ""
    text: str = ""


class VersionOpenError(DomainError):
    """`number`: of the version that is still being written."""

    code = "procedure_version_open"


class VersionFrozenError(DomainError):
    """Its names were removed, or it is in use: what people test or have read changes no more."""

    code = "procedure_version_frozen"


class VersionEmptyError(DomainError):
    """It has neither a text, nor a file, nor steps."""

    code = "procedure_version_empty"


class VersionUnexplainedError(DomainError):
    """Nobody has said what is otherwise in it than in the one before."""

    code = "procedure_version_unexplained"


class FileWordlessError(DomainError):
    """`name`: of a file whose words nobody can read who does not see it."""

    code = "procedure_file_wordless"


class VersionNotClearedError(DomainError):
    """Nobody has said that the names were removed."""

    code = "procedure_version_not_cleared"


class VersionInUseError(DomainError):
    """It is tested or published: it is not opened again."""

    code = "procedure_version_in_use"


class VersionWithdrawnError(DomainError):
    """Nothing is left of it."""

    code = "procedure_version_withdrawn"


class TooManyPapersError(DomainError):
    """`most`: documents that can be listed."""

    code = "procedure_papers_too_many"


class TooManyFilesError(DomainError):
    """`most`: files that a version can have."""

    code = "procedure_files_too_many"


def state(*, cleared: bool, published: bool, withdrawn: bool) -> VersionState:
    if withdrawn:
        return VersionState.WITHDRAWN
    if published:
        return VersionState.PUBLISHED
    return VersionState.CLEARED if cleared else VersionState.WRITTEN


def check_open(now: VersionState) -> None:
    """Of whoever writes; VersionFrozenError."""
    if now is not VersionState.WRITTEN:
        raise VersionFrozenError


def check_clearable(
    number: int, details: VersionDetails, steps: int, files: Iterable[tuple[str, str]]
) -> None:
    """`files` are names with words. VersionEmptyError, VersionUnexplainedError, FileWordlessError."""
    kept = list(files)
    if not (details.text or steps or kept):
        raise VersionEmptyError
    if number > 1 and not details.changed:
        raise VersionUnexplainedError
    for name, words in kept:
        if not words:
            raise FileWordlessError(name=name)


def check_cleared(now: VersionState) -> None:
    """Of whoever tests, publishes or takes down; VersionNotClearedError, VersionWithdrawnError."""
    if now is VersionState.WRITTEN:
        raise VersionNotClearedError
    if now is VersionState.WITHDRAWN:
        raise VersionWithdrawnError


def check_reopenable(now: VersionState, *, tested: bool) -> None:
    """VersionNotClearedError, VersionWithdrawnError, VersionInUseError."""
    check_cleared(now)
    if tested or now is VersionState.PUBLISHED:
        raise VersionInUseError


def papers(written: str) -> Sequence[str]:
    """One a line, without what lists begin with; TooManyPapersError."""
    lines = (" ".join(line.strip(" \t-–•*").split()) for line in written.split("\n"))
    kept = tuple(dict.fromkeys(line[:PAPER_MOST] for line in lines if line))
    if len(kept) > MOST_PAPERS:
        raise TooManyPapersError(most=MOST_PAPERS)
    return kept


def seen(*parts: str) -> str:
    """A mark of what somebody read, in that order: whoever declares something declares it of that."""
    return sha256("\0".join(parts).encode()).hexdigest()[:32]
