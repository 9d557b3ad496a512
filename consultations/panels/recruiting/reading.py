"""What volunteers say of themselves, read from a form and written back into one."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from consultations.panels.models import Panel, Volunteer
from consultations.panels.recruiting.rules import (
    ADDRESS_MOST,
    GUARDIAN_MOST,
    TELEPHONE_MOST,
    ConsentMissingError,
    Said,
    UnreachableError,
)
from consultations.panels.rules import ADULT, NAME_MOST, FeatureDetails
from okote.identity import addresses
from okote.identity.visitors import Visitor
from okote.platform.i18n import say
from okote.web.formatting import Wording
from okote.web.forms import Form

CONSENT = say(
    "I agree that what I say here is kept to draw “%(panel)s” and to reach me. It is deleted when I withdraw "
    "and, if I am not drawn, 30 days after the panel has ended. Once the pool is frozen for the draw, my "
    "answers stay in it until then under a number; if I withdraw, it leads to nobody any more."
)

OF_AGE = say("I am %(age)s years old or older.")
NOT_OF_AGE = say(
    "I am %(age)s years old or older; if I am under 18, the parent or guardian whom I name agrees."
)


def consent_to(panel: Panel, words: Wording) -> str:
    """The sentence, as whoever agrees reads it."""
    age = OF_AGE if panel.youngest >= ADULT else NOT_OF_AGE
    return f"{words.say(CONSENT, panel=panel.name)} {words.say(age, age=panel.youngest)}"


def read(form: Form, features: Sequence[FeatureDetails], services: Sequence[tuple[str, str]]) -> Said:
    """In the order of the page; each refusal beside its field."""
    name = " ".join(form.text("name", most=NAME_MOST).split())
    email = addresses.read(form, "email") if form.raw("email") else None
    telephone = form.text("telephone", most=TELEPHONE_MOST, required=False) or None
    address = form.text("address", most=ADDRESS_MOST, required=False) or None
    if not (form.raw("email") or telephone or address):
        form.refuse("email", UnreachableError())
    attributes = {
        one.name: form.choice(f"feature-{at}", [quota.value for quota in one.quotas])
        for at, one in enumerate(features)
    }
    known = [value for value, _ in services]
    service = form.choice("service", known) if form.raw("service") else None
    own = UUID(service) if service in known and service else None
    guardian = form.text("guardian", most=GUARDIAN_MOST, required=False) or None
    return Said(name, email, telephone, address, own, attributes, guardian)


def check_consent(form: Form) -> None:
    """Beside the box, where it is not ticked."""
    if not form.ticked("consent"):
        form.refuse("consent", ConsentMissingError())


def as_typed(known: Volunteer, features: Sequence[FeatureDetails]) -> Mapping[str, str]:
    """What somebody said, in the fields in which it can be changed."""
    asked = {f"feature-{at}": str(known.attributes.get(one.name, "")) for at, one in enumerate(features)}
    return asked | {
        "name": known.name or "",
        "email": known.email or "",
        "telephone": known.telephone or "",
        "address": known.address or "",
        "guardian": known.guardian or "",
        "service": str(known.own_service_id or ""),
    }


def beforehand(visitor: Visitor) -> Mapping[str, str]:
    """What is known of somebody who volunteers."""
    person = visitor.person
    return {} if person is None else {"name": person.public_name or "", "email": person.email or ""}
