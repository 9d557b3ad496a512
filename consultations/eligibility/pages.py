"""Where I live, my age: what is known of somebody, and each way to show it; back to where they came from."""

from functools import partial
from urllib.parse import urlencode
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from consultations.eligibility import guardians, letters, service
from consultations.eligibility.census.rules import ADDRESS_MOST, NAME_MOST, NUMBER_MOST, Typed
from consultations.eligibility.census.service import prove_by_list
from consultations.eligibility.codes.models import ResidenceLetter
from consultations.eligibility.codes.service import ask_letter, prove_by_code
from consultations.eligibility.letters import MINE
from consultations.eligibility.models import ResidenceFact
from consultations.eligibility.queries import known_of, place_names
from consultations.eligibility.words import LEVELS, PROOFS
from okote.identity import addresses
from okote.identity.permissions import person_of, requires, signed_in
from okote.identity.rules import HOME, local_path
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.i18n import say
from okote.territories.queries import labelled, places
from okote.web.attempts import attempt
from okote.web.forms import Form, MissingError
from okote.web.pages import AnyRequest, Reading, Writing, page, renderer_of, said, to
from payments.errors import DomainError
from payments.sessions import ReadSession, WriteSession

FOLDER = "consultations/eligibility/"


class NotShownError(DomainError):
    """The same whatever the reason: who is on the list is nobody else's to learn."""

    code = "eligibility_not_shown"


class CodeNotGoodError(DomainError):
    """Unknown, used, expired or somebody else's: which, is not said."""

    code = "eligibility_code"


class MyEligibility(Controller):
    path = MINE
    guards = (requires(signed_in),)

    @get()
    async def known(self, request: AnyRequest, visitor: TheVisitor, reading: Reading) -> Response[str]:
        """What is known, how it was shown, until when."""
        here, person = visitor.territory.id, person_of(visitor)
        return page(
            request,
            f"{FOLDER}mine.html",
            known=await known_of(reading, here, person.id, session=visitor.session),
            names=await place_names(reading, here),
            today=visitor.territory.day(await reading.now()),
            proofs=PROOFS,
            levels=LEVELS,
            back=_asked(request),
        )

    @get("/declare")
    async def ask_place(self, request: AnyRequest, visitor: TheVisitor, reading: Reading) -> Response[str]:
        return await _form(request, reading, visitor, "declare", Form())

    @post("/declare")
    async def declare(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing
    ) -> Response[str] | Redirect:
        form = Form(await request.form())
        place = form.choice("place", await _places(db, visitor))
        use_case = partial(_declared, db, place, visitor)
        if await attempt(db, form, "place", use_case) is None:
            return await _form(request, db, visitor, "declare", form)
        return _done(request, form, say("It is known now where you live, as you say."))

    @get("/age")
    async def ask_age(self, request: AnyRequest, visitor: TheVisitor, reading: Reading) -> Response[str]:
        return await _form(request, reading, visitor, "age", Form())

    @post("/age")
    async def say_age(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing
    ) -> Response[str] | Redirect:
        form = Form(await request.form())
        born = form.day("born")

        async def use_case() -> object:
            return await service.declare_age(db, born, by=visitor) if born else None

        if await attempt(db, form, "born", use_case) is None:
            return await _form(request, db, visitor, "age", form)
        return _done(request, form, say("Your age is known now, as you say."))

    @get("/list")
    async def ask_list(self, request: AnyRequest, visitor: TheVisitor, reading: Reading) -> Response[str]:
        return await _form(request, reading, visitor, "list", Form())

    @post("/list")
    async def find(self, request: AnyRequest, visitor: TheVisitor, db: Writing) -> Response[str] | Redirect:
        """A refusal keeps what was written about it: nothing of it is undone."""
        form = Form(await request.form())
        typed = _typed(form)
        fact = await prove_by_list(db, typed, by=visitor) if form.sound and typed else None
        if fact is None:
            form.refuse("family", NotShownError())
            return await _form(request, db, visitor, "list", form)
        return await _shown(request, db, visitor, form, fact)

    @get("/letter")
    async def ask_letter(self, request: AnyRequest, visitor: TheVisitor, reading: Reading) -> Response[str]:
        return await _form(request, reading, visitor, "letter", Form())

    @post("/letter")
    async def order_letter(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing
    ) -> Response[str] | Redirect:
        form = Form(await request.form())
        name = " ".join(form.text("name", most=NAME_MOST).split())
        address = form.text("address", most=ADDRESS_MOST)
        place = form.choice("place", await _places(db, visitor))

        async def use_case() -> ResidenceLetter:
            return await ask_letter(db, name, address, UUID(place), by=visitor)

        letter = await attempt(db, form, "name", use_case)
        if letter is None:
            return await _form(request, db, visitor, "letter", form)
        await letters.letter_asked(db, renderer_of(request), letter, by=visitor)
        return _done(request, form, say("A letter with a code will be sent to you. Come back with it here."))

    @get("/code")
    async def ask_code(self, request: AnyRequest, visitor: TheVisitor, reading: Reading) -> Response[str]:
        return await _form(request, reading, visitor, "code", Form())

    @post("/code")
    async def use_code(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing
    ) -> Response[str] | Redirect:
        form = Form(await request.form())
        code = form.text("code", most=40)
        fact = await prove_by_code(db, code, by=visitor) if form.sound else None
        if fact is None:
            form.refuse("code", CodeNotGoodError())
            return await _form(request, db, visitor, "code", form)
        return await _shown(request, db, visitor, form, fact)

    @get("/guardian")
    async def name_guardian(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading
    ) -> Response[str]:
        return await _form(request, reading, visitor, "ask_guardian", Form())

    @post("/guardian")
    async def ask_guardian(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing
    ) -> Response[str] | Redirect:
        form = Form(await request.form())
        name = " ".join(form.text("guardian", most=120).split())
        email = addresses.read(form, "email")
        use_case = partial(guardians.ask_guardian, db, renderer_of(request), name, email, by=visitor)
        if await attempt(db, form, "email", use_case) is None:
            return await _form(request, db, visitor, "ask_guardian", form)
        return _done(request, form, say("They are asked by mail. You hear what they answer."))

    @get("/take-back")
    async def confirm(self, request: AnyRequest) -> Response[str]:
        """Says what goes."""
        return page(request, f"{FOLDER}take_back.html", back=_asked(request))

    @post("/take-back")
    async def take_back(self, request: AnyRequest, visitor: TheVisitor, db: Writing) -> Redirect:
        await service.take_back(db, by=visitor)
        return said(to(request, MINE), "success", say("Nothing is known here any more of where you live."))


