"""What is kept about who wrote opinions down, published them and answered them."""

from consultations.panels.members.personal import ACTS
from consultations.panels.opinions.models import Opinion, OpinionCorrection
from okote.feature import Records
from okote.platform.i18n import say

RECORDS = (
    Records(
        "panel_opinions",
        say("The opinions of panels that you wrote down, published or answered"),
        of=(Opinion.written_by, Opinion.published_by, Opinion.answered_by),
        fields={
            "title": Opinion.title,
            "published_at": Opinion.published_at,
            "answered_at": Opinion.answered_at,
        },
        once_closed=ACTS,
    ),
    Records(
        "panel_opinion_corrections",
        say("The mistakes of opinions of panels that you told"),
        of=(OpinionCorrection.by,),
        fields={"title": Opinion.title, "text": OpinionCorrection.body, "at": OpinionCorrection.at},
        joined=((Opinion, Opinion.id == OpinionCorrection.opinion_id),),
        once_closed=ACTS,
    ),
)
