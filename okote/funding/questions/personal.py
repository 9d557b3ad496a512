"""What is kept about who asks and who answers."""

from okote.feature import Records
from okote.funding.campaigns.models import Campaign
from okote.funding.questions.models import Question
from okote.platform.i18n import say
from okote.territories.models import Territory

_JOINED = (
    (Campaign, Campaign.id == Question.campaign_id),
    (Territory, Territory.id == Question.territory_id),
)

RECORDS = (
    Records(
        "questions",
        say("The questions that you asked about campaigns"),
        of=(Question.person_id,),
        fields={
            "territory": Territory.name,
            "campaign": Campaign.title,
            "public_name": Question.public_name,
            "question": Question.body,
            "language": Question.language,
            "asked_at": Question.asked_at,
            "answer": Question.answer,
            "set_aside_because": Question.refusal,
            "handled_at": Question.handled_at,
        },
        joined=_JOINED,
        once_closed=say(
            "Questions of yours that were answered stay without your name, since others read the answer;"
            " the others go."
        ),
    ),
    Records(
        "questions_handled",
        say("The questions that you answered or set aside"),
        of=(Question.handled_by,),
        fields={
            "territory": Territory.name,
            "campaign": Campaign.title,
            "answer": Question.answer,
            "set_aside_because": Question.refusal,
            "handled_at": Question.handled_at,
        },
        joined=_JOINED,
        once_closed=say(
            "The answers that you wrote stay, in the name of the organisation that you wrote them for."
        ),
    ),
)
