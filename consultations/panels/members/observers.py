"""Who looks on: elected members, people of the service, sworn observers. None of them is ever a member."""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import col, delete, exists, select

from consultations.deeds import ConsultationDeed
from consultations.panels.members.calling import called_alone
from consultations.panels.members.models import Observer, Seat
from consultations.panels.members.rules import (
    FREED,
    ObserverKind,
    ObserverSitsError,
    ObserverTwiceError,
)
from consultations.panels.models import Volunteer
from consultations.panels.rules import PanelEndedError
from consultations.permissions import may_run_panels
from okote.identity.account.presence import hold_open
from okote.identity.events import AccountClosed
from okote.identity.permissions import person_of, require
from okote.identity.visitors import Visitor
from okote.platform.audit import note
from okote.territories.queries import held
from payments.sessions import WriteSession


@dataclass(frozen=True, slots=True)
class ObserverDetails:
    """`person_id` is the account of whoever works here."""

    kind: ObserverKind
    name: str
    function: str
    person_id: UUID | None = None


async def add_observer(
    db: WriteSession, panel_id: UUID, details: ObserverDetails, *, by: Visitor
) -> Observer:
    """ObserverSitsError, ObserverTwiceError, PanelEndedError."""
    require(may_run_panels(by))
    panel = await called_alone(db, by.territory.id, panel_id)
    if panel.ended_at is not None:
        raise PanelEndedError
    if details.person_id is not None:
        await hold_open(db, details.person_id)
        await _check_apart(db, panel.id, details.person_id)
    observer = Observer(
        territory_id=panel.territory_id,
        panel_id=panel.id,
        kind=details.kind,
        name=details.name,
        function=details.function,
        person_id=details.person_id,
        added_at=await db.now(),
        added_by=person_of(by).id,
    )
    db.add(observer)
    await db.flush()
    await note(db, by.doer, ConsultationDeed.OBSERVER_ADDED, observer)
    return observer


async def _check_apart(db: WriteSession, panel_id: UUID, person_id: UUID) -> None:
    known = exists().where(col(Observer.panel_id) == panel_id, col(Observer.person_id) == person_id)
    if (await db.exec(select(known))).one():
        raise ObserverTwiceError
    sits = exists().where(
        col(Seat.panel_id) == panel_id,
        col(Seat.state).not_in(FREED),
        col(Volunteer.id) == Seat.volunteer_id,
        col(Volunteer.person_id) == person_id,
    )
    if (await db.exec(select(sits))).one():
        raise ObserverSitsError


async def remove_observer(db: WriteSession, observer_id: UUID, *, by: Visitor) -> Observer:
    require(may_run_panels(by))
    observer = await held(db, Observer, by.territory.id, observer_id)
    await note(db, by.doer, ConsultationDeed.OBSERVER_REMOVED, observer)
    await db.delete(observer)
    return observer


async def on_account_closed(db: WriteSession, closed: AccountClosed) -> None:
    """Nobody looks on whose account is closed."""
    await db.exec(delete(Observer).where(col(Observer.person_id) == closed.person_id))
