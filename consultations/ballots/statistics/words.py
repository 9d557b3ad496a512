"""What groups of voters are called."""

from collections.abc import Mapping

from okote.platform.i18n import say

AGES: Mapping[str, str] = {
    "minor": say("under 18"),
    "adult": say("18 and over"),
    "unknown": say("not known"),
}
