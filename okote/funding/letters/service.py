"""Who is written to, when: each letter once, whatever is repeated."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from okote.feature import MailKind
from okote.funding.campaigns.models import Campaign, CampaignStep, Holder
from okote.funding.cheques.models import Cheque
from okote.funding.letters.audience import Reader, readers, wants
from okote.funding.letters.notices import Text
from okote.funding.letters.table import BY_KIND, LETTERS, Event, Letters, ToFollowers, subject_of
from okote.funding.letters.texts.donors import Paid
from okote.funding.letters.texts.partners import Amended
from okote.funding.letters.unsubscribing import Subscription, path_for
from okote.funding.matching.models import CommitmentAmendment
from okote.funding.matching.queries import NamedCommitment, commitment_in, commitments, signed_itself
from okote.funding.milestones.service import note_due
from okote.funding.needs.models import Help
from okote.funding.news.service import tell_due
from okote.funding.pledges.models import Pledge, with_body, with_reward
from okote.funding.pledges.rules import PledgeStatus
from okote.funding.progress.bringing import brought_by
from okote.funding.questions.events import QuestionAsked
from okote.funding.questions.models import Question
from okote.funding.refunds.models import BankRefund
from okote.funding.thanks.models import DonorThanks
from okote.house import House
from okote.identity.events import AccountClosed
from okote.identity.models import Person
from okote.platform.mail.service import forget_keyed, post
from okote.territories.models import Territory
from payments.sessions import WriteSession

WRITE = "funding.write"
BATCH = 100
"""Donors or followers written to in one transaction."""


async def on_event(db: WriteSession, event: Event) -> None:
    """Order the letters; they are set outside this transaction, so that money never waits for words."""
    await db.defer(WRITE, kind=LETTERS[type(event)].kind, subject=str(subject_of(event)))


async def tell(house: House) -> None:
    """Find what has become due to be told; telling it is left to jobs."""
    async with house.database.unit_of_work() as db:
        await tell_due(db)
        await note_due(db)


async def write(house: House, kind: str, subject: UUID) -> None:
    """All letters of one kind about one thing; run again, it writes those that are missing."""
    letters = BY_KIND[kind]
    async with house.database.unit_of_work() as db:
        occasion = await _occasion(house, db, letters, subject)
        if occasion is None:
            return
        if letters.holder is not None:
            await _to_holder(occasion, letters.holder, subject)
        if letters.partner is not None:
            await _to_partners(occasion, letters.partner)
        if letters.amended is not None:
            await _to_amended(occasion, letters.amended)
        if letters.asker is not None:
            await _to_asker(occasion, letters.asker, letters.refusable)
    if letters.donor is not None:
        await _in_batches(house, letters, subject, partial(_to_donors, text=letters.donor))
    if letters.payer is not None:
        await _in_batches(house, letters, subject, partial(_to_donors, text=letters.payer, paid=True))
    if letters.follower is not None:
        await _in_batches(house, letters, subject, partial(_to_followers, letter=letters.follower))


async def _in_batches(
    house: House, letters: Letters[Any], subject: UUID, batch: Callable[..., Awaitable[UUID | None]]
) -> None:
    """One transaction after another, each from where the one before stopped, until all are written to."""
    last, more = None, True
    while more:
        async with house.database.unit_of_work() as db:
            occasion = await _occasion(house, db, letters, subject)
            last = await batch(occasion, after=last) if occasion else None
        more = last is not None


@dataclass(frozen=True, slots=True)
class Occasion:
    """What there is to write about, read in one transaction."""

    house: House
    db: WriteSession
    kind: str
    subject: UUID
    about: Any
    campaign: Campaign
    territory: Territory

    async def post(
        self,
        reader: str,
        recipient: str,
        language: str,
        text: Text[Any],
        about: Any,
        *,
        person_id: UUID | None = None,
        unsubscribe: str | None = None,
    ) -> None:
        """At most once to each `reader`; `unsubscribe` is the path that ends such letters."""
        words = self.house.renderer.wording(language, self.territory.time_zone)
        notice = text(words, self.campaign, about)
        if notice is None:
            return
        address = self.house.settings.address(self.territory.slug)
        letter = self.house.renderer.letter(
            "funding/mail/notice",
            {"notice": notice, "unsubscribe": unsubscribe},
            language=language,
            territory=self.territory,
            address=address,
        )
        if unsubscribe is not None:
            letter = replace(letter, unsubscribe=f"{address}/{language}{unsubscribe}")
        key = f"{self.kind}:{reader}"
        await post(
            self.db,
            key=key,
            territory_id=self.territory.id,
            person_id=person_id,
            recipient=recipient,
            letter=letter,
        )


async def on_account_closed(db: WriteSession, closed: AccountClosed) -> None:
    """Of the letters to holders that hold a question word for word, no copy outlives its asker's account."""
    asked = select(Question.id).where(Question.person_id == closed.person_id).order_by(col(Question.id))
    kind = LETTERS[QuestionAsked].kind
    await forget_keyed(db, [f"{kind}:{_holders(question)}" for question in await db.exec(asked)])


def _holders(subject: UUID) -> str:
    """Whom a key names that is written to a holder."""
    return f"{subject}:holder"


