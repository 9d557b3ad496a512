"""What people read when somebody can't be named to sign for a ballot."""

from collections.abc import Mapping

from okote.platform.i18n import say

MESSAGES: Mapping[str, str] = {
    "scrutineer_known": say("This person is named for this ballot already."),
    "scrutineer_own": say("Whoever names somebody can’t be that person, under another account either."),
    "scrutineer_role": say(
        "You hold a role in the back office: you can’t be a scrutineer from outside. Have yourself named as a"
        " deputy for this ballot."
    ),
    "scrutineers_most": say("At most %(most)s people can be named for a ballot."),
}
