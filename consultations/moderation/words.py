"""What people read of grounds and decisions."""

from collections.abc import Mapping

from consultations.moderation.rules import Bar, CameBy, Ground, Verdict
from okote.platform.i18n import say

GROUNDS: Mapping[Ground, str] = {
    Ground.CHILD_ABUSE: say("It sexually abuses children"),
    Ground.THREAT: say("It threatens somebody, or calls for violence"),
    Ground.HATE: say("It is hateful, racist or discriminates"),
    Ground.PRIVACY: say("It tells of somebody’s life, or names a person who works there"),
    Ground.DEFAMATION: say("It insults or slanders somebody"),
    Ground.FRAUD: say("It is a fraud"),
    Ground.COPYRIGHT: say("It is copied without its author’s permission"),
    Ground.ILLEGAL: say("It breaks the law in another way"),
    Ground.ADVERTISING: say("It advertises, or repeats itself"),
    Ground.OFF_TOPIC: say("It has nothing to do with the subject"),
    Ground.CONDUCT: say("It breaks another rule of this site"),
}

VERDICTS: Mapping[Verdict, str] = {
    Verdict.KEPT: say("stays"),
    Verdict.HIDDEN: say("taken down"),
    Verdict.SUSPENDED: say("suspended for a time"),
    Verdict.LIFTED: say("suspension lifted"),
}

ORIGINS: Mapping[CameBy, str] = {
    CameBy.NOTICE: say("reported"),
    CameBy.PROGRAM: say("held: a new account links to another site"),
    CameBy.OWN: say("seen by a moderator"),
}

BARS: Mapping[Bar, str] = {
    Bar.REPORTING: say("reporting"),
    Bar.WRITING: say("writing"),
}

SEVERITIES: Mapping[int, str] = {
    4: say("at once"),
    3: say("today"),
    2: say("this week"),
    1: say("in its turn"),
}
