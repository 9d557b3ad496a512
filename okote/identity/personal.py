"""What the house itself keeps about people, and what of it goes by itself."""

from datetime import timedelta

from sqlmodel import col, func

from okote.feature import Forgetting, Records
from okote.identity import sessions
from okote.identity.mail_codes.models import MailCode
from okote.identity.mail_codes.rules import LASTS
from okote.identity.mail_codes.service import MAIL_KEY
from okote.identity.models import Grant, Invitation, Person, Session, SignIn, SignInAttempt
from okote.identity.sessions import ENDED_KEPT
from okote.identity.tokens.models import AccessToken
from okote.identity.tokens.rules import EXPIRED_KEPT
from okote.identity.typed.models import TypedForm
from okote.identity.typed.rules import KEPT as TYPED_KEPT
from okote.platform.audit import AuditEntry
from okote.platform.i18n import say
from okote.platform.limits import LimitHit
from okote.platform.mail import service as mail
from okote.platform.mail.models import Mail, MailRefusal
from okote.territories.models import Territory

ATTEMPTS_KEPT = timedelta(hours=23)
"""Of limits: looked at each hour, a network address is never kept for longer than a day. Of the limits by
day, somebody who reached one may try again up to an hour early.
"""

INVITED_KEPT = timedelta(days=30)
"""How long the address of somebody who did not take up an invitation is known, once they no longer can."""

ACTS_STAY = say(
    "What you did in a role stays, without your name, as long as the accounts that it explains:"
    " ten years (Commercial Code, L123-22)."
)

RECORDS = (
    Records(
        "account",
        say("Your account: e-mail address, name, language"),
        of=(Person.id,),
        fields={
            "id": Person.id,
            "created_at": Person.created_at,
            "email": Person.email,
            "email_chosen": Person.email_chosen,
            "public_name": Person.public_name,
            "language": Person.language,
        },
    ),
    Records(
        "ways_in",
        say("How you sign in"),
        of=(SignIn.person_id,),
        fields={
            "issuer": SignIn.issuer,
            "subject": SignIn.subject,
            "last_used_at": SignIn.last_used_at,
        },
    ),
    Records(
        "ways_in_begun",
        say("Ways to sign in that you began to add"),
        of=(SignInAttempt.person_id,),
        fields={"provider": SignInAttempt.provider, "expires_at": SignInAttempt.expires_at},
    ),
    Records(
        "sessions",
        say("Where you are signed in"),
        of=(Session.person_id,),
        fields={
            "site": Session.host,
            "provider": Session.provider,
            "created_at": Session.created_at,
            "seen_at": Session.seen_at,
            "expires_at": Session.expires_at,
        },
    ),
    Records(
        "typed_forms",
        say("What you typed while your session ended"),
        of=(TypedForm.person_id,),
        fields={
            "site": TypedForm.host,
            "page": TypedForm.path,
            "typed": TypedForm.fields,
            "at": TypedForm.at,
        },
    ),
    Records(
        "access_tokens",
        say("Your access tokens: their names, never the tokens themselves"),
        of=(AccessToken.person_id,),
        fields={
            "territory": Territory.name,
            "name": AccessToken.name,
            "begins": AccessToken.begins,
            "scopes": AccessToken.scopes,
            "created_at": AccessToken.created_at,
            "expires_at": AccessToken.expires_at,
            "last_used_on": AccessToken.last_used_on,
        },
        joined=((Territory, Territory.id == AccessToken.territory_id),),
    ),
    Records(
        "addresses_to_confirm",
        say("Addresses that wait for your code"),
        of=(MailCode.person_id,),
        fields={
            "email": MailCode.email,
            "created_at": MailCode.created_at,
            "expires_at": MailCode.expires_at,
            "used_at": MailCode.used_at,
        },
    ),
    Records(
        "mails",
        say("The mails that we sent you"),
        of=(Mail.person_id,),
        fields={
            "territory": Territory.name,
            "recipient": Mail.recipient,
            "subject": Mail.subject,
            "text": Mail.text,
            "state": Mail.state,
            "created_at": Mail.created_at,
            "sent_at": Mail.sent_at,
        },
        joined=((Territory, Territory.id == Mail.territory_id),),
    ),
    Records(
        "mails_refused",
        say("The kinds of mail that you do not want"),
        of=(MailRefusal.person_id,),
        fields={"kind": MailRefusal.kind, "since": MailRefusal.since},
    ),
    Records(
        "roles",
        say("Your roles, those that you no longer have too"),
        of=(Grant.person_id,),
        fields={
            "territory": Territory.name,
            "role": Grant.role,
            "scope": Grant.scope,
            "granted_at": Grant.granted_at,
            "revoked_at": Grant.revoked_at,
        },
        joined=((Territory, Territory.id == Grant.territory_id),),
        once_closed=ACTS_STAY,
    ),
    Records(
        "roles_given",
        say("The roles that you gave to others"),
        of=(Grant.granted_by,),
        fields={
            "territory": Territory.name,
            "role": Grant.role,
            "granted_at": Grant.granted_at,
            "revoked_at": Grant.revoked_at,
        },
        joined=((Territory, Territory.id == Grant.territory_id),),
        once_closed=ACTS_STAY,
    ),
    Records(
        "deeds",
        say("What you did here in a role"),
        of=(AuditEntry.person_id,),
        fields={
            "territory": Territory.name,
            "at": AuditEntry.at,
            "deed": AuditEntry.deed,
            "about": AuditEntry.called,
            "reason": AuditEntry.reason,
        },
        joined=((Territory, Territory.id == AuditEntry.territory_id),),
        once_closed=ACTS_STAY,
    ),
    Records(
        "invitations_taken",
        say("The invitations that you took up"),
        of=(Invitation.accepted_by,),
        fields={
            "territory": Territory.name,
            "email": Invitation.email,
            "role": Invitation.role,
            "created_at": Invitation.created_at,
            "accepted_at": Invitation.accepted_at,
        },
        joined=((Territory, Territory.id == Invitation.territory_id),),
        once_closed=ACTS_STAY,
    ),
    Records(
        "invitations_sent",
        say("The invitations that you sent"),
        of=(Invitation.invited_by,),
        fields={
            "territory": Territory.name,
            "role": Invitation.role,
            "created_at": Invitation.created_at,
            "accepted_at": Invitation.accepted_at,
            "revoked_at": Invitation.revoked_at,
        },
        joined=((Territory, Territory.id == Invitation.territory_id),),
        once_closed=ACTS_STAY,
    ),
)

