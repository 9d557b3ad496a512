"""Signing in with a provider, and signing out."""

import secrets

import structlog
from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from okote.identity import cookies, service, sessions
from okote.identity.account.linking import SessionChangedError, check_unchanged
from okote.identity.account.ways_in import added
from okote.identity.departure import callback, depart, origin, way_of
from okote.identity.entrance import Providers, TheProviders, browser_of, choices, ways_in, welcomed
from okote.identity.limited import UNLIMITED
from okote.identity.messages import MESSAGES
from okote.identity.models import Session
from okote.identity.openid.errors import ProviderUnavailableError, Reason, SignInError
from okote.identity.rules import HOME, local_path
from okote.identity.service import SignInExpiredError
from okote.identity.visitors import TheVisitor
from okote.platform.errors import DomainError
from okote.platform.i18n import say
from okote.web.forms import Form
from okote.web.pages import AnyRequest, TheDatabase, TheSettings, page, said, to
from payments.failpoints import reached

log = structlog.get_logger("okote.sign_in")


class SignInPages(Controller):
    """The way in by a provider: begun by a form, completed where the provider sends the browser back."""

    @get("/sign-in")
    async def choose(
        self, request: AnyRequest, visitor: TheVisitor, providers: TheProviders, settings: TheSettings
    ) -> Response[str] | Redirect:
        return_to = local_path(request.query_params.get("next", ""))
        if visitor.person is not None:
            return to(request, return_to)
        return choices(request, providers, settings, return_to=return_to)

    @post("/sign-in/{provider:str}")
    async def begin(
        self,
        request: AnyRequest,
        provider: FromPath[str],
        visitor: TheVisitor,
        providers: TheProviders,
        settings: TheSettings,
        database: TheDatabase,
    ) -> Redirect:
        way = way_of(providers, provider)
        return_to = local_path(Form(await request.form()).raw("next"))
        try:
            return await depart(request, visitor, way, settings, database, return_to=return_to)
        except ProviderUnavailableError as error:
            return _failed(request, error, visitor.language, return_to)

    @get("/sign-in/{provider:str}/callback")
    async def complete(
        self,
        request: AnyRequest,
        provider: FromPath[str],
        visitor: TheVisitor,
        providers: TheProviders,
        settings: TheSettings,
        database: TheDatabase,
    ) -> Redirect:
        way, state = way_of(providers, provider), request.query_params.get("state", "")
        try:
            async with database.unit_of_work() as db:
                attempt = await service.take_attempt(
                    db, provider=provider, state=state, browser=browser_of(request, visitor)
                )
        except SignInExpiredError as error:
            if visitor.person is not None:  # the back button, after it worked
                return to(request, HOME)
            return _failed(request, error, visitor.language, HOME)
        reached("sign-in.taken")
        try:
            check_unchanged(attempt, visitor)
            claims = await way.complete(
                request.url.query,
                redirect_uri=callback(settings, visitor, provider),
                state=state,
                nonce=attempt.nonce,
                code_verifier=attempt.code_verifier,
            )
        except (SessionChangedError, SignInError, ProviderUnavailableError) as error:
            return _failed(request, error, attempt.language, attempt.return_to)
        reached("sign-in.identified")
        who = service.identified(provider, claims)
        async with database.unit_of_work() as db:
            if attempt.person_id is not None:
                return await added(request, db, visitor, providers, who, language=attempt.language)
            welcome = await welcomed(db, who, visitor, f"/{attempt.language}{attempt.return_to}")
        reached("sign-in.opened")
        return welcome

    @post("/sign-out", opt={UNLIMITED: "Whoever wants to leave may, and sooner than anything else."})
    async def sign_out(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        providers: TheProviders,
        settings: TheSettings,
        database: TheDatabase,
    ) -> Redirect:
        ended: Session | None = None
        if visitor.session is not None:
            async with database.unit_of_work() as db:
                ended = await sessions.close_session(db, visitor.session)
        elsewhere = await _sign_out_there(ended, providers, f"{origin(settings, visitor)}/signed-out")
        answer = Redirect(elsewhere, status_code=303) if elsewhere else to(request, "/signed-out")
        answer.set_cookie(cookies.dropped(cookies.SESSION))
        return answer

    @get("/signed-out")
    async def signed_out(self, request: AnyRequest) -> Response[str]:
        return page(request, "identity/signed_out.html")


async def _sign_out_there(ended: Session | None, providers: Providers, back: str) -> str | None:
    """Where the provider lets people sign out of itself, too; None where it does not, or is unknown now."""
    if ended is None or ended.id_token is None or ended.provider not in providers:
        return None
    return await providers[ended.provider].end_session_url(
        id_token_hint=ended.id_token, state=secrets.token_urlsafe(32), post_logout_redirect_uri=back
    )


def _failed(request: AnyRequest, error: DomainError, language: str, return_to: str) -> Redirect:
    """Back to the ways in, saying why; where the person wanted to go is kept."""
    log.warning("sign-in failed", code=error.code, **error.parameters)
    answer = to(request, ways_in(return_to), language=language)
    if error.parameters.get("reason") == Reason.CANCELLED:
        return said(answer, "notice", say("You did not sign in. Try again, or choose another way."))
    return said(answer, "error", MESSAGES[error.code])
