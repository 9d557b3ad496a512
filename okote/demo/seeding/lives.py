"""One campaign's life until today, each step at its moment."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import partial
from uuid import UUID
from zoneinfo import ZoneInfo

from anyio import to_thread

from okote.demo.fiction import (
    AmendmentFiction,
    CampaignFiction,
    GivenBackFiction,
    HelpFiction,
    NewsFiction,
    PictureFiction,
    QuestionFiction,
)
from okote.demo.pictures import landscape
from okote.demo.seeding import dressing
from okote.demo.seeding.cheques import COME, CONFIRMED, GONE, ChequeLife
from okote.demo.seeding.dressing import Asking
from okote.demo.seeding.founding import Founded
from okote.demo.seeding.giving import DrawnPledge, drawn, give, give_by_mistake, spread
from okote.demo.seeding.moments import PLACE, Moment, Telling
from okote.funding.campaigns.checklist.service import tick
from okote.funding.campaigns.comments.service import comment, mark_done
from okote.funding.campaigns.models import Campaign
from okote.funding.campaigns.rules.period import Period
from okote.funding.campaigns.service import (
    BudgetItem,
    Illustration,
    Member,
    OfferDetails,
    approve,
    cancel,
    create_draft,
    save_draft,
    submit,
)
from okote.funding.following.service import follow
from okote.funding.matching.service import (
    CommitmentDetails,
    amend_commitment,
    record_receipt,
    sign_commitment,
)
from okote.funding.milestones.rules import SHORTEST, moment
from okote.funding.news.service import publish
from okote.funding.pledges.service import give_back_for
from okote.funding.questions.service import answer, ask
from okote.funding.thanks.queries import shown_to_holder
from okote.funding.thanks.service import thank, thank_one
from okote.identity.visitors import Visitor
from okote.platform.files.pictures import store_picture
from okote.territories.days import end_of, start_of
from payments.money import Money
from payments.sessions import WriteSession

WRITTEN, READ = timedelta(days=6), timedelta(days=4)
"""How long before its first day a campaign is written, and read by a second person."""

AFTER_THE_END = (timedelta(minutes=40), *(timedelta(days=days) for days in (2, 4, 7)))
"""When everybody looks once more: the rule, Stripe, the bank."""

THANKED = timedelta(days=8)
"""How long after the end a holder thanks everyone."""

RECEIVED = timedelta(days=12)
"""How long after the end a partner's money reaches the holder."""


