"""Where we may write to a person: an address, then the six digits that were sent to it."""

from litestar import Controller, Response, get, post
from litestar.response import Redirect

from okote.identity import addresses, cookies
from okote.identity.account.service import write_to
from okote.identity.entrance import browser_of, client_of
from okote.identity.mail_codes import service as mail_codes
from okote.identity.mail_codes.models import MailCode
from okote.identity.mail_codes.queries import latest
from okote.identity.mail_codes.rules import LASTS, MailCodeOverError, MailCodeWrongError
from okote.identity.messages import MESSAGES
from okote.identity.permissions import person_of, requires, signed_in
from okote.identity.rules import local_path
from okote.identity.visitors import TheVisitor
from okote.platform.i18n import say
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, Writing, page, renderer_of, said, to

ACCOUNT = "/account"
ADDRESS = "/account/address"


class AddressPages(Controller):
    """Some providers tell no address; without one, nobody learns what became of their money."""

    path = ADDRESS
    guards = (requires(signed_in),)

    @get()
    async def ask(self, request: AnyRequest, visitor: TheVisitor) -> Response[str]:
        known = person_of(visitor).email or ""
        return _asking(request, Form({"email": known, "next": request.query_params.get("next", ACCOUNT)}))

    @post()
    async def send(self, request: AnyRequest, visitor: TheVisitor, db: Writing) -> Response[str] | Redirect:
        form = Form(await request.form())
        email = addresses.read(form, "email")
        if not form.sound:
            return _asking(request, form)
        browser = browser_of(request, visitor)
        await mail_codes.send_code(
            db,
            renderer_of(request),
            visitor,
            email=email,
            browser=browser,
            client=client_of(request),
            return_to=local_path(form.raw("next") or ACCOUNT),
            of=person_of(visitor).id,
        )
        answer = to(request, f"{ADDRESS}/code")
        answer.set_cookie(cookies.kept(cookies.BROWSER, browser.secret, LASTS))
        return answer

    @get("/code")
    async def ask_code(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading
    ) -> Response[str] | Redirect:
        sent = await latest(reading, browser_of(request, visitor), of=person_of(visitor).id)
        return _over(request) if sent is None else _asking_code(request, sent, Form())

    @post("/code")
    async def confirm(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing
    ) -> Response[str] | Redirect:
        form, browser, person = Form(await request.form()), browser_of(request, visitor), person_of(visitor)
        sent = await latest(db, browser, of=person.id, for_update=True)
        if sent is None:
            return _over(request)
        try:
            await mail_codes.take_code(db, sent, form.raw("code"), browser=browser, client=client_of(request))
        except MailCodeOverError:
            return _over(request)
        except MailCodeWrongError as error:
            form.refuse("code", error)
            return _asking_code(request, sent, form)
        await write_to(db, person.id, sent.email)
        return said(
            to(request, sent.return_to), "success", say("The address is confirmed: we write to you there.")
        )


def _asking(request: AnyRequest, form: Form) -> Response[str]:
    return page(request, "identity/address.html", form=form)


def _asking_code(request: AnyRequest, sent: MailCode, form: Form) -> Response[str]:
    return page(request, "identity/address_code.html", sent=sent, form=form)


def _over(request: AnyRequest) -> Redirect:
    return said(to(request, ADDRESS), "error", MESSAGES["mail_code_over"])