FORGETS = (
    Forgetting(
        "sessions",
        "Sessions, a day after they ended",
        Session,
        col(Session.seen_at),
        lambda at: sessions.over(at - ENDED_KEPT),
    ),
    Forgetting(
        "typed-forms",
        "What was typed while a session ended, after an hour",
        TypedForm,
        col(TypedForm.at),
        lambda at: col(TypedForm.at) <= at - TYPED_KEPT,
    ),
    Forgetting(
        "sign-ins-begun",
        "Sign-ins that nobody completed, after 10 minutes",
        SignInAttempt,
        col(SignInAttempt.expires_at),
        lambda at: col(SignInAttempt.expires_at) <= at,
    ),
    Forgetting(
        "mail-codes",
        "Codes sent by mail, after 10 minutes",
        MailCode,
        col(MailCode.created_at),
        lambda at: col(MailCode.expires_at) <= at,
    ),
    Forgetting(
        "mails-with-codes",
        "The mails that told these codes, after 10 minutes",
        Mail,
        col(Mail.created_at),
        lambda at: col(Mail.key).startswith(MAIL_KEY) & (col(Mail.created_at) <= at - LASTS),
    ),
    Forgetting(
        "mails",
        "Mails, after a year",
        Mail,
        col(Mail.created_at),
        lambda at: ~col(Mail.key).startswith(MAIL_KEY) & (col(Mail.created_at) < at - mail.KEPT),
    ),
    Forgetting(
        "access-tokens",
        "Access tokens, 30 days after they expired",
        AccessToken,
        col(AccessToken.expires_at),
        lambda at: col(AccessToken.expires_at) <= at - EXPIRED_KEPT,
    ),
    Forgetting(
        "attempts",
        "Network addresses and others that are counted for limits, within a day",
        LimitHit,
        col(LimitHit.at),
        lambda at: col(LimitHit.at) <= at - ATTEMPTS_KEPT,
    ),
    Forgetting(
        "invitations",
        "Addresses of invitations that nobody took up, 30 days after they ended",
        Invitation,
        col(Invitation.created_at),
        lambda at: (
            col(Invitation.accepted_at).is_(None)
            & (col(Invitation.email) != "")
            & (func.least(Invitation.expires_at, Invitation.revoked_at) <= at - INVITED_KEPT)
        ),
        instead={"email": ""},
    ),
)