@get("/guardian/{token:str}")
async def guardian(
    request: AnyRequest, visitor: TheVisitor, reading: Reading, token: FromPath[str]
) -> Response[str]:
    """For whom they are asked, and what their yes means; nothing happens by opening it."""
    consent, child = await guardians.asked_with(reading, visitor.territory.id, token)
    return _guardian(request, token, consent, child, Form())


@post("/guardian/{token:str}")
async def answer_guardian(
    request: AnyRequest, visitor: TheVisitor, db: Writing, token: FromPath[str]
) -> Response[str] | Redirect:
    form = Form(await request.form())
    chosen = form.choice("answer", ["yes", "no"])
    if not form.sound:
        consent, child = await guardians.asked_with(db, visitor.territory.id, token)
        return _guardian(request, token, consent, child, form)
    await guardians.answer(db, token, agrees=chosen == "yes", by=visitor)
    text = (
        say("Thank you: you agree. To take it back, write to us, call or come to the counter.")
        if chosen == "yes"
        else say("Thank you: you do not agree, and they are told so.")
    )
    return said(to(request, HOME), "success", text)


def _guardian(request: AnyRequest, token: str, consent: object, child: object, form: Form) -> Response[str]:
    answer = page(request, f"{FOLDER}guardian.html", token=token, consent=consent, child=child, form=form)
    answer.headers["cache-control"] = "no-store"
    answer.headers["referrer-policy"] = "no-referrer"
    return answer


def _typed(form: Form) -> Typed | None:
    """In the order of the page; an address or a number is needed."""
    family, given = form.text("family", most=NAME_MOST), form.text("given", most=NAME_MOST)
    born = form.day("born")
    address = form.text("address", most=ADDRESS_MOST, required=False)
    number = form.text("number", most=NUMBER_MOST, required=False)
    if not address and not number:
        form.refuse("address", MissingError())
    return Typed(given, family, born, address, number) if born else None


async def _declared(db: WriteSession, place: str, visitor: Visitor) -> ResidenceFact:
    return await service.declare_residence(db, UUID(place), by=visitor)


async def _shown(
    request: AnyRequest, db: WriteSession, visitor: Visitor, form: Form, fact: ResidenceFact
) -> Redirect:
    names = await place_names(db, visitor.territory.id)
    await letters.proven(db, renderer_of(request), fact, names[fact.place_id], by=visitor)
    return _done(request, form, say("It is known now where you live."))


def _done(request: AnyRequest, form: Form, message: str) -> Redirect:
    """Back to where they came from, if they came from somewhere."""
    back = local_path(form.raw("next"))
    return said(to(request, MINE if back == HOME else back), "success", message)


def _asked(request: AnyRequest) -> str:
    """Where they came from, as part of an address; empty where from nowhere."""
    back = local_path(request.query_params.get("next", ""))
    return "" if back == HOME else f"?{urlencode({'next': back})}"


async def _form(
    request: AnyRequest, db: ReadSession, visitor: Visitor, step: str, form: Form
) -> Response[str]:
    back = local_path(form.raw("next") or request.query_params.get("next", ""))
    answer = page(
        request,
        f"{FOLDER}{step}.html",
        form=form,
        visitor=visitor,
        places=labelled(await places(db, visitor.territory.id)),
        back="" if back == HOME else back,
        beforehand=person_of(visitor).public_name or "",
    )
    answer.headers["cache-control"] = "no-store"
    return answer


async def _places(db: ReadSession, visitor: Visitor) -> list[str]:
    return [str(place.id) for place in await places(db, visitor.territory.id)]


ROUTES = (MyEligibility, guardian, answer_guardian)
