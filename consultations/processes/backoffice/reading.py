"""The forms of consultations, read: something harmless where a field can't be, the form is unsound then."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from consultations.eligibility.rules import OLDEST, Conditions, Residence
from consultations.processes.describing import SAID, ProcessDetails
from consultations.processes.models import Phase
from consultations.processes.rules import (
    LEAD_MOST,
    NAME_MOST,
    PHASES_MOST,
    PLAIN_MOST,
    SAYS_MOST,
    TEXT_MOST,
    TITLE_MOST,
    Audience,
    EnvelopeDetails,
    Permit,
    PhaseDetails,
    PhaseKind,
    end_typed,
)
from okote.identity.levels import Level
from okote.identity.visitors import Visitor
from okote.territories.days import end_of, start_of
from okote.web.forms import Form, MissingError, NotADateError
from payments.money import Money

ENVELOPES = 8
ORGANISERS_MOST = 600
EUROS_MOST = 1_000_000_000
SUPPORTS_MOST = 1_000_000
_SPACES = re.compile(r"\s")


def line(form: Form, name: str, *, most: int, required: bool = True) -> str:
    return " ".join(form.text(name, most=most, required=required).split())


def whole(form: Form, name: str, most: int, least: int = 1) -> int | None:
    """A number that may be left out; thousands may have spaces between them."""
    typed = Form({name: _SPACES.sub("", form.raw(name))})
    if not typed.raw(name):
        return None
    number = typed.whole(name, least=least, most=most)
    for key, error in typed.errors.items():
        form.refuse(key, error)
    return number


def several(form: Form, name: str, known: Collection[str]) -> tuple[str, ...]:
    """Those of a list that are ticked."""
    return tuple(value for value in known if form.ticked(f"{name}-{value}"))


def details(form: Form, known: Mapping[str, Collection[str]]) -> ProcessDetails | None:
    """In the order of the page. `known` are the choices of each field; None where the form is not sound."""
    title, lead = line(form, "title", most=TITLE_MOST), line(form, "lead", most=LEAD_MOST)
    body = form.text("body", most=TEXT_MOST)
    body_plain = form.text("body_plain", most=PLAIN_MOST, required=False)
    stakes = form.text("stakes", most=TEXT_MOST, required=False)
    stakes_plain = form.text("stakes_plain", most=PLAIN_MOST, required=False)
    envelopes = tuple(_envelopes(form, known["place"]))
    audience = form.choice("audience", list(Audience))
    threshold = whole(form, "threshold", SUPPORTS_MOST)
    conditions = _conditions(form, known["place"])
    languages = several(form, "language", known["language"])
    if not languages:
        form.refuse("language", MissingError())
    service = form.choice("service", list(known["service"]))
    organisers = _organisers(form)
    if not form.sound:
        return None
    return ProcessDetails(
        title,
        lead,
        body,
        UUID(service),
        languages,
        body_plain,
        stakes,
        stakes_plain,
        Audience(audience),
        organisers,
        threshold,
        conditions,
        tuple(map(UUID, several(form, "place", known["place"]))),
        tuple(map(UUID, several(form, "pillar", known["pillar"]))),
        envelopes,
    )


def _organisers(form: Form) -> tuple[str, ...]:
    """One a line."""
    typed = form.text("organisers", most=ORGANISERS_MOST, required=False)
    names = (" ".join(one.split())[:NAME_MOST] for one in typed.split("\n"))
    return tuple(dict.fromkeys(name for name in names if name))


def _envelopes(form: Form, places: Collection[str]) -> Iterator[EnvelopeDetails]:
    for number in range(1, ENVELOPES + 1):
        name = line(form, f"envelope-{number}", most=NAME_MOST, required=False)
        euros = whole(form, f"envelope-{number}-amount", EUROS_MOST)
        place = form.raw(f"envelope-{number}-place")
        if place:
            form.choice(f"envelope-{number}-place", list(places))
        if name and euros is None:
            form.refuse(f"envelope-{number}-amount", MissingError())
        if euros is not None and not name:
            form.refuse(f"envelope-{number}", MissingError())
        if name and euros is not None and (not place or place in places):
            yield EnvelopeDetails(name, Money.of(euros), UUID(place) if place else None)


def _conditions(form: Form, places: Collection[str]) -> Conditions:
    residence = form.choice("residence", list(Residence)) if form.raw("residence") else ""
    level = form.choice("level", list(Level)) if form.raw("level") else Level.MAIL
    return Conditions(
        residence=Residence(residence) if residence in list(Residence) else None,
        places=frozenset(map(UUID, several(form, "within", places))),
        age_floor=whole(form, "age_floor", OLDEST),
        guardian_below=whole(form, "guardian_below", OLDEST),
        level=Level(level) if level in list(Level) else Level.MAIL,
    )


def as_typed(details: ProcessDetails) -> dict[str, str]:
    """What the form shows before anybody types."""
    conditions = details.conditions
    values: dict[str, object] = {
        **{name: getattr(details, name) for name in SAID},
        "service": details.service_id,
        "audience": details.audience.value,
        "organisers": "\n".join(details.organisers),
        "threshold": details.threshold,
        "residence": conditions.residence and conditions.residence.value,
        "age_floor": conditions.age_floor,
        "guardian_below": conditions.guardian_below,
        "level": conditions.level.value,
    }
    for number, one in enumerate(details.envelopes, 1):
        values[f"envelope-{number}"] = one.name
        values[f"envelope-{number}-amount"] = int(one.amount.major)
        values[f"envelope-{number}-place"] = one.place
    ticked = {
        "language": details.languages,
        "place": details.places,
        "pillar": details.pillars,
        "within": conditions.places,
    }
    values.update({f"{name}-{one}": "yes" for name, chosen in ticked.items() for one in chosen})
    return {name: str(value) for name, value in values.items() if value is not None}


def phases(form: Form, by: Visitor) -> list[PhaseDetails]:
    """Each row whose kind is chosen; a day without a time of day is meant whole."""
    return [
        one
        for number in range(1, PHASES_MOST + 1)
        if (one := _phase(form, f"phase-{number}", by)) is not None
    ]


def _phase(form: Form, row: str, by: Visitor) -> PhaseDetails | None:
    if not form.raw(row):
        return None
    kind = form.choice(row, list(PhaseKind))
    zone = by.territory.zone
    first, last = _day(form, f"{row}-first", required=True), _day(form, f"{row}-last")
    opens, closes = _time(form, f"{row}-first"), _time(form, f"{row}-last")
    says = line(form, f"{row}-says", most=SAYS_MOST, required=False)
    audience = form.choice(f"{row}-audience", list(Audience))
    if kind not in list(PhaseKind) or audience not in list(Audience) or first is None:
        return None
    ends_at = None
    if last is not None:
        ends_at = end_of(last, zone) if closes is None else end_typed(_at(last, closes, by), zone)
    return PhaseDetails(
        PhaseKind(kind),
        start_of(first, zone) if opens is None else _at(first, opens, by),
        ends_at,
        frozenset(map(Permit, several(form, row, list(Permit)))),
        Audience(audience),
        says,
        _key(form.raw(f"{row}-id")),
    )


def _at(day: date, hour: time, by: Visitor) -> datetime:
    return datetime.combine(day, hour, by.territory.zone).astimezone(UTC)


def _day(form: Form, name: str, *, required: bool = False) -> date | None:
    return form.day(name) if required or form.raw(name) else None


def _time(form: Form, name: str) -> time | None:
    """As browsers send it, `23:59`."""
    typed = form.raw(f"{name}-time")
    if not typed:
        return None
    try:
        return time.fromisoformat(typed).replace(tzinfo=None)
    except ValueError:
        form.refuse(name, NotADateError())
        return None


def _key(typed: str) -> UUID | None:
    """A hidden field; what is none of ours is found nowhere."""
    try:
        return UUID(typed) if typed else None
    except ValueError:
        return UUID(int=0)


def phases_as_typed(known: Sequence[Phase | PhaseDetails], by: Visitor) -> dict[str, str]:
    """Midnights are left out: a day that counts whole is typed as such."""
    values: dict[str, str] = {}
    for number, one in enumerate(known, 1):
        row = f"phase-{number}"
        values |= {
            row: one.kind.value,
            f"{row}-id": str(one.id or ""),
            f"{row}-audience": one.audience.value,
            f"{row}-says": one.says,
            **_typed(f"{row}-first", one.starts_at, by),
            **({} if one.ends_at is None else _typed(f"{row}-last", one.ends_at, by, ending=True)),
            **{f"{row}-{permit}": "yes" for permit in one.permits},
        }
    return values


def _typed(name: str, at: datetime, by: Visitor, *, ending: bool = False) -> dict[str, str]:
    local = at.astimezone(by.territory.zone)
    midnight = local.timetz().replace(tzinfo=None) == time()
    day = (at - timedelta(minutes=1)).astimezone(by.territory.zone) if midnight and ending else local
    return {name: day.date().isoformat(), f"{name}-time": "" if midnight else f"{local:%H:%M}"}
