"""What the witness is mailed."""

from okote.house import House
from okote.platform.chain.models import Seal
from okote.platform.chain.queries import head, row_count
from okote.platform.chain.rules import shown
from okote.platform.i18n import say
from okote.platform.mail.service import post
from okote.territories.queries import by_slug
from okote.web.formatting import Wording
from okote.web.notices import Notice
from payments.sessions import WriteSession


async def tell_witness(house: House, db: WriteSession) -> None:
    """The head of the chain, once a day at most, in the language of the first territory of the settings."""
    slug = next(iter(house.settings.addresses))
    witness, territory, newest = house.settings.witness, await by_slug(db, slug), await head(db)
    if witness is None or territory is None or newest is None:
        return
    language = territory.languages[0]
    notice = _notice(house.renderer.wording(language, territory.time_zone), newest, await row_count(db))
    await post(
        db,
        key=f"chain-head:{territory.day(await db.now())}",
        territory_id=territory.id,
        recipient=witness,
        letter=house.renderer.letter(
            "backoffice/mail/notice",
            {"notice": notice, "refusable": False},
            language=language,
            territory=territory,
            address=house.settings.address(slug),
        ),
    )


def _notice(words: Wording, newest: Seal, rows: int) -> Notice:
    return Notice(
        subject=words.say(say("Please keep: seal %(number)s"), number=newest.number),
        paragraphs=[
            words.say(
                say(
                    "Entries of the ledger, contributions and what people do here in a role are sealed. Each"
                    " seal vouches for all that came before it, and this is the latest. Keep this mail where"
                    " we can’t reach it."
                )
            ),
            words.say(
                say(
                    "Whoever holds our database could rewrite the past, and the seals with it; but then this"
                    " one no longer holds. To compare, have whoever runs the site type this:"
                )
            ),
            f"okote check --seal {newest.number} {shown(newest.hash)}",
        ],
        rows=[
            (words.say(say("Seal number")), words.number(newest.number)),
            (words.say(say("Sealed on")), words.moment(newest.at)),
            (words.say(say("Rows under all seals")), words.number(rows)),
        ],
        action=words.say(say("How far this goes")),
        path="/sealed-accounts",
    )
