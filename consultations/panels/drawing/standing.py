"""The pool of a panel as it stands: who may be drawn, who may not, and what would be frozen of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

import msgspec
from sqlmodel import and_, col, or_, select

from consultations.panels.features import features_of
from consultations.panels.members.models import Observer, Seat
from consultations.panels.members.rules import FREED, SEATED, SeatState
from consultations.panels.models import Panel, Volunteer
from consultations.panels.sortition.freezing import Frozen, frozen, spoken
from consultations.panels.sortition.report import REPLAY, Algorithm, PublishedQuota, Sheet
from consultations.panels.sortition.rules import Candidate, Quota, Wanted, seats_left
from okote.identity.models import Grant, Role
from payments.sessions import ReadSession


@dataclass(frozen=True, slots=True)
class Standing:
    """`excluded` volunteer and can't be drawn; who withdrew is in neither, nor who sits already."""

    pool: tuple[Candidate, ...]
    wanted: Wanted
    excluded: int

    def frozen(self, salt: str) -> Frozen:
        """With the private number that each volunteer has had since they came."""
        return frozen(self.pool, self.wanted, salt, {one.id: one.id for one in self.pool})

    @property
    def fingerprint(self) -> str:
        """Whether it is still the pool that somebody looked at."""
        return sha256(msgspec.json.encode(self.sheet)).hexdigest()

    @property
    def quotas(self) -> tuple[PublishedQuota, ...]:
        return tuple(
            PublishedQuota(one.feature, one.value, one.least, one.most) for one in self.wanted.quotas
        )

    @property
    def sheet(self) -> Sheet:
        """To find out whether quotas can be met, before anything is frozen."""
        text = self.frozen("").text
        return Sheet(REPLAY, Algorithm.STRATIFIED, self.wanted.size, self.quotas, self.excluded, "", text)


async def standing(db: ReadSession, panel: Panel) -> Standing:
    """At this moment; the same for as long as the panel's row is held.

    Those who sit, or may still answer, stay: they count towards the quotas, and nobody of their households is
    drawn beside them. Whoever gave a seat up is not drawn again.
    """
    features = await features_of(db, panel.id)
    quotas = tuple(
        Quota(feature.name, one.value, one.least, one.most) for feature in features for one in feature.quotas
    )
    wanted = Wanted(panel.seats, quotas)
    statement = select(Volunteer.id, Volunteer.number, Volunteer.household, Volunteer.attributes).where(
        Volunteer.panel_id == panel.id, col(Volunteer.withdrawn_at).is_(None)
    )
    people = (await db.exec(statement.order_by(col(Volunteer.number)))).all()
    seats = await _seats(db, panel)
    stay = {key for key, state in seats.items() if state in SEATED}
    out = (await _barred(db, panel) | {key for key, state in seats.items() if state in FREED}) - stay
    there = [
        Candidate(spoken(number), tuple(said[name] for name in wanted.features), household)
        for key, number, household, said in people
        if key not in out
    ]
    kept = {spoken(number) for key, number, _, _ in people if key in stay}
    pool, left = seats_left(there, wanted, kept)
    return Standing(tuple(pool), left, len(people) - len(kept) - len(pool))


async def _seats(db: ReadSession, panel: Panel) -> Mapping[UUID, SeatState]:
    """By volunteer, what became of the seat that an earlier draw gave them."""
    statement = select(Seat.volunteer_id, Seat.state).where(Seat.panel_id == panel.id)
    rows = await db.exec(statement.order_by(col(Seat.id)))
    return {key: SeatState(state) for key, state in rows}


async def _barred(db: ReadSession, panel: Panel) -> set[UUID]:
    """Who can never sit, as `members.calling.bar_of` asks it of one of them: all by one statement."""
    office = [col(Grant.role) == Role.ELECTED]
    own = []
    if panel.service_id is not None:
        office.append(and_(col(Grant.role) == Role.SERVICE, col(Grant.scope) == panel.service_id))
        own.append(col(Volunteer.own_service_id) == panel.service_id)
    held = select(Grant.person_id).where(
        Grant.territory_id == panel.territory_id, col(Grant.revoked_at).is_(None), or_(*office)
    )
    observing = select(Observer.person_id).where(
        Observer.panel_id == panel.id, col(Observer.person_id).is_not(None)
    )
    barred = or_(*own, col(Volunteer.person_id).in_(held), col(Volunteer.person_id).in_(observing))
    statement = select(Volunteer.id).where(Volunteer.panel_id == panel.id, barred)
    return set((await db.exec(statement.order_by(col(Volunteer.id)))).all())
