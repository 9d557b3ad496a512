"""What administrators do about who may do what here."""

from okote.identity.roles.words import ROLE_NAMES
from okote.platform.audit import Deed, Subject
from okote.platform.i18n import say

_WORDS = {role.value: name for role, name in ROLE_NAMES.items()}
_ROLE = {"role": say("Role"), "scope": say("For")}
_DATES = {"granted_at": say("Given on"), "expires_at": say("Until"), "revoked_at": say("Taken back on")}

PERSON = Subject(
    "person",
    say("Person"),
    "/back-office/people",
    fields=_ROLE | _DATES,
    words=_WORDS,
    key="person_id",
)
INVITATION = Subject(
    "invitation",
    say("Invitation"),
    "/back-office/people",
    fields=_ROLE
    | {
        "expires_at": say("Open until"),
        "accepted_at": say("Taken up on"),
        "revoked_at": say("Withdrawn on"),
    },
    words=_WORDS,
)
TOKEN = Subject(
    "access_token",
    say("Access token"),
    "/back-office/tokens",
    fields={"created_at": say("Made on"), "expires_at": say("Open until")},
    key="person_id",
    called="begins",
)


class IdentityDeed(Deed):
    INVITATION_SENT = INVITATION, say("Sent an invitation")
    INVITATION_WITHDRAWN = INVITATION, say("Withdrew an invitation")
    INVITATION_TAKEN = INVITATION, say("Took up an invitation")
    DEPUTY_NAMED = PERSON, say("Named a deputy")
    ROLE_TAKEN_BACK = PERSON, say("Took a role back")
    TOKEN_TAKEN_AWAY = TOKEN, say("Took an access token away")


DEEDS = tuple(IdentityDeed)
