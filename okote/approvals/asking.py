"""Why somebody decides about money: asked on a page of its own, then done, or left to a second person."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

from litestar import Response
from litestar.response import Redirect

from okote.approvals.pages import said_or_waits
from okote.approvals.queries import sum_above
from okote.approvals.rules import needs_second
from okote.backoffice.why import ask_why, reason
from okote.identity.visitors import Visitor
from okote.web.attempts import attempt
from okote.web.forms import Form
from okote.web.pages import AnyRequest, to, wording_of
from payments.money import Money
from payments.sessions import ReadSession, WriteSession


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """`title` is also the button, `means` says what follows, `path` takes the answer, which leads `back`."""

    title: str
    amount: Money
    about: str
    means: str
    path: str
    back: str


async def ask(
    request: AnyRequest, visitor: Visitor, db: ReadSession, question: Question, form: Form | None = None
) -> Response[str]:
    """It says where the amount takes a second person."""
    return ask_why(
        request,
        form or Form(),
        title=question.title,
        about=f"{wording_of(request).money(question.amount)} · {question.about}",
        means=question.means,
        path=question.path,
        back=question.back,
        second=needs_second(question.amount, await sum_above(db, visitor.territory.id)),
    )


async def do_or_ask(
    request: AnyRequest,
    visitor: Visitor,
    db: WriteSession,
    question: Question,
    use_case: Callable[[str], Awaitable[object]],
    done: str,
) -> Response[str] | Redirect:
    """What was asked is done for the reason given, or asked again with what is wrong about it.

    `use_case` takes the reason, and answers what waits where a second person decides.
    """
    form = Form(await request.form())
    waits = await attempt(db, form, "reason", partial(use_case, reason(form)))
    if not form.sound:
        return await ask(request, visitor, db, question, form)
    return said_or_waits(to(request, question.back), waits, done)
