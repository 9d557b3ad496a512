"""What each page says of its accessibility."""

from collections.abc import Mapping

from okote.platform.i18n import say
from okote.territories.rules import Conformity

MENTIONS: Mapping[Conformity, str] = {
    Conformity.FULL: say("Accessibility: fully compliant"),
    Conformity.PARTIAL: say("Accessibility: partially compliant"),
    Conformity.NONE: say("Accessibility: not compliant"),
}
