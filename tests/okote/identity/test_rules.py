"""Where a sign-in may lead back to."""

from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okote.identity.rules import HOME, LONGEST, local_path

SITE = "https://trois-rives.example"


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/campaigns/la-conserverie",
        "/campaigns/la-conserverie/pledge?amount=20%2C00&message=Bravo+%21&amount-shown=on",
        "/a//b",
        "/@somebody",
        "/search?q=https://elsewhere.example/",
    ],
)
def test_a_page_of_this_site_is_gone_back_to(path):
    assert local_path(path) == path


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("/communes/vieux-gué", "/communes/vieux-gu%C3%A9"),
        ("/a b", "/a%20b"),
        ("/a#b", "/a%23b"),
        ("/a\u2028b", "/a%E2%80%A8b"),
        ("/\u2044\u2044elsewhere.example", "/%E2%81%84%E2%81%84elsewhere.example"),
        ("/／／elsewhere.example", "/%EF%BC%8F%EF%BC%8Felsewhere.example"),
        ("/\ud800", "/?"),
    ],
)
def test_a_path_is_made_fit_for_an_address(path, address):
    assert local_path(path) == address


@pytest.mark.parametrize(
    "elsewhere",
    [
        "",
        "elsewhere.example",
        "https://elsewhere.example/",
        "HTTPS://elsewhere.example/",
        "https:elsewhere.example",
        "javascript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "//elsewhere.example",
        "///elsewhere.example",
        "//elsewhere.example/%2e%2e",
        "//trois-rives.example@elsewhere.example",
        "\\\\elsewhere.example",
        "/\\elsewhere.example",
        "/\\/elsewhere.example",
        "\\/elsewhere.example",
        "/campaigns\\..\\..",
        "/\t/elsewhere.example",
        "/\n/elsewhere.example",
        "/\r\nlocation: https://elsewhere.example",
        "\t//elsewhere.example",
        " //elsewhere.example",
        "/\x00/elsewhere.example",
        "/\x7f/elsewhere.example",
        "@elsewhere.example",
        ".elsewhere.example",
        "？//elsewhere.example",
        "／／elsewhere.example",
    ],
)
def test_anything_that_could_lead_elsewhere_leads_home(elsewhere):
    assert local_path(elsewhere) == HOME


@given(st.text())
def test_nothing_ever_leads_elsewhere(wanted):
    path = local_path(wanted)
    assert path.isascii()
    assert path.isprintable()
    assert not path.startswith(("//", "/\\"))
    for address in (path, f"/fr{path}"):
        assert urlsplit(urljoin(SITE, address)).netloc == "trois-rives.example"


def test_what_was_typed_survives_in_a_query_of_two_thousand_characters():
    message = ("Pour les bocaux d’été & l’équipe ! " * 60)[:1_500]
    typed = {"amount": "20,00", "message": message}
    path = local_path(f"/campaigns/x/pledge?{urlencode(typed)}")
    assert parse_qs(urlsplit(path).query) == {name: [value] for name, value in typed.items()}


def test_what_no_address_can_hold_leads_home():
    assert local_path("/" + "a" * (LONGEST - 1)) != HOME
    assert local_path("/" + "a" * LONGEST) == HOME
