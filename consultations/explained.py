"""What people ask about consultations."""

from okote.feature import Theme
from okote.platform.i18n import say

HELP = (
    Theme(
        say("Consultations"),
        (
            (
                say("How do I take part?"),
                say(
                    "Its page says what is open now, what you can do, and who may. At the counter too: "
                    "%(counter)s."
                ),
            ),
            (
                say("Until when can I take part?"),
                say(
                    "To the moment that its page says, by the clock of the site. 24:00 is the end of that "
                    "day."
                ),
            ),
            (
                say("May the administration change the days of a consultation?"),
                say("Those to come, with a reason that everyone reads. What is over is not opened again."),
            ),
            (
                say("Who answers?"),
                say("The service that its page names. What becomes of it stands there at the end."),
            ),
        ),
        "/processes",
    ),
    Theme(
        say("Ideas"),
        (
            (
                say("Who answers my idea?"),
                say("A service of the administration, in its own name, in public, and to you by mail."),
            ),
            (
                say("Is a support a vote?"),
                say("No. It shows that an idea matters to many; the service decides by its reasons."),
            ),
            (
                say("Can I take my idea back?"),
                say("Until it is answered, on its own page. Nobody else sees it then."),
            ),
            (
                say("Can I change my idea?"),
                say("For fourteen days, until a service studies it. Everyone can read each version."),
            ),
            (
                say("An idea that I support has changed. Does my support still count?"),
                say("Yes. If much changed you are told by mail, and may support it no more."),
            ),
            (
                say("Where is what I had begun to write?"),
                say("Under “My ideas”, kept as you type, for 90 days after you last wrote on it."),
            ),
            (
                say("Can I propose an idea without a computer?"),
                say("Yes: an agent types it for you. Call %(telephone)s or come by: %(counter)s."),
            ),
            (
                say("Why was my idea taken down?"),
                say("You read the reasons in a mail, and may appeal: another moderator looks again."),
            ),
        ),
        "/ideas",
    ),
    Theme(
        say("Difficulties of daily life"),
        (
            (
                say("Who reads what I struggle with?"),
                say("You and the service in charge. Everyone else reads numbers; each look is written down."),
            ),
            (
                say("I don’t know which service it is for. What do I do?"),
                say("Leave it open: an agent reads it, finds the service, and then reads it no longer."),
            ),
            (
                say("When do I have an answer?"),
                say("By the day that stands on its page. Who is late is reminded, and the number is public."),
            ),
            (
                say("Can I tell it without a computer?"),
                say("Yes: call %(telephone)s or come by (%(counter)s). You are answered as you wish."),
            ),
        ),
        "/difficulties",
    ),
    Theme(
        say("Who may take part"),
        (
            (
                say("How do I show where I live?"),
                say(
                    "On your pages: with the list of residents, a code by letter, or at the counter "
                    "(%(counter)s)."
                ),
            ),
            (
                say("Why does the list not find me?"),
                say(
                    "It may write you in another way. Where a line may be yours, somebody looks and writes "
                    "to you; a letter or the counter is another way."
                ),
            ),
            (
                say("What if I move, or have a birthday, during a vote?"),
                say("What counts is the day on which you act. What you did until then stays."),
            ),
            (
                say("Several of us have one e-mail address, or none"),
                say("Come to the counter (%(counter)s), or call %(telephone)s: you take part there."),
            ),
        ),
        "/my/eligibility",
    ),
    Theme(
        say("Comments and moderation"),
        (
            (
                say("How do I report something?"),
                say("By the link below it, with or without an account. Its author does not learn who did."),
            ),
            (
                say("Who decides what is taken down?"),
                say("A person, never a program, and never somebody who wrote or reported it. You read why."),
            ),
            (
                say("How do I change or take back a comment?"),
                say("By the link below it: its words for a quarter of an hour, a correction later."),
            ),
            (
                say("How do I hear of answers?"),
                say("By mail, once a day at most. A link in each mail ends them; so does “My account”."),
            ),
        ),
        "/moderation",
    ),
    Theme(
        say("Actions of the administration"),
        (
            (
                say("What is an action?"),
                say("One thing that the administration promises: which service does it, and until when."),
            ),
            (
                say("When is an action late?"),
                say("From the day after the one that was promised, until it is carried out or abandoned."),
            ),
            (
                say("May the administration change the day that it promised?"),
                say("Yes: it is then carried over, and its page keeps the day that was promised before."),
            ),
            (
                say("Why do old reports not change?"),
                say("Each year is frozen once. A mistake is told beside it, with its date."),
            ),
        ),
        "/actions",
    ),
    Theme(
        say("Procedures"),
        (
            (
                say("Is a procedure on this site what counts?"),
                say("What counts is what the service hands you. Its page says which version is in use."),
            ),
            (
                say("How does a letter or a form get simpler?"),
                say("The service writes a new version, residents test it, and both stand side by side here."),
            ),
            (
                say("Does anyone know what I answered about a procedure?"),
                say("No: no account, no name. An agent reads words first and takes out whose they are."),
            ),
            (
                say("I don't understand a letter. Who helps me?"),
                say("Call %(telephone)s or come to the counter: %(counter)s."),
            ),
        ),
        "/procedures",
    ),
    Theme(
        say("Panels"),
        (
            (
                say("Who can be on a panel?"),
                say(
                    "Any resident who volunteers while its call is open. Nothing has to be known beforehand."
                ),
            ),
            (
                say("How are people chosen?"),
                say("By lot among all volunteers, so that the panel looks like those who live here."),
            ),
            (
                say("What happens once I am drawn?"),
                say("You are written to, and answer within ten days without signing in. A no is fine."),
            ),
            (
                say("I sit on a panel and can’t go on. What do I do?"),
                say("Say so on your page, or call %(telephone)s: somebody else is then called."),
            ),
            (
                say("Can I check the draw?"),
                say(
                    "Yes. A lottery that nobody can know beforehand decides; each panel has a page with two "
                    "files and one line to type."
                ),
            ),
            (
                say("Who sees what I say of myself?"),
                say("Whoever runs the panel. Everyone else sees numbers, never of a small group."),
            ),
            (
                say("Can I volunteer without a computer?"),
                say("Yes: at the counter (%(counter)s), or call %(telephone)s."),
            ),
        ),
        "/panels",
    ),
    Theme(
        say("Tests of procedures"),
        (
            (
                say("Does the service know what I answered?"),
                say(
                    "No. It reads what all testers together answered, and words without what tells who wrote "
                    "them."
                ),
            ),
            (
                say("What if I give up halfway?"),
                say("Say so: where people give up is what a test is for. What is tested is never you."),
            ),
            (
                say("Can I stop and go on later?"),
                say("Yes, on any device, until the test ends: each page that you send is kept."),
            ),
            (
                say("Can I try something without a computer?"),
                say("Yes: an agent types what you say. Call %(telephone)s or come by: %(counter)s."),
            ),
        ),
        "/tests",
    ),
)
