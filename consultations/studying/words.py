"""What people read of studies."""

from collections.abc import Mapping

from consultations.studying.rules import Basis, Feasible, Owes, StudyEnd, Which
from okote.platform.i18n import say

FEASIBLE: Mapping[Feasible, str] = {
    Feasible.YES: say("feasible"),
    Feasible.CHANGED: say("feasible with changes"),
    Feasible.NO: say("not feasible"),
}

BASES: Mapping[Basis, str] = {
    Basis.ESTIMATE: say("an estimate of the service"),
    Basis.QUOTE: say("a quote"),
    Basis.SIMILAR: say("similar work"),
    Basis.CONTRACT: say("the prices of a contract"),
}

ENDS: Mapping[StudyEnd, str] = {
    StudyEnd.RELEASED: say("released from it"),
    StudyEnd.PASSED_ON: say("passed on"),
    StudyEnd.ANSWERED: say("ended by the answer"),
}

OWES: Mapping[Owes, str] = {
    Owes.SERVICE: say("a service that answers"),
    Owes.ANSWER: say("the answer"),
    Owes.VIEW: say("a view"),
}

WHICH: Mapping[Which, str] = {
    Which.ENTRUST: say("To be entrusted"),
    Which.OWED: say("With services"),
    Which.LATE: say("Overdue"),
}
