"""Whether mails leave, and are not taken for somebody else's."""

from collections.abc import Iterator
from email.utils import parseaddr

import aiosmtplib

from okote.identity.addresses import EmailMalformedError, normalised
from okote.serving.doctor.findings import Finding, fail, ok, warn
from okote.settings import MailSettings

ABOUT = "mail"
PATIENCE = 10
"""Seconds."""

LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})


async def mail(settings: MailSettings) -> list[Finding]:
    return [*sender(settings), *carrier(settings), await server(settings)]


def sender(settings: MailSettings) -> Iterator[Finding]:
    """Its address, and what its domain must publish: nothing that is installed here can look it up."""
    try:
        address = normalised(parseaddr(settings.sender)[1])
    except EmailMalformedError:
        yield fail(ABOUT, f"sender “{settings.sender}” holds no address such as Okoté <okote@example.org>.")
        return
    domain = address.partition("@")[2]
    yield ok(ABOUT, f"sent by {address}.")
    if settings.dns_confirmed:
        yield ok("dns", f"SPF, DKIM and DMARC of {domain} are published, as dns_confirmed says.")
        return
    host = f"ip4:<address of {settings.host}>" if settings.host in LOCAL else f"a:{settings.host}"
    yield warn("dns", "nothing is looked up here. Once three TXT records are published, set dns_confirmed:")
    yield warn("dns", f'{domain} "v=spf1 {host} -all", or as whoever carries your mails says;')
    yield warn("dns", f'<selector>._domainkey.{domain} "v=DKIM1; k=rsa; p=<key>", as whoever signs says;')
    yield warn("dns", f'_dmarc.{domain} "v=DMARC1; p=quarantine; rua=mailto:postmaster@{domain}".')


def carrier(settings: MailSettings) -> Iterator[Finding]:
    """Who carries mails, and whether others on the way could read them."""
    if settings.host in LOCAL:
        return
    if not settings.start_tls:
        yield warn(ABOUT, f"goes to {settings.host} unencrypted: let start_tls be true.")
    if settings.relay is None:
        yield warn(ABOUT, f"relay is not set: unless {settings.host} is yours, people must know whose it is.")


async def server(settings: MailSettings) -> Finding:
    """Whether it takes us in, up to where a mail would begin."""
    client = aiosmtplib.SMTP(
        hostname=settings.host,
        port=settings.port,
        username=settings.username,
        password=settings.password,
        start_tls=settings.start_tls,
        timeout=PATIENCE,
    )
    place = f"{settings.host}:{settings.port}"
    try:
        async with client:
            return ok(ABOUT, f"{place} takes us in.")
    except (aiosmtplib.SMTPException, OSError) as error:
        return fail(ABOUT, f"{place} does not take us in ({type(error).__name__}): no mail would leave.")
