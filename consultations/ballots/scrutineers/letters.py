"""What is written to whoever signs for a ballot: that they are asked to, and that something waits."""

from uuid import UUID

from consultations.ballots.closing import CLOSE
from consultations.ballots.events import SignatureAsked
from consultations.ballots.models import Ballot
from consultations.ballots.scrutineers.models import BallotScrutineer
from consultations.ballots.scrutineers.queries import who_signs
from okote.approvals.models import Approval
from okote.backoffice.letters import write_to
from okote.feature import MailKind
from okote.house import House
from okote.identity.visitors import Visitor
from okote.platform.i18n import say
from okote.platform.mail.service import post
from okote.web.formatting import Wording
from okote.web.notices import Notice
from okote.web.rendering import Renderer
from payments.jobs import Job, JobContext
from payments.sessions import WriteSession

WRITE = "ballots.ask-signature"

KIND = MailKind(
    "ballot-signatures",
    say("Votes that you sign for"),
    say("You said yes to give the second signature: the vote waits for it."),
    refusable=False,
)


async def invite(
    db: WriteSession, renderer: Renderer, by: Visitor, ballot: Ballot, one: BallotScrutineer, token: str
) -> None:
    """In the territory's language; whoever reads it may say yes: its words are forgotten once it is sent."""
    territory = by.territory
    language = territory.languages[0]
    notice = _invitation(renderer.wording(language, territory.time_zone), ballot, one.name, token)
    await post(
        db,
        key=f"ballot-scrutineer:{one.id}",
        territory_id=territory.id,
        recipient=one.email or "",
        secret=True,
        letter=renderer.letter(
            "mail/notice", {"notice": notice}, language=language, territory=territory, address=by.address
        ),
    )


def _invitation(words: Wording, ballot: Ballot, name: str, token: str) -> Notice:
    return Notice(
        subject=words.say(say("Will you sign for a vote? “%(title)s”"), title=ballot.title),
        paragraphs=[
            words.say(say("You are asked to be a scrutineer from outside, for this vote alone.")),
            words.say(
                say(
                    "Two people close a vote and publish its result. You would be the second one: you see"
                    " what is asked and sign it, or refuse. You never see who voted, nor a total before"
                    " everyone does."
                )
            ),
            words.say(say("The minutes, which everyone reads, would name you: %(name)s."), name=name),
            words.say(say("If you do nothing for 30 days, your address is deleted.")),
        ],
        action=words.say(say("See what you are asked")),
        path=f"/ballots/scrutineers/{token}",
    )


async def on_asked(db: WriteSession, event: SignatureAsked) -> None:
    """Set by a job, so that nothing waits for words."""
    await db.defer(WRITE, approval=str(event.approval))


async def write(context: JobContext, *, approval: str) -> None:
    """To all who said yes but the one who asked; to nobody once it is over."""
    house: House = context.additional_context["house"]
    async with house.database.unit_of_work() as db:
        asked = await db.get_one(Approval, UUID(approval))
        if asked.verdict is not None:
            return
        people = set(await who_signs(db, asked.subject_id)) - {asked.asked_by}
        await write_to(
            house,
            db,
            people,
            lambda words: _waits(words, asked),
            territory_id=asked.territory_id,
            kind=KIND,
            key=f"ballot-signature:{asked.id}",
        )


def _waits(words: Wording, asked: Approval) -> Notice:
    subject = (
        say("Your signature is asked for, to close a vote: “%(title)s”")
        if asked.act == CLOSE
        else say("Your signature is asked for, to publish a result: “%(title)s”")
    )
    return Notice(
        subject=words.say(subject, title=asked.called),
        paragraphs=[
            words.say(say("One person has signed. The second signature is yours, or another one’s.")),
            words.say(say("You can sign until %(deadline)s."), deadline=words.deadline(asked.expires_at)),
        ],
        action=words.say(say("Read and sign")),
        path=f"/ballots/{asked.subject_id}/signing",
    )


JOBS = (Job(WRITE, write),)
