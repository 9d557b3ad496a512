"""What the states of a seat and the kinds of observers are called."""

from collections.abc import Mapping

from consultations.panels.members.rules import Bar, ObserverKind, SeatState
from okote.platform.i18n import say

STATES: Mapping[SeatState, str] = {
    SeatState.WAITING: say("in reserve"),
    SeatState.INVITED: say("invited"),
    SeatState.ACCEPTED: say("sits"),
    SeatState.DECLINED: say("said no"),
    SeatState.SILENT: say("did not answer"),
    SeatState.DROPPED: say("dropped out"),
}

TONES: Mapping[SeatState, str] = {
    SeatState.WAITING: "waiting",
    SeatState.INVITED: "waiting",
    SeatState.ACCEPTED: "done",
    SeatState.DECLINED: "refused",
    SeatState.SILENT: "refused",
    SeatState.DROPPED: "refused",
}
"""As the component `status` knows them."""

OBSERVERS: Mapping[ObserverKind, str] = {
    ObserverKind.ELECTED: say("elected member"),
    ObserverKind.SERVICE: say("from the service"),
    ObserverKind.SWORN: say("sworn observer"),
}

BARS: Mapping[Bar, str] = {
    Bar.WITHDRAWN: say("withdrew before being called"),
    Bar.OWN_SERVICE: say("works for the service that the panel judges"),
    Bar.ELECTED: say("holds an elected office"),
    Bar.OBSERVER: say("observes this panel"),
}
