"""What is kept about who is asked whether ideas are merged, whose support was carried, and who decides."""

from consultations.ideas.models import Idea
from consultations.merging.models import CarriedSupport, IdeaMerge, IdeaMergeAuthor, IdeaSplit
from okote.feature import Kept, Records
from okote.identity.personal import ACTS_STAY
from okote.platform.i18n import say
from okote.territories.explained import ACCOUNTS, CONTRACT, INTEREST, ROLES

_CLOSING = "okote.identity.account.closing.close_account"

RECORDS = (
    Records(
        "idea_merges_asked",
        say("Where you were asked whether your idea becomes one with others"),
        of=(IdeaMergeAuthor.person_id,),
        fields={
            "title": IdeaMerge.title,
            "answer": IdeaMergeAuthor.answer,
            "reason": IdeaMergeAuthor.reason,
            "at": IdeaMergeAuthor.answered_at,
        },
        joined=((IdeaMerge, IdeaMerge.id == IdeaMergeAuthor.merge_id),),
        once_closed=say("That an author agreed or objected stays, without your name and your words."),
    ),
    Records(
        "idea_supports_carried",
        say("Your supports that were carried to a merged idea"),
        of=(CarriedSupport.person_id,),
        fields={"idea": Idea.title},
        joined=((Idea, Idea.id == CarriedSupport.idea_id),),
    ),
    Records(
        "idea_merges",
        say("The mergings of ideas that you proposed, decided, carried out or took back"),
        of=(IdeaMerge.proposed_by, IdeaMerge.decided_by, IdeaMerge.merged_by, IdeaMerge.undone_by),
        fields={
            "title": IdeaMerge.title,
            "reason": IdeaMerge.because,
            "at": IdeaMerge.proposed_at,
            "merged_at": IdeaMerge.merged_at,
            "undone_at": IdeaMerge.undone_at,
        },
        once_closed=ACTS_STAY,
    ),
    Records(
        "idea_splits",
        say("The ideas that you split"),
        of=(IdeaSplit.by,),
        fields={"idea": Idea.title, "reason": IdeaSplit.because, "at": IdeaSplit.at},
        joined=((Idea, Idea.id == IdeaSplit.idea_id),),
        once_closed=ACTS_STAY,
    ),
)

KEPT = (
    Kept(
        say(
            "What you answer where your idea is to become one with others, and your support that goes with it"
        ),
        say("So that nobody’s idea is merged against their will unheard, and no support is lost"),
        CONTRACT,
        say(
            "As long as the ideas; a support until you take it back; your words until you close your account"
        ),
        ACCOUNTS,
        {
            "idea_merge_author": "merge_id person_id answer reason answered_at",
            "carried_support": "idea_id person_id merge_id",
        },
        ("consultations.merging.service.withdraw", _CLOSING),
    ),
    Kept(
        say("Who merged or split ideas, and why"),
        say("So that it can be checked later"),
        INTEREST,
        say("As long as the ideas; without your name once you close your account"),
        ROLES,
        {
            "idea_merge": "proposed_by decided_by decided_because merged_by undone_by undone_because",
            "idea_split": "id territory_id idea_id because at by",
        },
        (_CLOSING,),
    ),
)

IMPERSONAL = {
    "idea_merge": (
        "id territory_id title body language because proposed_at objections_until decided_at goes_on idea_id "
        "merged_at undone_at"
    ),
    "idea_merge_source": "merge_id idea_id standing",
}
