"""What people read when consultations refuse something."""

from collections.abc import Mapping

from okote.platform.i18n import say

MESSAGES: Mapping[str, str] = {
    "service_exists": say("There is already a service called %(name)s, perhaps a retired one."),
    "idea_moved_on": say("Something has been done with this idea in the meantime. Look where it stands now."),
    "idea_gone": say("This idea was taken down or taken back: nothing can be done with it any more."),
    "idea_answered": say("This idea has its answer: it can no longer be supported or taken back."),
    "idea_own": say("You proposed this idea yourself: somebody else must do that."),
}
