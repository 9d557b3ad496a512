"""Asking why, before something is done that is written down."""

from litestar import Response

from okote.web.forms import Form
from okote.web.pages import AnyRequest, page

LONGEST = 1_000
"""Characters of a reason."""


def reason(form: Form) -> str:
    return form.text("reason", most=LONGEST)


def ask_why(
    request: AnyRequest,
    form: Form,
    *,
    title: str,
    about: str,
    means: str,
    path: str,
    back: str,
    second: bool = False,
) -> Response[str]:
    """A page with one question; `title` is also the button, `means` says what follows, `path` takes both.

    `second` is whether it takes a second person.
    """
    return page(
        request,
        "backoffice/why.html",
        form=form,
        title=title,
        about=about,
        means=means,
        path=path,
        back=back,
        second=second,
    )
