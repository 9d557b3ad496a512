"""How a person signs in: each way that leads to their account, one more, one less."""

from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from okote.identity import cookies
from okote.identity.account import linking
from okote.identity.account.linking import LastWayInError, WayInUsedError
from okote.identity.departure import depart, way_of
from okote.identity.entrance import Providers, TheProviders
from okote.identity.mail_codes.service import ISSUER as MAIL
from okote.identity.mail_codes.service import PROVIDER as BY_MAIL
from okote.identity.messages import MESSAGES
from okote.identity.models import SignIn
from okote.identity.openid.errors import ProviderUnavailableError
from okote.identity.openid.provider import OpenIDProvider
from okote.identity.permissions import person_of, requires, signed_in
from okote.identity.service import Identified
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.i18n import say
from okote.settings import Settings
from okote.web.formatting import Wording
from okote.web.pages import (
    AnyRequest,
    Reading,
    TheDatabase,
    TheSettings,
    Writing,
    page,
    renderer_of,
    said,
    to,
    wording_of,
)
from payments.sessions import WriteSession

WAYS = "/account/ways-in"


class WaysInPages(Controller):
    """A second way in is added from here alone, never because two addresses are the same."""

    path = WAYS
    guards = (requires(signed_in),)

    @get()
    async def ways(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        providers: TheProviders,
        settings: TheSettings,
        reading: Reading,
    ) -> Response[str]:
        held = await linking.ways_of(reading, person_of(visitor).id)
        usable = _usable(providers, settings)
        wording = wording_of(request)
        return page(
            request,
            "identity/ways_in.html",
            ways=[
                (
                    way,
                    _name(way, providers, wording, visitor.language),
                    any(other.issuer in usable for other in held if other is not way),
                )
                for way in held
            ],
            providers=[way.settings for way in providers.values()],
            usable=usable,
        )

    @post("/add/{provider:str}")
    async def begin(
        self,
        request: AnyRequest,
        provider: FromPath[str],
        visitor: TheVisitor,
        providers: TheProviders,
        settings: TheSettings,
        database: TheDatabase,
    ) -> Redirect:
        way, person = way_of(providers, provider), person_of(visitor)
        try:
            return await depart(request, visitor, way, settings, database, return_to=WAYS, of=person.id)
        except ProviderUnavailableError as error:
            return said(to(request, WAYS), "error", MESSAGES[error.code])

    @post("/{way:uuid}/remove")
    async def remove(
        self,
        request: AnyRequest,
        way: FromPath[UUID],
        visitor: TheVisitor,
        providers: TheProviders,
        settings: TheSettings,
        db: Writing,
    ) -> Redirect:
        person = person_of(visitor)
        try:
            removed = await linking.way_to_remove(
                db, way, person_id=person.id, usable=_usable(providers, settings)
            )
        except LastWayInError as error:
            return said(to(request, WAYS), "error", MESSAGES[error.code])
        await linking.remove_way(db, removed, provider=_key(removed, providers), but=visitor.session)
        await _tell(request, db, visitor, removed, "way_in_removed", providers, language=visitor.language)
        return said(to(request, WAYS), "success", say("This way no longer leads to your account."))


async def added(
    request: AnyRequest,
    db: WriteSession,
    visitor: Visitor,
    providers: Providers,
    who: Identified,
    *,
    language: str,
) -> Redirect:
    """What becomes of a way in that its provider has shown to be this person's.

    `language` is that in which they were reading: the provider sends them back to an address without one.
    """
    back = to(request, WAYS, language=language)
    back.set_cookie(cookies.dropped(cookies.BROWSER))
    try:
        way = await linking.add_way(db, who, to=person_of(visitor).id)
    except WayInUsedError as error:
        return said(back, "error", MESSAGES[error.code])
    if way is None:
        return said(back, "notice", say("You could sign in this way already."))
    await _tell(request, db, visitor, way, "way_in_added", providers, language=language)
    return said(back, "success", say("You can now sign in this way too."))


async def _tell(
    request: AnyRequest,
    db: WriteSession,
    visitor: Visitor,
    way: SignIn,
    letter: str,
    providers: Providers,
    *,
    language: str,
) -> None:
    """In the person's own language, or else in that of the page where they pressed the button."""
    renderer, language = renderer_of(request), person_of(visitor).language or language
    wording = renderer.wording(language, visitor.territory.time_zone)
    name = _name(way, providers, wording, language)
    await linking.tell(db, renderer, visitor, way, letter=letter, name=name, language=language)


def _usable(providers: Providers, settings: Settings) -> set[str]:
    """Issuers by which somebody can sign in here today."""
    return {way.settings.issuer for way in providers.values()} | (
        {MAIL} if settings.mail_code_sign_in else set()
    )


def _of(way: SignIn, providers: Providers) -> OpenIDProvider | None:
    return next((one for one in providers.values() if one.settings.issuer == way.issuer), None)


def _key(way: SignIn, providers: Providers) -> str | None:
    """Under which sessions that were opened by it are known."""
    provider = _of(way, providers)
    if provider is not None:
        return provider.settings.key
    return BY_MAIL if way.issuer == MAIL else None


def _name(way: SignIn, providers: Providers, wording: Wording, language: str) -> str:
    """As people know it; what is no longer offered here by the name that never moves."""
    provider = _of(way, providers)
    if provider is not None:
        return provider.settings.label(language)
    if way.issuer == MAIL:
        return wording.say(say("A code by e-mail to %(address)s"), address=way.subject)
    return way.issuer
