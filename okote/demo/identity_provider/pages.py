"""The pages that people see: whom to sign in as, what was wrong, signed out."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from okote.demo.identity_provider.clients import Client
from okote.demo.identity_provider.manners import OWN_PARAMETER
from okote.demo.identity_provider.messages import Answer, Pairs, Request
from okote.demo.identity_provider.people import FictionalPerson
from okote.demo.identity_provider.texts import LANGUAGES, TEXTS, language_of

HERE = Path(__file__).parent
STYLESHEET = (HERE / "static" / "identity.css").read_bytes()

_templates = Environment(
    loader=FileSystemLoader(HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def people_page(
    request: Request, people: tuple[FictionalPerson, ...], client: Client, return_origin: str
) -> Answer:
    """Its form answers with a redirection to the service, which a browser must be allowed to follow."""
    shown = {"people": people, "service": client.name}
    return _page(request, "people.html", shown, form_targets=("'self'", return_origin))


def wrong_page(request: Request) -> Answer:
    return _page(request, "wrong.html", {}, status=400)


def signed_out_page(request: Request) -> Answer:
    return _page(request, "signed_out.html", {})


def _page(
    request: Request,
    template: str,
    shown: Mapping[str, Any],
    *,
    status: int = 200,
    form_targets: tuple[str, ...] = ("'none'",),
) -> Answer:
    asked = request.args.get(OWN_PARAMETER) or request.args.get("ui_locales")
    language = language_of(asked or request.headers.get("Accept-Language", ""))
    html = _templates.get_template(template).render(
        shown,
        language=language,
        text=TEXTS[language],
        here="?" + urlencode(request.query),
        languages=[(tag, name, _in_language(request.query, tag)) for tag, name in LANGUAGES.items()],
    )
    return Answer(status, html, _headers(form_targets))


def _in_language(query: Pairs, language: str) -> str:
    others = [(name, value) for name, value in query if name not in {OWN_PARAMETER, "ui_locales"}]
    return "?" + urlencode([*others, (OWN_PARAMETER, language)])


def _headers(form_targets: tuple[str, ...]) -> list[tuple[str, str]]:
    """Nothing but our stylesheet; the address holds the sign-in's state, so it goes nowhere."""
    policy = (
        f"default-src 'none'; style-src 'self'; form-action {' '.join(form_targets)};"
        " base-uri 'none'; frame-ancestors 'none'"
    )
    return [
        ("Content-Type", "text/html; charset=utf-8"),
        ("Content-Security-Policy", policy),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "no-referrer"),
    ]
