"""What the witness is mailed of ballots."""

from sqlmodel import col, select

from consultations.ballots.models import Ballot, ReceiptLink
from consultations.ballots.queries import head
from okote.house import House
from okote.platform.chain.rules import shown
from okote.platform.i18n import say
from okote.platform.mail.service import post
from okote.territories.models import Territory
from okote.web.formatting import Wording
from okote.web.notices import Notice
from payments.sessions import WriteSession


async def tell_witness(house: House, db: WriteSession) -> None:
    """The latest batch of receipts of each ballot that is not counted yet, once."""
    if house.settings.witness is None:
        return
    under_way = select(Ballot).where(col(Ballot.announced_at).is_not(None), col(Ballot.counted_at).is_(None))
    for ballot in (await db.exec(under_way.order_by(col(Ballot.id)))).all():
        newest = await head(db, ballot.id)
        if newest is not None:
            await _tell(house, db, ballot, newest, house.settings.witness)


async def _tell(house: House, db: WriteSession, ballot: Ballot, newest: ReceiptLink, witness: str) -> None:
    territory = await db.get_one(Territory, ballot.territory_id)
    language = territory.languages[0]
    notice = _notice(house.renderer.wording(language, territory.time_zone), ballot, newest)
    await post(
        db,
        key=f"receipts-head:{ballot.id}:{newest.number}",
        territory_id=territory.id,
        recipient=witness,
        letter=house.renderer.letter(
            "backoffice/mail/notice",
            {"notice": notice, "refusable": False},
            language=language,
            territory=territory,
            address=house.settings.address(territory.slug),
        ),
    )


def _notice(words: Wording, ballot: Ballot, newest: ReceiptLink) -> Notice:
    return Notice(
        subject=words.say(say("Please keep: receipts of a vote, batch %(number)s"), number=newest.number),
        paragraphs=[
            words.say(
                say(
                    "Each vote has a receipt in a public log. This hash vouches for all of the log so far,"
                    " and for what was announced before anybody voted. Keep this mail where we can’t reach"
                    " it: whoever rewrote the log could not make this hash again."
                )
            ),
            shown(newest.hash),
        ],
        rows=[
            (words.say(say("Ballot")), ballot.title),
            (words.say(say("Batch")), words.number(newest.number)),
        ],
        action=words.say(say("Look at the log")),
        path=f"/ballots/{ballot.id}/receipts",
    )
