"""What people do about who may take part, and what of it is told: no name, birth date or address."""

from okote.platform.audit import Deed, Subject
from okote.platform.i18n import say

TERMS = Subject(
    "eligibility_terms",
    say("How long it holds where somebody lives"),
    "/back-office/eligibility",
    fields={
        "declared_days": say("Days for what is declared"),
        "list_days": say("Days for what a list shows"),
        "code_days": say("Days for a letter or the counter"),
        "oldest_floor": say("Age up to which a birth date is kept"),
    },
    key="territory_id",
    called="",
)
LIST = Subject(
    "census_list",
    say("List of residents"),
    "/back-office/eligibility/lists/{}",
    fields={
        "lines": say("Lines"),
        "kept_until": say("Kept until"),
        "in_force_at": say("In force since"),
        "replaced_at": say("Replaced on"),
    },
)
CLAIM = Subject(
    "census_claim",
    say("Question of who somebody is"),
    "/back-office/eligibility/claims/{}",
    fields={"reason": say("Why it is asked"), "verdict": say("Decision")},
    words={
        "several": say("several lines match"),
        "taken": say("the line is another account’s"),
        "counter": say("known at the counter"),
        "second": say("a second line for one account"),
        "waiting": say("waiting"),
        "granted": say("recognised"),
        "refused": say("not recognised"),
    },
    called="",
)
PACKAGE = Subject(
    "letter_package",
    say("Package of letters"),
    "/back-office/eligibility/letters",
    fields={
        "letters": say("Letters"),
        "expires_on": say("Good before"),
        "downloaded_at": say("Downloaded on"),
        "voided_at": say("Declared void on"),
    },
    called="",
)
RESIDENCE = Subject(
    "residence_fact",
    say("Where somebody lives"),
    fields={
        "proof": say("How it was shown"),
        "valid_until": say("Holds before"),
        "ended_at": say("Ended on"),
    },
    words={
        "declared": say("as declared"),
        "list": say("by a list"),
        "letter": say("with a letter"),
        "counter": say("at the counter"),
    },
    called="",
)
LETTER = Subject(
    "residence_letter",
    say("Code for somebody at the counter"),
    fields={"paper": say("Paper seen"), "expires_on": say("Good before")},
    called="",
)


class EligibilityDeed(Deed):
    ELIGIBILITY_TERMS_SET = TERMS, say("Set how long it holds where somebody lives")
    CENSUS_LIST_BROUGHT = LIST, say("Brought a list of residents")
    CENSUS_LIST_IN_FORCE = LIST, say("Put a list of residents in force")
    CENSUS_LIST_THROWN_AWAY = LIST, say("Threw a list of residents away")
    CENSUS_LIST_LOOKED_AT = LIST, say("Looked for somebody on a list of residents")
    CENSUS_CLAIM_LOOKED_AT = CLAIM, say("Looked at who somebody may be")
    CENSUS_CLAIM_DECIDED = CLAIM, say("Decided who somebody is")
    LETTERS_PACKED = PACKAGE, say("Made a package of letters")
    LETTERS_DOWNLOADED = PACKAGE, say("Downloaded a package of letters")
    LETTERS_VOIDED = PACKAGE, say("Declared a package of letters void")
    COUNTER_CODE_HANDED = LETTER, say("Handed over a code at the counter")
    RESIDENCE_RECORDED = RESIDENCE, say("Recorded at the counter where somebody lives")
    RESIDENCE_REVOKED = RESIDENCE, say("Revoked where somebody lives")


DEEDS = tuple(EligibilityDeed)
