"""No cookie but those without which signing in and forms would not work: nobody has to be asked.

CNIL, guidelines of 17 September 2020, no. 49: what authenticates, protects a form or carries what was asked
for needs no consent.
"""

import re
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path

import pytest

from okote.identity import cookies
from okote.web import csrf
from okote.web.pages import FLASH
from tests.okote.app_client import Browser

NECESSARY = {
    csrf.COOKIE: "a form is taken from our own pages alone",
    cookies.SESSION: "who is signed in",
    cookies.BROWSER: "who began to sign in, for ten minutes",
    FLASH: "what was just done, said once on the next page",
}
LASTING = {csrf.COOKIE: None, cookies.SESSION: None, cookies.BROWSER: 600, FLASH: 60}
"""In seconds at most; None until the browser is closed."""

KEEPS = re.compile(r"localStorage|sessionStorage|indexedDB|document\.cookie|caches\.")


@dataclass
class Watched(Browser):
    """Remembers each `Set-Cookie` that it was sent."""

    sent: list[str] = field(default_factory=list)

    def _keep(self, answer):
        self.sent += answer.headers.get_list("set-cookie")
        super()._keep(answer)


def pages(app):
    """Every address without a blank in it that may be asked for."""
    while not hasattr(app, "routes"):
        app = app.app
    return sorted(
        route.path
        for route in app.routes
        if "GET" in getattr(route, "methods", ()) and "{" not in route.path and "callback" not in route.path
    )


async def test_every_page_sets_these_alone_as_tightly_as_can_be(app, scene, browser, lea):
    stranger, reader, asker, office = (Watched(**vars(one)) for one in (browser(), browser(), browser(), lea))
    await reader.sign_in("camille")
    await asker.post("/fr/sign-in-by-mail", {"email": "yanis@courriel.example", "next": "/"})
    await stranger.get(scene.path)
    walked = [path for path in pages(app) if not path.endswith("/live")]
    assert len(walked) > 100
    for path in walked:
        answer = await stranger.get(f"/fr{path}")
        if "/sign-in" in answer.headers.get("location", "") and path.count("/") <= 2:
            await office.get(f"/fr{path}")
    await office.post("/fr/account", {"public_name": "Léa", "language": "fr"})
    await reader.post("/fr/sign-out")

    sent = [*stranger.sent, *reader.sent, *asker.sent, *office.sent]
    assert {name for header in sent for name in SimpleCookie(header)} == set(NECESSARY)
    assert [header for header in sent if not is_tight(header)] == []


def is_tight(header):
    """For this very host over TLS alone, out of reach of scripts and other sites' forms, not for long."""
    ((name, cookie),) = SimpleCookie(header).items()
    lasting = LASTING.get(name)
    short = cookie["max-age"] in {"", "0"} or (lasting is not None and int(cookie["max-age"]) <= lasting)
    return (
        name.startswith("__Host-")
        and cookie["path"] == "/"
        and not cookie["domain"]
        and not cookie["expires"]
        and bool(cookie["secure"] and cookie["httponly"])
        and cookie["samesite"].lower() in {"lax", "strict"}
        and short
    )


@pytest.mark.parametrize(
    "loose",
    [
        "seen=1; Path=/; Secure; HttpOnly; SameSite=Lax",
        "__Host-csrf=1; Path=/; Secure; SameSite=Lax",
        "__Host-csrf=1; Path=/; HttpOnly; SameSite=Lax",
        "__Host-csrf=1; Path=/; Secure; HttpOnly",
        "__Host-csrf=1; Path=/; Secure; HttpOnly; SameSite=None",
        "__Host-csrf=1; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=86400",
        "__Host-csrf=1; Path=/; Secure; HttpOnly; SameSite=Lax; Domain=localhost",
    ],
)
def test_a_loose_one_is_found(loose):
    assert not is_tight(loose)


def test_nothing_is_kept_in_the_browser_otherwise():
    ours = list(Path("okote/web/static").glob("okote*.js"))
    assert ours
    assert [path for path in ours if KEEPS.search(path.read_text())] == []
    assert KEEPS.search("localStorage.setItem('seen', 1)")