async def _occasion(house: House, db: WriteSession, letters: Letters[Any], subject: UUID) -> Occasion | None:
    """Nothing where what there was to tell went with an account."""
    about = await db.get(letters.about, subject)
    if about is None:
        return None
    campaign = await db.get_one(Campaign, about.campaign_id)
    territory = await db.get_one(Territory, campaign.territory_id)
    return Occasion(house, db, letters.kind, subject, about, campaign, territory)


async def _to_holder(occasion: Occasion, text: Text[Any], subject: UUID) -> None:
    holder = await occasion.db.get_one(Holder, occasion.campaign.holder_id)
    await occasion.post(_holders(subject), holder.email, holder.language, text, occasion.about)


async def _to_partners(occasion: Occasion, text: Text[NamedCommitment]) -> None:
    campaign = occasion.campaign
    for one in await commitments(occasion.db, campaign.territory_id, campaign_id=campaign.id):
        reader = f"{campaign.id}:partner:{one.partner.id}"
        await occasion.post(reader, one.partner.email, one.partner.language, text, one)


async def _to_amended(occasion: Occasion, text: Text[Amended]) -> None:
    amendment: CommitmentAmendment = occasion.about
    partner = (
        await commitment_in(occasion.db, occasion.campaign.territory_id, amendment.commitment_id)
    ).partner
    told = Amended(amendment, await signed_itself(occasion.db, amendment, partner.id))
    await occasion.post(f"{amendment.id}:partner", partner.email, partner.language, text, told)


async def _to_asker(occasion: Occasion, text: Text[Any], refusable: MailKind | None) -> None:
    """Their account is held: nothing is written to one that was closed just now."""
    asked: Question | Help | Cheque | DonorThanks | BankRefund = occasion.about
    unsubscribe = None
    if refusable is not None:
        if not await wants(occasion.db, occasion.campaign.id, refusable.name, asked.person_id):
            return
        subscription = Subscription(asked.person_id, occasion.campaign.id)
        unsubscribe = path_for(occasion.house.settings, subscription)
    statement = select(Person.email).where(Person.id == asked.person_id)
    email = (await occasion.db.exec(statement.with_for_update(read=True, key_share=True))).one()
    if email is not None:
        asker = asked.person_id
        await occasion.post(
            str(asked.id), email, asked.language, text, asked, person_id=asker, unsubscribe=unsubscribe
        )


async def _to_donors(
    occasion: Occasion, *, text: Text[Any], after: UUID | None, paid: bool = False
) -> UUID | None:
    """The next batch, in the order of their pledges; its last pledge, where there may be more.

    The text is about the pledge, and if `paid` about what partners add because of it too.

    Their accounts are held: nothing is written to one that was closed just now.
    """
    statement = select(Pledge, Person.email).join(Person, col(Person.id) == Pledge.person_id)
    statement = statement.options(with_body, with_reward)
    if isinstance(occasion.about, Pledge):
        statement = statement.where(Pledge.id == occasion.about.id)
    else:
        statement = statement.where(
            Pledge.campaign_id == occasion.campaign.id, _counted_until(occasion.about)
        )
    if after is not None:
        statement = statement.where(col(Pledge.id) > after)
    statement = statement.order_by(col(Pledge.id)).limit(BATCH)
    statement = statement.with_for_update(of=Person, read=True, key_share=True)
    batch = (await occasion.db.exec(statement)).all()
    for pledge, email in batch:
        if email is not None:
            reader, donor = str(pledge.id), pledge.person_id
            told = await brought_by(occasion.db, occasion.campaign, pledge) if paid else None
            about = pledge if told is None else Paid(pledge, told)
            await occasion.post(reader, email, pledge.language, text, about, person_id=donor)
    return batch[-1][0].id if len(batch) == BATCH else None


def _counted_until(about: Any) -> Any:
    """Of pledges, those in force; those too that a step of their campaign sends back, however far that is."""
    in_force: Any = Pledge.status == PledgeStatus.IN_FORCE
    if not isinstance(about, CampaignStep):
        return in_force
    waiting = col(Pledge.status).in_((PledgeStatus.REFUNDING, PledgeStatus.DISPUTED))
    gone = (col(Pledge.status) == PledgeStatus.REFUNDED) & (col(Pledge.ended_at) >= about.at)
    return in_force | ((waiting | gone) & col(Pledge.given_back_because).is_(None))


async def _to_followers(occasion: Occasion, *, letter: ToFollowers[Any], after: UUID | None) -> UUID | None:
    """The next batch, in the order of their numbers; its last, where there may be more."""
    about, campaign = occasion.about, occasion.campaign
    batch = await readers(
        occasion.db,
        campaign.id,
        letter.kind.name,
        letter.to,
        given_back_since=about.at if isinstance(about, CampaignStep) else campaign.period.ends_at,
        after=after,
        most=BATCH,
    )
    for reader in batch:
        await _to_follower(occasion, letter, reader)
    return batch[-1].person_id if len(batch) == BATCH else None


async def _to_follower(occasion: Occasion, letter: ToFollowers[Any], reader: Reader) -> None:
    territory, about = occasion.territory, occasion.about
    await occasion.post(
        f"{occasion.subject}:{reader.person_id}",
        reader.email,
        reader.language if reader.language in territory.languages else territory.languages[0],
        letter.text,
        about,
        person_id=reader.person_id,
        unsubscribe=path_for(occasion.house.settings, Subscription(reader.person_id, occasion.campaign.id)),
    )