class Life:
    def __init__(
        self,
        telling: Telling,
        founded: Founded,
        told: CampaignFiction,
        *,
        counted_from: date | None = None,
    ) -> None:
        """Its days are counted from today, unless told otherwise."""
        self.telling = telling
        self.today = counted_from or telling.today
        self.founded = founded
        self.told = told
        self.first_day = self.today + timedelta(days=told.opens)
        self.last_day = self.today + timedelta(days=told.closes)
        self.zone = ZoneInfo(founded.territory.time_zone)
        self.opens_at = start_of(self.first_day, self.zone)
        self.ends_at = end_of(self.last_day, self.zone)
        self.campaign = UUID(int=0)
        self.commitments: dict[str, UUID] = {}
        self.asked: dict[str, UUID] = {}
        self.mistakes: dict[str, UUID] = {}

    def moments(self) -> list[Moment]:
        """Those that have come; what is to come is left to the clock."""
        now = self.telling.now
        prepared = [
            Moment(min(self.opens_at - WRITTEN, now - timedelta(hours=20)), self.write),
            Moment(min(self.opens_at - READ, now - timedelta(hours=3)), self.read),
        ]
        opened = Moment(self.opens_at + timedelta(minutes=1), self.telling.look)
        lived = [
            opened,
            *self._pledges(),
            *self._given_back(),
            *self._cheques(),
            *self._amendments(),
            *self._news(),
            *self._questions(),
            *self._follows(),
            *self._needs(),
            *self._end(),
        ]
        return prepared + [moment for moment in lived if moment.at < now]

    def _pledges(self) -> Iterator[Moment]:
        until = min(self.ends_at, self.telling.now, self._cancelled_at or self.ends_at)
        for pledge in drawn(self.told.title, self.told.pledges, self.telling.donors):
            yield Moment(spread(pledge.part, self.opens_at, until), partial(self.give, pledge))

    def _given_back(self) -> Iterator[Moment]:
        for told in self.told.given_back:
            yield Moment(self._on(told.on, 20, 40), partial(self.give_by_mistake, told))
            yield Moment(self._on(told.on + 1, 9, 10), partial(self.give_back, told))

    async def give_by_mistake(self, told: GivenBackFiction) -> None:
        self.mistakes[told.by] = await give_by_mistake(self.telling, self.founded.slug, self.campaign, told)

    async def give_back(self, told: GivenBackFiction) -> None:
        """They called, and an administrator does it for them."""
        administrator = await self.telling.somebody(self.founded.slug, self.founded.administrators[1])
        async with self.telling.house.database.unit_of_work() as db:
            await give_back_for(db, self.mistakes[told.by], told.reason, by=administrator)
        await self.telling.look()

    def _cheques(self) -> Iterator[Moment]:
        for told in self.told.cheques:
            life = ChequeLife(self.telling, self.founded.slug, self.founded.administrators, told)
            day = self._on(told.on, 10, 20)
            yield Moment(day, partial(self._announce, life))
            if told.until != "announced":
                yield Moment(day + COME, life.receive)
            if told.until == "held":
                yield Moment(day + CONFIRMED, life.confirm)
                yield Moment(self.ends_at + GONE, life.end)

    async def _announce(self, cheque: ChequeLife) -> None:
        await cheque.announce(self.campaign)

    def _end(self) -> Iterator[Moment]:
        if self._cancelled_at is not None:
            yield Moment(self._cancelled_at, self.cancel)
            return
        yield from (Moment(self.ends_at + after, self.telling.look) for after in AFTER_THE_END)
        yield Moment(self.ends_at + RECEIVED, self.receive_funds)
        if self.told.thanks_to_one:
            yield Moment(self.opens_at + timedelta(days=4, hours=11), self.thank_one)
        if self.told.thanks:
            yield Moment(self.ends_at + THANKED, self.thank)
        if self.told.rewards_sent is not None:
            yield Moment(self._on(self.told.rewards_sent, 16, 30), self.send_rewards)

    @property
    def _cancelled_at(self) -> datetime | None:
        if self.told.cancelled is None:
            return None
        day = self.today + timedelta(days=self.told.cancelled)
        return datetime.combine(day, time(10, 30), self.zone)

    async def _writer(self) -> Visitor:
        return await self.telling.somebody(
            self.founded.slug, self.told.writer or self.founded.administrators[0]
        )

    async def write(self) -> None:
        """The offer as its writer leaves it, and what partners promise to it."""
        house, told = self.telling.house, self.told
        writer = await self._writer()
        administrator = await self.telling.somebody(self.founded.slug, self.founded.administrators[0])
        async with house.database.unit_of_work() as db:
            made = await create_draft(
                db, self.founded.holders[told.holder], told.title, call_id=self._call, by=writer
            )
            self.campaign = made.id
            draft = await self._draft(db)
            await save_draft(db, made.id, draft, version=made.version, by=writer)
            for commitment in told.commitments:
                details = CommitmentDetails(
                    envelope_id=self.founded.envelopes[commitment.partner],
                    promise=commitment.promise,
                    ceiling=Money.of(commitment.ceiling),
                )
                signed = await sign_commitment(db, made.id, details, by=administrator)
                self.commitments[commitment.partner] = signed.id
            if told.ends_as != "draft":
                await submit(db, made.id, version=made.version, by=writer)

    @property
    def _call(self) -> UUID | None:
        """None too where it is told alone, without what the territory called for."""
        return self.founded.calls.get(self.told.call or "")

    async def _draft(self, db: WriteSession) -> OfferDetails:
        told = self.told
        return OfferDetails(
            title=told.title,
            summary=told.summary,
            story=told.story,
            picture=await self._picture(db, told.picture),
            picture_text=told.picture.text if told.picture else "",
            pictures=[
                Illustration(await self._drawn(db, one), one.text, one.caption) for one in told.pictures
            ],
            video=told.video,
            team=[Member(name, part) for name, part in told.team.items()],
            place_id=self.founded.places[told.place],
            category_id=self.founded.categories[told.category] if told.category else None,
            call_id=self._call,
            purpose=told.purpose,
            timetable=told.timetable,
            expected_result=told.expected_result,
            surplus=told.surplus,
            tax_receipt=told.tax_receipt,
            first_day=self.first_day,
            last_day=self.last_day,
            goal=Money.of(told.goal),
            rewards=dressing.offered(told.rewards, self.last_day),
            budget=[BudgetItem(line.label, Money.of(line.amount), line.needed) for line in told.budget],
        )

    async def _picture(self, db: WriteSession, told: PictureFiction | None) -> UUID | None:
        return await self._drawn(db, told) if told else None

    async def _drawn(self, db: WriteSession, told: PictureFiction) -> UUID:
        drawing = await to_thread.run_sync(landscape, told.scene, told.hue)
        stored = await store_picture(
            db,
            drawing,
            territory_id=self.founded.territory.id,
            folder=self.telling.house.settings.uploads_folder,
        )
        return stored.id

    async def read(self) -> None:
        """A second person says what they think of it, and approves what was sent in."""
        reader = await self.telling.somebody(self.founded.slug, self.founded.administrators[1])
        async with self.telling.house.database.unit_of_work() as db:
            for said in self.told.comments:
                made = await comment(db, self.campaign, said.line, said.text, by=reader)
                await mark_done(db, self.campaign, [made.id] if said.done else [], by=reader)
        await self._check()
        if self.told.ends_as in {"draft", "in_review"}:
            return
        async with self.telling.house.database.unit_of_work() as db:
            campaign = await db.get_one(Campaign, self.campaign)
            await approve(db, self.campaign, version=campaign.version, by=reader)

    async def _check(self) -> None:
        """The coach has seen the papers of what is to open; of a draft, the first ones."""
        if self.founded.coach is None:
            return
        coach = await self.telling.somebody(self.founded.slug, self.founded.coach)
        seen = self.founded.checks[:2] if self.told.ends_as == "draft" else self.founded.checks[:5]
        async with self.telling.house.database.unit_of_work() as db:
            for item in seen:
                await tick(db, self.campaign, item, note="Vu au local", by=coach)

    async def give(self, pledge: DrawnPledge) -> None:
        await give(self.telling, self.founded.slug, self.campaign, pledge)

    def _amendments(self) -> Iterator[Moment]:
        for commitment in self.told.commitments:
            for amended in commitment.amended:
                day = self.today + timedelta(days=amended.on)
                at = datetime.combine(day, time(9, 15), self.zone)
                yield Moment(at, partial(self.amend, commitment.partner, amended))

    async def amend(self, partner: str, told: AmendmentFiction) -> None:
        """A partner decided otherwise; an administrator writes it down."""
        administrator = await self.telling.somebody(self.founded.slug, self.founded.administrators[0])
        async with self.telling.house.database.unit_of_work() as db:
            ceiling = Money.of(told.ceiling)
            await amend_commitment(db, self.commitments[partner], ceiling, told.reason, by=administrator)

    def _news(self) -> Iterator[Moment]:
        for news in self.told.news:
            yield Moment(self._on(news.on, 17, 40), partial(self.publish, news))

    async def publish(self, told: NewsFiction) -> None:
        """The writer tells what is new."""
        writer = await self._writer()
        async with self.telling.house.database.unit_of_work() as db:
            await publish(db, self.campaign, told.title, told.text, by=writer)

    def _questions(self) -> Iterator[Moment]:
        for told in self.told.questions:
            yield Moment(self._on(told.on, 12, 20), partial(self.ask, told))
            if told.answered is not None:
                yield Moment(self._on(told.answered, 18, 5), partial(self.answer, told))

    def _follows(self) -> Iterator[Moment]:
        for name, day in self.told.followed.items():
            yield Moment(self._on(day, 20, 15), partial(self.follow, name))
        if self.told.followed and self._cancelled_at is None:
            period = Period(self.opens_at, self.ends_at)
            yield from (
                Moment(moment(one, period) + timedelta(minutes=1), self.telling.look) for one in SHORTEST
            )

    async def follow(self, name: str) -> None:
        """Somebody wants to hear what becomes of it."""
        follower = await self.telling.somebody(self.founded.slug, name)
        async with self.telling.house.database.unit_of_work() as db:
            await follow(db, self.campaign, by=follower)

    def _on(self, day: int, hour: int, minute: int) -> datetime:
        return datetime.combine(self.today + timedelta(days=day), time(hour, minute), self.zone)

    async def ask(self, told: QuestionFiction) -> None:
        """A resident wants to know."""
        asker = await self.telling.somebody(self.founded.slug, told.by)
        async with self.telling.house.database.unit_of_work() as db:
            asked = await ask(db, self.campaign, told.text, told.name or None, by=asker)
        self.asked[told.text] = asked.id

    async def answer(self, told: QuestionFiction) -> None:
        writer = await self._writer()
        async with self.telling.house.database.unit_of_work() as db:
            await answer(db, self.asked[told.text], told.answer, by=writer)

    def _needs(self) -> Iterator[Moment]:
        for told in self.told.needs:
            until = self.today + timedelta(days=told.until) if told.until is not None else None
            asking = Asking(self.telling, self.founded.slug, told, until)
            yield Moment(self._on(told.on, 11, 0), partial(self.ask_for_help, asking))
            for one in told.offered:
                yield Moment(self._on(one.on, 19, 0), partial(asking.offer, one))
                if one.answered is not None:
                    yield Moment(self._on(one.answered, 9, 0), partial(self.accept_help, asking, one))

    async def ask_for_help(self, asking: Asking) -> None:
        await asking.ask(self.campaign, await self._writer())

    async def accept_help(self, asking: Asking, told: HelpFiction) -> None:
        await asking.respond(told, await self._writer())

    async def thank(self) -> None:
        async with self.telling.house.database.unit_of_work() as db:
            await thank(db, self.campaign, self.told.thanks, by=await self._writer())

    async def thank_one(self) -> None:
        async with self.telling.house.database.unit_of_work() as db:
            shown = await shown_to_holder(db, self.campaign)
            who = next((one.handle for one in shown if one.message is not None), None)
            if who is not None:
                await thank_one(db, self.campaign, who, self.told.thanks_to_one, by=await self._writer())

    async def send_rewards(self) -> None:
        await dressing.send_rewards(self.telling, self.campaign, await self._writer())

    async def cancel(self) -> None:
        administrator = await self.telling.somebody(self.founded.slug, self.founded.administrators[0])
        async with self.telling.house.database.unit_of_work() as db:
            await cancel(db, self.campaign, self.told.cancel_reason, by=administrator)
        await self.telling.look()

    async def receive_funds(self) -> None:
        """The accountant has seen that partners paid."""
        for partner in self.told.received:
            accountant = await self.telling.somebody(self.founded.slug, "ines")
            async with self.telling.house.database.unit_of_work() as db:
                await record_receipt(
                    db,
                    self.commitments[partner],
                    received_on=(await db.now()).astimezone(PLACE).date(),
                    proof="Mandat 2207",
                    by=accountant,
                )
