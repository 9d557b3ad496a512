"""Volunteering, by whatever way: being in a pool, changing what one said, getting out of it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import col, exists, func, select

from consultations.deeds import VOLUNTEER, ConsultationDeed
from consultations.eligibility.codes.rules import new_code
from consultations.panels.features import features_of
from consultations.panels.members.models import Seat
from consultations.panels.members.rules import SEATED
from consultations.panels.models import LetterCode, Panel, Volunteer
from consultations.panels.recruiting import letters
from consultations.panels.recruiting.events import VolunteerWithdrew
from consultations.panels.recruiting.rules import (
    CODES_MOST,
    AlreadyVolunteerError,
    CodesMadeError,
    LetterCodeUnknownError,
    LetterCodeUsedError,
    Said,
    VolunteerSeatedError,
    check_said,
    code_typed,
    household,
    private_number,
    version_of,
)
from consultations.panels.recruiting.words import Source
from consultations.panels.rules import PanelEndedError, PanelNotOpenError, PanelStanding
from consultations.permissions import may_enter_volunteers, may_run_panels
from consultations.services.models import Service
from okote.identity.account.presence import hold_open
from okote.identity.events import AccountClosed
from okote.identity.permissions import person_of, require
from okote.identity.sessions import fingerprint
from okote.identity.visitors import Visitor
from okote.platform.audit import note
from okote.platform.errors import NotFoundError
from okote.platform.events import emit
from okote.platform.limits import Limit, Per, hit
from okote.territories.queries import held, of_territory, one_of
from okote.web.rendering import Renderer
from payments.sessions import WriteSession

VOLUNTEERING = Limit(
    "volunteering",
    most=20,
    window=timedelta(days=1),
    per=Per.PERSON,
    reason="Each confirms by mail to the address that was typed; nobody volunteers for twenty panels a day.",
)
CODES = Limit(
    "letter-code",
    most=60,
    window=timedelta(hours=1),
    per=Per.ADDRESS,
    reason="Many who got a letter sit in one library; 80 random bits are not guessed sixty an hour.",
)

LIMITS = (VOLUNTEERING, CODES)

SAME = {
    *("panel_id", "source", "entered_by", "name", "email", "telephone", "address", "guardian"),
    *("own_service_id", "attributes"),
}
"""What a form that is sent twice says twice."""


async def volunteer(
    db: WriteSession, renderer: Renderer, panel_id: UUID, said: Said, consent: str, *, by: Visitor
) -> Volunteer:
    """While the call is open, once a person; `consent` is the sentence that they agreed to.

    PanelNotOpenError, AlreadyVolunteerError, and what `check_said` raises.
    """
    person = person_of(by)
    await db.lock(f"volunteering:{panel_id}:{person.id}")
    panel = await _open(db, panel_id, by)
    if await own(db, panel.id, person.id) is not None:
        raise AlreadyVolunteerError
    await hit(db, VOLUNTEERING, str(person.id))
    await hold_open(db, person.id)
    new = await _said(db, panel, said, Source.SELF, by, consent=consent)
    new.person_id = person.id
    await _enter(db, renderer, panel, new, by)
    return new


async def change(db: WriteSession, panel_id: UUID, said: Said, *, by: Visitor) -> Volunteer:
    """What one said, while the call is open.

    PanelNotOpenError, VolunteerSeatedError, and what `check_said` raises.
    """
    panel = await _open(db, panel_id, by)
    known = await own(db, panel.id, person_of(by).id)
    if known is None:
        raise NotFoundError
    return await _changed(db, panel, known, said)


async def withdraw(db: WriteSession, renderer: Renderer, panel_id: UUID, *, by: Visitor) -> None:
    """At any time until the panel has ended: nothing stays of what one said. PanelEndedError."""
    panel = await held(db, Panel, by.territory.id, panel_id, shared=True)
    known = await own(db, panel.id, person_of(by).id)
    if known is None:
        raise NotFoundError
    await _withdrawn(db, renderer, panel, known, by)


async def volunteer_by_letter(
    db: WriteSession, renderer: Renderer, panel_id: UUID, code: str, said: Said, consent: str, *, by: Visitor
) -> Volunteer:
    """With a code instead of an account, once a code.

    LetterCodeUnknownError, LetterCodeUsedError, PanelNotOpenError, and what `check_said` raises.
    """
    panel = await _open(db, panel_id, by)
    letter = await letter_of(db, panel.id, code, hold=True)
    if letter.volunteer_id is not None:
        raise LetterCodeUsedError
    new = await _said(db, panel, said, Source.LETTER, by, consent=consent)
    await _enter(db, renderer, panel, new, by)
    letter.volunteer_id = new.id
    return new


async def change_by_letter(
    db: WriteSession, panel_id: UUID, code: str, said: Said, *, by: Visitor
) -> Volunteer:
    """LetterCodeUnknownError, PanelNotOpenError, VolunteerSeatedError, and what `check_said` raises."""
    panel = await _open(db, panel_id, by)
    return await _changed(db, panel, await volunteer_of(db, panel.id, code), said)


async def withdraw_by_letter(
    db: WriteSession, renderer: Renderer, panel_id: UUID, code: str, *, by: Visitor
) -> None:
    """The code may be used again as long as the call is open. LetterCodeUnknownError, PanelEndedError."""
    panel = await held(db, Panel, by.territory.id, panel_id, shared=True)
    known = await volunteer_of(db, panel.id, code)
    letter = await letter_of(db, panel.id, code, hold=True)
    letter.volunteer_id = None
    await _withdrawn(db, renderer, panel, known, by)


async def enter(
    db: WriteSession, renderer: Renderer, panel_id: UUID, said: Said, consent: str, *, by: Visitor
) -> Volunteer:
    """At the counter, for somebody who is there and agrees; sent a second time, they are in once.

    PanelNotOpenError, and what `check_said` raises.
    """
    require(may_enter_volunteers(by))
    await db.lock(f"brought:{panel_id}")
    panel = await _open(db, panel_id, by)
    new = await _said(db, panel, said, Source.COUNTER, by, consent=consent)
    if (known := await _the_same(db, new)) is not None:
        return known
    await _enter(db, renderer, panel, new, by)
    await note(db, by.doer, ConsultationDeed.VOLUNTEER_ENTERED, new)
    return new


async def bring(db: WriteSession, panel_id: UUID, people: Sequence[Said], *, by: Visitor) -> Panel:
    """A list that an organiser answers for, whole or not at all; nobody on it is written to.

    PanelNotOpenError, and what `check_said` raises.
    """
    require(may_run_panels(by))
    panel = await _open(db, panel_id, by)
    for said in people:
        db.add(await _said(db, panel, said, Source.LIST, by))
    await db.flush()
    await note(db, by.doer, ConsultationDeed.VOLUNTEERS_IMPORTED, panel)
    return panel


async def take_out(db: WriteSession, renderer: Renderer, volunteer_id: UUID, *, by: Visitor) -> Panel:
    """For somebody who asks an organiser to be taken out of a pool. PanelEndedError.

    A letter is held before who came with it, as where they withdraw themselves: neither waits for the other.
    """
    require(may_run_panels(by))
    letter = select(LetterCode).where(LetterCode.volunteer_id == volunteer_id)
    here = of_territory(letter, LetterCode.territory_id, by.territory.id)
    used = (await db.exec(here.with_for_update())).first()
    known = await held(db, Volunteer, by.territory.id, volunteer_id)
    panel = await held(db, Panel, by.territory.id, known.panel_id, shared=True)
    if known.withdrawn_at is not None:
        raise NotFoundError
    if used is not None:
        used.volunteer_id = None
    was = VOLUNTEER.facts(known)
    await _withdrawn(db, renderer, panel, known, by)
    await note(db, by.doer, ConsultationDeed.VOLUNTEER_WITHDRAWN, known, was)
    return panel


async def make_codes(db: WriteSession, panel_id: UUID, count: int, *, by: Visitor) -> list[str]:
    """Codes to print now: nobody can read them again later. CodesMadeError, PanelEndedError."""
    require(may_run_panels(by))
    panel = await held(db, Panel, by.territory.id, panel_id)
    if panel.ended_at is not None:
        raise PanelEndedError
    made = select(func.count()).select_from(LetterCode).where(LetterCode.panel_id == panel.id)
    if (await db.exec(made)).one() + count > CODES_MOST:
        raise CodesMadeError(most=CODES_MOST)
    codes, at = [new_code() for _ in range(count)], await db.now()
    for code in codes:
        db.add(
            LetterCode(
                territory_id=panel.territory_id,
                panel_id=panel.id,
                code_hash=fingerprint(code),
                made_at=at,
                made_by=person_of(by).id,
            )
        )
    await db.flush()
    await note(db, by.doer, ConsultationDeed.LETTER_CODES_MADE, panel)
    return codes


async def own(db: WriteSession, panel_id: UUID, person_id: UUID) -> Volunteer | None:
    """What somebody said, held against whoever else would change it."""
    statement = select(Volunteer).where(
        Volunteer.panel_id == panel_id,
        Volunteer.person_id == person_id,
        col(Volunteer.withdrawn_at).is_(None),
    )
    return (await db.exec(statement.with_for_update())).first()


async def letter_of(db: WriteSession, panel_id: UUID, code: str, *, hold: bool = False) -> LetterCode:
    """LetterCodeUnknownError."""
    statement = select(LetterCode).where(
        LetterCode.panel_id == panel_id, LetterCode.code_hash == fingerprint(code_typed(code))
    )
    if hold:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    found = (await db.exec(statement)).first()
    if found is None:
        raise LetterCodeUnknownError
    return found


async def volunteer_of(db: WriteSession, panel_id: UUID, code: str) -> Volunteer:
    """Who volunteered with a code. LetterCodeUnknownError, also where nobody has yet."""
    letter = await letter_of(db, panel_id, code, hold=True)
    if letter.volunteer_id is None:
        raise LetterCodeUnknownError
    return (
        await db.exec(select(Volunteer).where(Volunteer.id == letter.volunteer_id).with_for_update())
    ).one()


async def on_account_closed(db: WriteSession, closed: AccountClosed) -> None:
    """Nothing stays of what they volunteered with."""
    at = await db.now()
    statement = select(Volunteer).where(Volunteer.person_id == closed.person_id)
    for known in (await db.exec(statement.order_by(col(Volunteer.id)).with_for_update())).all():
        await _emptied(db, known, at)


async def _open(db: WriteSession, panel_id: UUID, by: Visitor) -> Panel:
    """Held together with others who volunteer, against whoever closes the call at this moment."""
    panel = await held(db, Panel, by.territory.id, panel_id, shared=True)
    if panel.standing(await db.now()) is not PanelStanding.OPEN:
        raise PanelNotOpenError
    return panel


async def _said(
    db: WriteSession, panel: Panel, said: Said, source: Source, by: Visitor, *, consent: str | None = None
) -> Volunteer:
    check_said(said, await features_of(db, panel.id))
    at = await db.now()
    agent = by.doer.person_id if source in {Source.COUNTER, Source.LIST} else None
    new = Volunteer(
        territory_id=panel.territory_id,
        panel_id=panel.id,
        number=private_number(),
        source=source,
        language=by.language,
        volunteered_at=at,
        consented_at=None if consent is None else at,
        consent_version=None if consent is None else version_of(consent),
        entered_by=agent,
    )
    await _write(db, new, said)
    return new


async def _write(db: WriteSession, volunteer: Volunteer, said: Said) -> None:
    if said.own_service_id is not None:
        await one_of(db, Service, volunteer.territory_id, said.own_service_id)
    volunteer.name, volunteer.email, volunteer.telephone = said.name, said.email, said.telephone
    volunteer.address, volunteer.household, volunteer.guardian = said.address, household(said), said.guardian
    volunteer.own_service_id, volunteer.attributes = said.own_service_id, dict(said.attributes)


async def _the_same(db: WriteSession, new: Volunteer) -> Volunteer | None:
    """In the pool by the same agent, with all of this."""
    said = new.model_dump(include=SAME)
    same = [col(getattr(Volunteer, name)).is_not_distinct_from(value) for name, value in said.items()]
    statement = select(Volunteer).where(*same, col(Volunteer.withdrawn_at).is_(None))
    return (await db.exec(statement.order_by(col(Volunteer.id)))).first()


async def _enter(db: WriteSession, renderer: Renderer, panel: Panel, new: Volunteer, by: Visitor) -> None:
    db.add(new)
    await db.flush()
    await letters.confirm(db, renderer, panel, new, by)


async def _changed(db: WriteSession, panel: Panel, known: Volunteer, said: Said) -> Volunteer:
    sits = exists().where(col(Seat.volunteer_id) == known.id, col(Seat.state).in_(SEATED))
    if (await db.exec(select(sits))).one():
        raise VolunteerSeatedError
    check_said(said, await features_of(db, panel.id))
    await _write(db, known, said)
    await db.flush()
    return known


async def _withdrawn(
    db: WriteSession, renderer: Renderer, panel: Panel, known: Volunteer, by: Visitor
) -> None:
    if panel.ended_at is not None:
        raise PanelEndedError
    await letters.confirm_withdrawal(db, renderer, panel, known, by)
    await _emptied(db, known, await db.now())


async def _emptied(db: WriteSession, known: Volunteer, at: datetime) -> None:
    known.withdrawn_at = at
    known.person_id = known.name = known.email = known.telephone = None
    known.address = known.guardian = known.household = known.own_service_id = None
    known.attributes = {}
    await db.flush()
    await emit(db, VolunteerWithdrew(known.id))
