"""People who arrive: signed in as anyone is, at the moment that is being told."""

from okote.demo.identity_provider.people import PEOPLE
from okote.demo.identity_provider.settings import ISSUER
from okote.demo.settings import PROVIDER
from okote.house import House
from okote.identity import sessions
from okote.identity.mail_codes.service import ISSUER as MAIL
from okote.identity.mail_codes.service import PROVIDER as BY_MAIL
from okote.identity.service import Identified, admit
from okote.identity.visitors import Visitor

OF_PROVIDER = {person.key: person for person in PEOPLE}


async def somebody(house: House, slug: str, key: str) -> Visitor:
    """One of the people whom the demo's visitors may sign in as."""
    person = OF_PROVIDER[key]
    who = Identified(issuer=ISSUER, subject=person.sub(ISSUER), email=person.email, provider=PROVIDER)
    return await _arrived(house, slug, who)


async def resident(house: House, slug: str, name: str) -> Visitor:
    """Somebody who signs in by a code in a mail."""
    address = f"{_ascii(name).replace(' ', '.')}@courriel.example"
    return await _arrived(
        house, slug, Identified(issuer=MAIL, subject=address, email=address, provider=BY_MAIL)
    )


def _ascii(name: str) -> str:
    return name.lower().translate(str.maketrans("éèëïîçô", "eeeiico"))


async def _arrived(house: House, slug: str, who: Identified) -> Visitor:
    address = house.settings.address(slug)
    host = address.partition("://")[2]
    async with house.database.unit_of_work() as db:
        token = await admit(db, who, host=host, instead_of=None)
    async with house.database.reading() as db:
        arrived = await sessions.arrive(db, slug, host, sessions.fingerprint(token))
    if arrived is None:
        raise LookupError(f"no territory {slug}")
    return Visitor(
        territory=arrived.territory,
        language=arrived.territory.languages[0],
        address=address,
        host=host,
        person=arrived.person,
        roles=arrived.roles,
    )
