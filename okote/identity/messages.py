"""What people read when signing in, or a role, is refused."""

from collections.abc import Mapping

from okote.platform.i18n import say

MESSAGES: Mapping[str, str] = {
    "sign_in_failed": say(
        "Signing in did not work, and nobody was signed in. Start again; if it fails again, call us."
    ),
    "sign_in_expired": say("This sign-in took too long, or was already used. Start again."),
    "provider_unavailable": say(
        "This way of signing in does not answer at the moment. Try again in a few minutes, or choose another."
    ),
    "way_in_used": say("This way of signing in is in use already, so it was not added to your account."),
    "session_changed": say(
        "You are no longer signed in as the person who began this, so nothing was added. Start again."
    ),
    "last_way_in": say("This is your only way to sign in. Add another one first."),
    "email_malformed": say("Write an e-mail address, such as name@example.org."),
    "mail_code_wrong": say("This is not the code of the last mail that we sent you."),
    "mail_code_over": say(
        "This code no longer works: a code lasts ten minutes and five tries. Ask for another."
    ),
    "invitation_over": say(
        "This invitation was used or withdrawn, or is more than 14 days old. Ask for another one."
    ),
    "deputy_day": say("Choose a day to come, within a year."),
    "last_administrator": say("This is the only administrator of the territory. Invite another one first."),
    "only_administrator": say(
        "You are the only administrator of %(territories)s. Invite another one, then close your account."
    ),
    "body_missing": say("Choose for whom."),
    "token_too_many": say("You have %(most)s tokens here. Revoke one that you no longer use first."),
    "token_scopes_missing": say("Choose what it may be used for."),
    "name_empty": say("Write the name that others will see, or choose not to show one."),
    "name_too_long": say("This name has %(length)s characters. Write at most %(most)s."),
    "name_forbidden_character": say("Write a name with letters or figures, without the signs < and >."),
}
