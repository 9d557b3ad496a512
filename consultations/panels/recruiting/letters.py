"""What volunteers are written: that they are in a pool, and that they no longer are."""

from consultations.panels.models import Panel, Volunteer
from consultations.panels.recruiting.words import Source
from okote.feature import MailKind
from okote.identity.visitors import Visitor
from okote.platform.i18n import say
from okote.platform.mail.service import post
from okote.web.formatting import Wording
from okote.web.notices import Notice
from okote.web.rendering import Renderer
from payments.sessions import WriteSession

KINDS = (
    MailKind(
        "panels",
        say("What becomes of your volunteering for a panel"),
        say("You volunteered: you have to know whether you are in the draw."),
        refusable=False,
    ),
)

FROZEN = say(
    "The pool is frozen for the draw: your answers stay in it under a number that no longer leads to you. "
    "If it is drawn, somebody else sits in your place."
)


async def confirm(
    db: WriteSession, renderer: Renderer, panel: Panel, volunteer: Volunteer, by: Visitor
) -> None:
    """That they volunteered, until when they may change their mind, and how."""
    words = renderer.wording(volunteer.language, by.territory.time_zone)
    how = (
        say("To change what you said or to withdraw, use the code of your letter on the page of the panel.")
        if volunteer.source is Source.LETTER
        else say("To change what you said or to withdraw, sign in on the page of the panel.")
        if volunteer.source is Source.SELF
        else say("To change what you said or to withdraw, call %(telephone)s or come to the counter.")
    )
    notice = Notice(
        subject=words.say(say("You volunteered for “%(panel)s”"), panel=panel.name),
        paragraphs=[
            words.say(
                say(
                    "Thank you. %(seats)s people are drawn after %(day)s; you hear then whether you are one."
                ),
                seats=panel.seats,
                day=words.deadline(panel.closes_at),
            ),
            words.say(how, telephone=by.territory.telephone),
        ],
        rows=[(name, str(value)) for name, value in volunteer.attributes.items()],
        action=words.say(say("See the panel")),
        path=f"/panels/{panel.slug}",
    )
    await _post(db, renderer, "volunteered", volunteer, notice, words, by)


async def confirm_withdrawal(
    db: WriteSession, renderer: Renderer, panel: Panel, volunteer: Volunteer, by: Visitor
) -> None:
    """That nothing stays of what they said."""
    words = renderer.wording(volunteer.language, by.territory.time_zone)
    frozen = [] if panel.frozen_at is None else [words.say(FROZEN)]
    notice = Notice(
        subject=words.say(say("You no longer volunteer for “%(panel)s”"), panel=panel.name),
        paragraphs=[
            words.say(say("You are out of the draw, and what you said of yourself is deleted.")),
            *frozen,
        ],
        action=words.say(say("See the panel")),
        path=f"/panels/{panel.slug}",
    )
    await _post(db, renderer, "volunteer-withdrew", volunteer, notice, words, by)


async def _post(
    db: WriteSession,
    renderer: Renderer,
    why: str,
    volunteer: Volunteer,
    notice: Notice,
    words: Wording,
    by: Visitor,
) -> None:
    """Nobody without an address is written to; of what was written, nothing stays once it is sent."""
    if volunteer.email is None:
        return
    await post(
        db,
        key=f"{why}:{volunteer.id}",
        territory_id=volunteer.territory_id,
        person_id=volunteer.person_id,
        recipient=volunteer.email,
        kept=False,
        letter=renderer.letter(
            "mail/notice",
            {"notice": notice},
            language=words.language,
            territory=by.territory,
            address=by.address,
        ),
    )
