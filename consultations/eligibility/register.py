"""The register of what is done with data about who may take part (GDPR, art. 30), and what is of nobody."""

from okote.feature import Kept
from okote.platform.i18n import say
from okote.territories.explained import ACCOUNTS, CLOSING, CONTRACT, INTEREST, ROLES

KEPT = (
    Kept(
        say("Where you live, your age and who answers for you if you are under age, as you showed it"),
        say(
            "To know whether a consultation is for you; the birth date is kept of whoever is still too "
            "young, and only until they are old enough"
        ),
        CONTRACT,
        say("Until you take it away or close your account, and two years after it ended"),
        ACCOUNTS,
        {
            "residence_fact": (
                "id territory_id person_id place_id proof paper shown_at shown_on valid_until ended_at "
                "ended_because"
            ),
            "age_fact": (
                "id territory_id person_id at_least on_day born_on proof paper shown_at ended_at "
                "ended_because"
            ),
            "guardian_consent": (
                "id territory_id person_id guardian reached_at token_hash link_until asked_at given_at "
                "given_on ended_at"
            ),
        },
        (
            "residences-ended",
            "ages-ended",
            "birth-dates",
            "guardians-asked",
            "consultations.eligibility.service.take_back",
            CLOSING,
        ),
    ),
    Kept(
        say("Lists of residents, and what people wrote to be found on them"),
        say("So that whoever lives here takes part once, and only they"),
        INTEREST,
        say(
            "A list as long as was said when it was brought, and 30 days once it is replaced, but until a "
            "vote that runs then is closed; questions 30 days after they were decided"
        ),
        say("People who live in the territory"),
        {
            "census_entry": (
                "id territory_id list_id name names born_on address sought number place_id added_at "
                "person_id claimed_at formerly"
            ),
            "census_claim": (
                "id territory_id person_id reason entries given family born_on address number at verdict "
                "told decided_at"
            ),
        },
        ("census-lines", "census-claims", "consultations.eligibility.census.lists.throw_away", CLOSING),
    ),
    Kept(
        say("Letters with a code that shows where somebody lives"),
        say("To post them, and to check the code once"),
        CONTRACT,
        say("The name and address until the code is used; all of it 30 days after it was used or ended"),
        say("People who live in the territory"),
        {
            "residence_letter": (
                "id territory_id package_id person_id entry_id proof paper name address place_id born_on "
                "guardian asked_at expires_on mark salt code_hash tries used_at used_by"
            )
        },
        ("residence-letters", CLOSING),
    ),
    Kept(
        say("Who brought lists of residents, made letters, saw papers and decided who somebody is"),
        say("So that it can be checked later"),
        INTEREST,
        say("As long as what they did it to; without your name once you close your account"),
        ROLES,
        {
            "residence_fact": "recorded_by",
            "age_fact": "recorded_by",
            "guardian_consent": "recorded_by",
            "census_list": "brought_by",
            "census_claim": "decided_by",
            "residence_letter": "recorded_by",
            "letter_package": "made_by downloaded_by voided_by",
        },
        (CLOSING,),
    ),
)

IMPERSONAL = {
    "eligibility_terms": "territory_id declared_days list_days code_days oldest_floor",
    "census_list": "id territory_id name lines refused brought_at kept_until in_force_at replaced_at",
    "letter_package": "id territory_id purpose letters used expires_on made_at downloaded_at voided_at",
}
