"""What is written when a second person is needed: to whoever may be one, to whoever asked, to a deputy."""

from collections.abc import Mapping
from enum import StrEnum
from uuid import UUID

from okote.approvals.models import Approval, Verdict
from okote.approvals.permissions import APPROVERS
from okote.approvals.queries import Asked, one_approval
from okote.backoffice.letters import write_to
from okote.feature import Act, MailKind
from okote.house import House
from okote.identity.models import Grant
from okote.identity.permissions import may_enter_back_office
from okote.identity.roles.queries import holdings
from okote.platform.i18n import say
from okote.web.formatting import Wording
from okote.web.notices import Notice
from payments.sessions import WriteSession

WRITE = "approvals.write"

FOUR_EYES = MailKind(
    "four-eyes",
    say("What takes two people"),
    say("In the back office: what waits for you to approve, and what became of what you asked for."),
    may=may_enter_back_office,
)
KINDS = (FOUR_EYES,)


class Letter(StrEnum):
    ASKED = "asked"
    DECIDED = "decided"
    DEPUTY = "deputy"


async def order(db: WriteSession, letter: Letter, subject: UUID) -> None:
    """Set by a job, so that what is decided about money never waits for words."""
    await db.defer(WRITE, letter=letter, subject=str(subject))


async def write(house: House, letter: Letter, subject: UUID) -> None:
    """Run again, it writes to those who were left out."""
    async with house.database.unit_of_work() as db:
        await LETTERS[letter](house, db, subject)


async def _asked(house: House, db: WriteSession, approval_id: UUID) -> None:
    """To all who may decide but the one who asked; to nobody once it is over."""
    approval = await db.get_one(Approval, approval_id)
    if approval.verdict is not None or await db.now() >= approval.expires_at:
        return
    asked = await one_approval(db, approval.territory_id, approval_id)
    held = await holdings(db, approval.territory_id)
    await write_to(
        house,
        db,
        {one.person_id for one in held if one.role in APPROVERS} - {approval.asked_by},
        lambda words: _to_approve(words, asked, _act(house, approval)),
        territory_id=approval.territory_id,
        kind=FOUR_EYES,
        key=f"approval-asked:{approval.id}",
    )


async def _decided(house: House, db: WriteSession, approval_id: UUID) -> None:
    """To the one who asked."""
    approval = await db.get_one(Approval, approval_id)
    asked = await one_approval(db, approval.territory_id, approval_id)
    await write_to(
        house,
        db,
        {approval.asked_by},
        lambda words: _outcome(words, asked, _act(house, approval)),
        territory_id=approval.territory_id,
        kind=FOUR_EYES,
        key=f"approval-decided:{approval.id}",
    )


async def _deputy(house: House, db: WriteSession, grant_id: UUID) -> None:
    """To whom was named, unless it was taken back or replaced since."""
    grant = await db.get_one(Grant, grant_id)
    if grant.revoked_at is not None:
        return
    await write_to(
        house,
        db,
        {grant.person_id},
        lambda words: _named(words, grant),
        territory_id=grant.territory_id,
        kind=FOUR_EYES,
        key=f"deputy-named:{grant.id}",
    )


LETTERS = {Letter.ASKED: _asked, Letter.DECIDED: _decided, Letter.DEPUTY: _deputy}


def _act(house: House, approval: Approval) -> Act:
    return next(one.acts[approval.act] for one in house.features if approval.act in one.acts)


def _figures(words: Wording, asked: Asked, act: Act) -> list[tuple[str, str]]:
    approval = asked.approval
    return [
        (words.say(act.subject.label), approval.called),
        *([(words.say(say("Amount")), words.money(approval.amount))] if approval.amount else []),
    ]


def _to_approve(words: Wording, asked: Asked, act: Act) -> Notice:
    approval = asked.approval
    return Notice(
        subject=words.say(say("To approve: %(what)s"), what=words.say(act.label)),
        paragraphs=[
            words.say(say("Above the sum that your territory has set, one person asks and another decides.")),
            words.say(
                say("You can approve or refuse it until %(deadline)s; then it has to be asked anew."),
                deadline=words.deadline(approval.expires_at),
            ),
        ],
        rows=[
            *_figures(words, asked, act),
            (words.say(say("Asked by")), asked.by or words.say(say("closed account"))),
        ],
        action=words.say(say("See the request")),
        path=f"/back-office/approvals/{approval.id}",
    )


OUTCOMES: Mapping[Verdict, tuple[str, str]] = {
    Verdict.APPROVED: (say("Approved: %(what)s"), say("What you asked for was approved, and is done.")),
    Verdict.REFUSED: (say("Refused: %(what)s"), say("What you asked for was refused: nothing was done.")),
    Verdict.LAPSED: (
        say("Nobody decided: %(what)s"),
        say("Nobody decided in time on what you asked for: nothing was done, and you may ask anew."),
    ),
}
"""Each with what it means."""


def _outcome(words: Wording, asked: Asked, act: Act) -> Notice:
    """It leads to what it was about: whoever asks may not see the requests themselves."""
    approval = asked.approval
    subject, meaning = OUTCOMES[approval.verdict or Verdict.LAPSED]
    paragraphs = [words.say(meaning)]
    if approval.answer:
        paragraphs += [words.say(say("With it came this answer:")), approval.answer]
    rows = _figures(words, asked, act)
    if approval.decided_by is not None:
        rows.append((words.say(say("Decided by")), asked.second or words.say(say("closed account"))))
    return Notice(
        subject=words.say(subject, what=words.say(act.label)),
        paragraphs=paragraphs,
        rows=rows,
        action=words.say(say("Open the back office")),
        path=act.subject.path.format(approval.subject_id) or "/back-office",
    )


def _named(words: Wording, grant: Grant) -> Notice:
    until = words.deadline(grant.expires_at) if grant.expires_at else ""
    return Notice(
        subject=words.say(say("You are a deputy until %(deadline)s"), deadline=until),
        paragraphs=[
            words.say(
                say(
                    "Until %(deadline)s you may approve, or refuse, what takes two people, in the place of an"
                    " accountant or an administrator."
                ),
                deadline=until,
            ),
            words.say(say("You never decide on what you asked for yourself.")),
        ],
        action=words.say(say("See what waits")),
        path="/back-office/approvals",
    )
