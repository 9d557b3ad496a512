"""What testers and services are told of tests: each letter once, whatever is repeated."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from consultations.panels.members.models import Seat
from consultations.testing.events import FindingAnswered, ResultsHandedOver, ResultsPublished, TestOpened
from consultations.testing.models import Finding, FindingAnswer, Sitting, TestCampaign
from consultations.testing.queries.findings import latest_answers
from consultations.testing.queries.standing import Standing, standing
from consultations.testing.rules.findings import PATIENCE, FindingState, due
from consultations.testing.rules.reading import Stage
from consultations.testing.sending import SAT, Reader, post_service, post_tester, readers
from consultations.testing.words import ANSWERS
from okote.feature import MailKind
from okote.house import House
from okote.platform.i18n import say
from okote.territories.models import Territory
from okote.web.formatting import DAY, Wording
from okote.web.notices import Notice
from payments.jobs import Job, JobContext
from payments.sessions import ReadSession, WriteSession

WRITE = "tests.write"

REMINDED = 3 * DAY
"""How long before the end of a test those are reminded who have not sent their answers."""

KINDS = (
    MailKind(
        "tests",
        say("Tests of the panels on which you sit"),
        say("You sit on a panel: you have to know what there is to try, and what became of what you found."),
        refusable=False,
    ),
)


async def on_event(
    db: WriteSession, event: TestOpened | ResultsHandedOver | ResultsPublished | FindingAnswered
) -> None:
    """Order the letters; they are set outside this transaction."""
    match event:
        case TestOpened(campaign):
            await db.defer(WRITE, kind="opened", subject=str(campaign))
        case ResultsHandedOver(campaign):
            await db.defer(WRITE, kind="handed_over", subject=str(campaign))
        case ResultsPublished(campaign):
            await db.defer(WRITE, kind="published", subject=str(campaign))
        case FindingAnswered(answer):
            await db.defer(WRITE, kind="answered", subject=str(answer))


async def write(context: JobContext, *, kind: str, subject: str) -> None:
    house: House = context.additional_context["house"]
    of_each = {
        "opened": _opened,
        "handed_over": _handed_over,
        "published": _published,
        "answered": _answered,
    }
    async with house.database.unit_of_work() as db:
        await of_each[kind](house, db, UUID(subject))


async def look(context: JobContext, *, timestamp: int) -> None:  # noqa: ARG001 (each periodic job gets it)
    """Tests that end soon, and answers that services owe: each is told of once."""
    house: House = context.additional_context["house"]
    async with house.database.reading() as db:
        at = await db.now()
        ending = select(TestCampaign.id).where(
            col(TestCampaign.opened_at).is_not(None),
            col(TestCampaign.handed_over_at).is_(None),
            col(TestCampaign.reminded_at).is_(None),
            col(TestCampaign.closes_at) > at,
            col(TestCampaign.closes_at) <= at + REMINDED,
        )
        owing = (
            select(TestCampaign.id)
            .join(Finding, col(Finding.campaign_id) == TestCampaign.id)
            .where(Finding.state == FindingState.REVIEWED, col(TestCampaign.published_at) <= at - PATIENCE)
            .distinct()
        )
        ends = (await db.exec(ending.order_by(col(TestCampaign.id)))).all()
        owes = (await db.exec(owing.order_by(col(TestCampaign.id)))).all()
    for one in ends:
        async with house.database.unit_of_work() as db:
            await _reminded(house, db, one)
    for one in owes:
        async with house.database.unit_of_work() as db:
            await _late(house, db, one)


async def _opened(house: House, db: WriteSession, campaign_id: UUID) -> None:
    stands = await _standing(db, campaign_id)
    territory = await db.get_one(Territory, stands.campaign.territory_id)

    def text(words: Wording) -> Notice:
        return Notice(
            subject=words.say(say("Something to try: “%(title)s”"), title=stands.campaign.title),
            paragraphs=[
                words.say(say("Your panel tries the procedure “%(name)s”."), name=stands.procedure.name),
                words.say(
                    say(
                        "You can try it from %(opens)s until %(closes)s, on a phone or a computer, and stop "
                        "whenever you like: what you answered is kept."
                    ),
                    opens=stands.campaign.opens_at,
                    closes=words.deadline(stands.campaign.closes_at),
                ),
                words.say(_OTHERWISE, telephone=territory.telephone),
            ],
            action=words.say(say("See what there is to try")),
            path="/my/tests",
        )

    for reader in await readers(db, stands, Seat.panel_id == stands.panel.id):
        await post_tester(house, db, stands, reader, f"test-opened:{campaign_id}", text)


_OTHERWISE = say("You would rather do it by telephone or on paper? Call %(telephone)s.")


async def _reminded(house: House, db: WriteSession, campaign_id: UUID) -> None:
    """Those who have not sent their answers: once before each end that the test has had."""
    stands = await _standing(db, campaign_id)
    if stands.stage is not Stage.GATHERING or stands.campaign.reminded_at is not None:
        return
    stands.campaign.reminded_at = stands.at
    territory = await db.get_one(Territory, stands.campaign.territory_id)
    sent = select(Sitting.seat_id).where(
        Sitting.campaign_id == campaign_id,
        col(Sitting.completed_at).is_not(None),
        col(Sitting.seat_id).is_not(None),
    )

    def text(words: Wording) -> Notice:
        return Notice(
            subject=words.say(say("A few days left: “%(title)s”"), title=stands.campaign.title),
            paragraphs=[
                words.say(
                    say("You can answer until %(closes)s."), closes=words.deadline(stands.campaign.closes_at)
                ),
                words.say(_OTHERWISE, telephone=territory.telephone),
            ],
            action=words.say(say("Go on")),
            path="/my/tests",
        )

    about = f"test-reminder:{stands.campaign.closes_at:%Y-%m-%d}"
    for reader in await readers(db, stands, Seat.panel_id == stands.panel.id, col(Seat.id).not_in(sent)):
        await post_tester(house, db, stands, reader, f"{about}:{campaign_id}", text)


async def _handed_over(house: House, db: WriteSession, campaign_id: UUID) -> None:
    stands = await _standing(db, campaign_id)

    def text(words: Wording) -> Notice:
        return Notice(
            subject=words.say(say("Results to read: “%(title)s”"), title=stands.campaign.title),
            paragraphs=[
                words.say(
                    say("Testers have tried “%(name)s”. You read what they found before everyone does."),
                    name=stands.procedure.name,
                ),
                words.say(
                    say("Until %(day)s you can reply; your reply stands beside the results."),
                    day=stands.publishable_from(),
                ),
            ],
            action=words.say(say("Read the results")),
            path=f"/back-office/tests/{campaign_id}",
        )

    await post_service(house, db, stands, f"test-handed-over:{campaign_id}", text)


async def _published(house: House, db: WriteSession, campaign_id: UUID) -> None:
    """To each tester, with what is said by now to what they found."""
    stands = await _standing(db, campaign_id)
    sat = select(Sitting.seat_id).where(
        Sitting.campaign_id == campaign_id, col(Sitting.completed_at).is_not(None)
    )
    for reader in await readers(db, stands, col(Seat.id).in_(sat), states=SAT):
        rows = await _theirs(db, campaign_id, reader)

        def text(words: Wording, rows: Sequence[tuple[str, str]] = rows) -> Notice:
            return Notice(
                subject=words.say(say("What you found: “%(title)s”"), title=stands.campaign.title),
                paragraphs=[
                    words.say(say("Thank you. Everyone can read now what you and the other testers found.")),
                    words.say(say("The service answers each point; you are told when it answers yours.")),
                ],
                rows=[(title, words.say(said)) for title, said in rows],
                action=words.say(say("Read the results")),
                path=f"/tests/{stands.campaign.slug}",
            )

        await post_tester(house, db, stands, reader, f"test-published:{campaign_id}", text)
    await _owed(house, db, stands)


async def _owed(house: House, db: WriteSession, stands: Standing) -> None:
    """To the service, where it has not answered all that testers found."""
    published = stands.campaign.published_at
    waits = select(Finding.id).where(
        Finding.campaign_id == stands.campaign.id, Finding.state == FindingState.REVIEWED
    )
    if published is None or (await db.exec(waits.limit(1))).first() is None:
        return

    def text(words: Wording) -> Notice:
        return Notice(
            subject=words.say(say("Findings to answer: “%(title)s”"), title=stands.campaign.title),
            paragraphs=[
                words.say(
                    say("Everyone reads what testers found, and expects your answers by %(day)s."),
                    day=due(published),
                ),
                words.say(say("What you accept becomes an action; what you refuse needs a reason.")),
            ],
            action=words.say(say("Answer")),
            path=f"/back-office/tests/{stands.campaign.id}/findings",
        )

    await post_service(house, db, stands, f"test-owed:{stands.campaign.id}", text)


async def _late(house: House, db: WriteSession, campaign_id: UUID) -> None:
    stands = await _standing(db, campaign_id)

    def text(words: Wording) -> Notice:
        return Notice(
            subject=words.say(say("Answers are late: “%(title)s”"), title=stands.campaign.title),
            paragraphs=[
                words.say(say("Everyone reads that some findings have no answer yet, and that it is late."))
            ],
            action=words.say(say("Answer")),
            path=f"/back-office/tests/{campaign_id}/findings",
        )

    await post_service(house, db, stands, f"test-late:{campaign_id}", text)


async def _answered(house: House, db: WriteSession, answer_id: UUID) -> None:
    """To those who met it, once everyone reads of it."""
    answer = await db.get_one(FindingAnswer, answer_id)
    finding = await db.get_one(Finding, answer.finding_id)
    stands = await _standing(db, finding.campaign_id)
    if stands.stage is not Stage.PUBLISHED:
        return
    met = (
        select(Sitting.seat_id)
        .join(Finding, col(Finding.sitting_id) == Sitting.id)
        .where((col(Finding.id) == finding.id) | (col(Finding.same_as_id) == finding.id))
    )

    def text(words: Wording) -> Notice:
        said = words.say(ANSWERS[answer.answer])
        return Notice(
            subject=words.say(say("An answer to what you found: “%(title)s”"), title=finding.told_title),
            paragraphs=[
                words.say(say("The service says: %(answer)s."), answer=said),
                *([answer.words] if answer.words else []),
            ],
            action=words.say(say("Read the results")),
            path=f"/tests/{stands.campaign.slug}",
        )

    for reader in await readers(db, stands, col(Seat.id).in_(met), states=SAT):
        await post_tester(house, db, stands, reader, f"finding-answered:{answer_id}", text)


async def _theirs(db: ReadSession, campaign_id: UUID, reader: Reader) -> Sequence[tuple[str, str]]:
    """What one tester found, as others read it, with where it stands."""
    own: Any = (
        select(Finding)
        .join(Sitting, col(Sitting.id) == Finding.sitting_id)
        .where(Finding.campaign_id == campaign_id, Sitting.seat_id == reader.seat)
        .order_by(col(Finding.id))
    )
    reports = (await db.exec(own)).all()
    kept = [one.same_as_id or one.id for one in reports]
    shown = (
        await db.exec(select(Finding).where(col(Finding.id).in_(kept)).order_by(col(Finding.number)))
    ).all()
    answers = await latest_answers(db, *kept)
    waits = say("waiting for an answer")
    return [
        (one.told_title, ANSWERS[answers[one.id].answer.answer] if one.id in answers else waits)
        for one in shown
        if one.told_title
    ]


async def _standing(db: ReadSession, campaign_id: UUID) -> Standing:
    campaign = await db.get_one(TestCampaign, campaign_id)
    return await standing(db, campaign.territory_id, campaign_id)


JOBS = (Job(WRITE, write), Job("tests.look", look, every="45 6 * * *", attempts=1))
