"""A use case tried for a form: what the rules refuse stands beside a field, and nothing of it is kept."""

from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType
from typing import TypeVar

from okote.web.forms import Form
from okote.web.problems import STATUSES
from payments.errors import DomainError
from payments.sessions import WriteSession

Result = TypeVar("Result")


async def attempt(
    db: WriteSession,
    form: Form,
    field: str,
    use_case: Callable[[], Awaitable[Result]],
    *,
    elsewhere: Mapping[str, str] = MappingProxyType({}),
) -> Result | None:
    """What came of it, or None with the refusal beside the field; a form that isn't sound is not tried.

    `elsewhere` names other fields, by the code of their refusal. What is not about the form (not found,
    forbidden, changed by someone else) is raised as ever.
    """
    if not form.sound:
        return None
    try:
        async with db.begin_nested():
            return await use_case()
    except DomainError as error:
        if error.code in STATUSES:
            raise
        form.refuse(elsewhere.get(error.code, field), error)
        return None


async def done(
    db: WriteSession,
    form: Form,
    field: str,
    use_case: Callable[[], Awaitable[object]],
    *,
    elsewhere: Mapping[str, str] = MappingProxyType({}),
) -> bool:
    """Whether it was done, of a use case of which nothing comes; in all else as `attempt`."""

    async def did() -> bool:
        await use_case()
        return True

    return await attempt(db, form, field, did, elsewhere=elsewhere) is not None
