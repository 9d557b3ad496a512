"""A notice, set as a letter in its reader's language and put in the outbox."""

from okote.funding.letters.texts import Notice
from okote.house import House
from okote.platform.mail.service import post
from okote.territories.models import Territory
from okote.web.formatting import Wording
from payments.sessions import WriteSession


def words_of(house: House, language: str, territory: Territory) -> Wording:
    return house.renderer.wording(language, territory.time_zone)


async def post_notice(
    house: House,
    db: WriteSession,
    key: str,
    territory: Territory,
    recipient: str,
    language: str,
    notice: Notice,
) -> None:
    letter = house.renderer.letter(
        "funding/mail/notice",
        {"notice": notice},
        language=language,
        territory=territory,
        address=house.settings.address(territory.slug),
    )
    await post(db, key=key, territory_id=territory.id, recipient=recipient, letter=letter)
