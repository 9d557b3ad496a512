"""The way in by a code: an address, then the six digits that were sent to it."""

from litestar import Controller, Response, get, post
from litestar.response import Redirect

from okote.identity import addresses, cookies
from okote.identity.entrance import TheProviders, browser_of, choices, client_of, ways_in, welcomed
from okote.identity.mail_codes import service
from okote.identity.mail_codes.models import MailCode
from okote.identity.mail_codes.queries import latest
from okote.identity.mail_codes.rules import LASTS, MailCodeOverError, MailCodeWrongError
from okote.identity.messages import MESSAGES
from okote.identity.rules import HOME, local_path
from okote.identity.visitors import TheVisitor
from okote.platform.errors import NotFoundError
from okote.settings import Settings
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, TheSettings, Writing, page, renderer_of, said, to


def only_where_offered(settings: Settings) -> None:
    """These pages exist where the settings let people sign in so."""
    if not settings.mail_code_sign_in:
        raise NotFoundError


class MailCodePages(Controller):
    path = "/sign-in-by-mail"

    @post()
    async def send(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        providers: TheProviders,
        settings: TheSettings,
        db: Writing,
    ) -> Response[str] | Redirect:
        only_where_offered(settings)
        form = Form(await request.form())
        return_to = local_path(form.raw("next"))
        email = addresses.read(form, "email")
        if not form.sound:
            return choices(request, providers, settings, return_to=return_to, form=form)
        browser = browser_of(request, visitor)
        await service.send_code(
            db,
            renderer_of(request),
            visitor,
            email=email,
            browser=browser,
            client=client_of(request),
            return_to=return_to,
        )
        answer = to(request, "/sign-in-by-mail/code")
        answer.set_cookie(cookies.kept(cookies.BROWSER, browser.secret, LASTS))
        return answer

    @get("/code")
    async def ask(
        self, request: AnyRequest, visitor: TheVisitor, settings: TheSettings, reading: Reading
    ) -> Response[str] | Redirect:
        only_where_offered(settings)
        sent = await latest(reading, browser_of(request, visitor))
        return _over(request) if sent is None else _asking(request, sent, Form())

    @post("/code")
    async def take(
        self, request: AnyRequest, visitor: TheVisitor, settings: TheSettings, db: Writing
    ) -> Response[str] | Redirect:
        only_where_offered(settings)
        form, browser = Form(await request.form()), browser_of(request, visitor)
        sent = await latest(db, browser, for_update=True)
        if sent is None:
            return _over(request)
        try:
            await service.take_code(db, sent, form.raw("code"), browser=browser, client=client_of(request))
        except MailCodeOverError:
            return _over(request, sent.return_to)
        except MailCodeWrongError as error:
            form.refuse("code", error)
            return _asking(request, sent, form)
        return await welcomed(db, service.identified(sent), visitor, f"/{visitor.language}{sent.return_to}")


def _asking(request: AnyRequest, sent: MailCode, form: Form) -> Response[str]:
    return page(request, "identity/mail_code.html", sent=sent, form=form)


def _over(request: AnyRequest, return_to: str = HOME) -> Redirect:
    return said(to(request, ways_in(return_to)), "error", MESSAGES["mail_code_over"])
