"""Presses each button of the desk of moderation, for the audit trail."""

from sqlmodel import select

from consultations.moderation.models import (
    ModerationAppeal,
    ModerationCase,
    ModerationDecision,
    ModerationNotice,
)
from okote.identity.models import Role

NOTICE = {"ground": "defamation", "explanation": "Là.", "good_faith": "yes"}
DECISION = {
    "verdict": "hidden",
    "facts": "Une insulte.",
    "ground": "defamation",
    "rule": "Code pénal, article R621-2",
}


async def press_moderation(house, browser, give_role, lea, walk, idea):
    ines = browser()
    await ines.arrive("ines")
    await give_role("ines", Role.AGENT)
    await browser().post(
        f"/en/moderation/report/idea/{idea}", {**NOTICE, "name": "Ada", "email": "ada@exemple.test"}
    )
    notice = {"notice_id": (await walk.latest(ModerationNotice)).id}
    await walk.press(lea, "/moderation/notices/{notice_id:uuid}/suspend", **notice)
    case = await walk.latest(ModerationCase)
    await walk.press(lea, "/moderation/{case_id:uuid}/decide", DECISION, case_id=case.id)
    async with house.database.reading() as db:
        decision = (
            await db.exec(select(ModerationDecision).where(ModerationDecision.case_id == case.id))
        ).one()
    camille = browser()
    await camille.arrive("camille")
    await camille.post(f"/en/my/moderation/{decision.id}/appeal", {"words": "Non."})
    appeal = {"appeal_id": (await walk.latest(ModerationAppeal)).id}
    followed = {**DECISION, "outcome": "followed"}
    await walk.press(ines, "/moderation/appeals/{appeal_id:uuid}/decide", followed, **appeal)
    await walk.press(lea, "/moderation/look/{kind:str}/{subject_id:uuid}", kind="idea", subject_id=idea)
    again = await walk.latest(ModerationCase)
    await walk.press(lea, "/moderation/decide", {**DECISION, "verdict": "kept", "case": str(again.id)})
    person = {"person_id": case.author_id}
    base = "/moderation/people/{person_id:uuid}"
    await walk.press(lea, f"{base}/hide", DECISION, **person)
    batch = (await walk.latest(ModerationDecision)).batch_id
    await walk.press(lea, f"{base}/batches/{{batch_id:uuid}}/show", batch_id=batch, **person)
    suspended = {"bars": "writing", "days": "3", "why": "Publicité.", "article": "Règles"}
    await walk.press(lea, f"{base}/suspend", suspended, **person)
    await walk.press(lea, "/moderation/conduct", {"text": "Soyez brefs."})
