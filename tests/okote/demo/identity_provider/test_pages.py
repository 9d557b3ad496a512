"""The page of people to sign in as, and what else people may meet."""

import re

import pytest

from okote.demo.identity_provider.people import PEOPLE
from okote.demo.identity_provider.texts import LANGUAGES, TEXTS, language_of
from tests.okote.demo.identity_provider.asking import authorize, origin, sent_back
from tests.okote.identity_provider_server import RETURN_ADDRESS, SIGNED_OUT_ADDRESS


async def test_everybody_is_there_with_what_they_are(browser):
    page = (await browser.get(authorize())).text
    for person in PEOPLE:
        assert f'name="person" value="{person.key}"' in page
        assert f"{person.given_name} {person.family_name}" in page
        assert person.what["fr"] in page
    assert "Okoté Trois-Rives" in page


def test_who_there_is():
    """Residents, a company, whom roles are given to: of each that the demo shows somebody."""
    assert len({person.key for person in PEOPLE}) == 12
    assert all(person.email.endswith(".example") for person in PEOPLE)
    assert all(set(person.what) == set(LANGUAGES) for person in PEOPLE)


def test_each_text_is_there_in_each_language():
    assert set(TEXTS) == set(LANGUAGES)
    french, german, english = (TEXTS[language] for language in ("fr", "de", "en"))
    assert set(french) == set(german) == set(english)
    assert not [key for key in french if len({french[key], german[key], english[key]}) < 3]


@pytest.mark.parametrize(
    ("wanted", "language"),
    [
        ("de", "de"),
        ("als de-CH fr", "de"),
        ("en-GB,en;q=0.9,fr;q=0.5", "en"),
        ("es", "fr"),
        ("", "fr"),
        (";,", "fr"),
    ],
)
def test_the_language_is_the_first_of_ours(wanted, language):
    assert language_of(wanted) == language


async def test_the_language_is_asked_for_or_the_browsers(browser):
    german = await browser.get(authorize(ui_locales="de"), headers={"Accept-Language": "en"})
    english = await browser.get(authorize(), headers={"Accept-Language": "en"})
    assert '<html lang="de">' in german.text
    assert '<html lang="en">' in english.text
    assert german.text.count("ui_locales=de") == german.text.count("language=de") == 1
    assert english.text.count('href="?') == 3


async def test_changing_the_language_keeps_the_request(browser):
    page = (await browser.get(authorize())).text
    [in_german] = re.findall(r'href="(\?[^"]+language=de)"', page)
    answer = await browser.post(f"/authorize{in_german.replace('&amp;', '&')}", data={"person": "lea"})
    assert sent_back(answer)["state"] == "s" * 43


async def test_only_our_stylesheet_and_the_services_address_are_let_in(browser):
    answer = await browser.get(authorize())
    policy = answer.headers["content-security-policy"]
    assert policy == (
        "default-src 'none'; style-src 'self';"
        f" form-action 'self' {origin(RETURN_ADDRESS)}; base-uri 'none'; frame-ancestors 'none'"
    )
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cache-control"] == "no-store"
    assert not re.findall(r"<script|style=|\son[a-z]+=|http-equiv", answer.text)
    stylesheet = await browser.get("/identity.css")
    assert stylesheet.headers["content-type"].startswith("text/css")


@pytest.mark.parametrize(
    "changes",
    [
        {"client_id": None},
        {"client_id": "stranger"},
        {"redirect_uri": None},
        {"redirect_uri": "https://elsewhere.example/"},
        {"redirect_uri": f"{RETURN_ADDRESS}/"},
        {"redirect_uri": f"{RETURN_ADDRESS}?x=1"},
        {"redirect_uri": 'javascript:alert("x")'},
        {"redirect_uri": 'https://elsewhere.example/é"<script>'},
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_nobody_is_sent_to_an_address_that_was_not_registered(browser, method, changes):
    answer = await browser.request(method, authorize(**changes), data={"person": "camille"})
    assert answer.status_code == 400
    assert "location" not in answer.headers
    assert "n’est pas complète" in answer.text
    assert "elsewhere" not in re.sub(r'href="[^"]*"', "", answer.text)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": None}, "unsupported_response_type"),
        ({"scope": "openid phone"}, "invalid_scope"),
        ({"nonce": None}, "invalid_request"),
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge": None, "code_challenge_method": None}, "invalid_request"),
        ({"prompt": "none"}, "login_required"),
        ({"prompt": "none login"}, "invalid_request"),
    ],
)
async def test_what_is_wrong_is_told_to_the_service(browser, changes, error):
    returned = sent_back(await browser.get(authorize(**changes)))
    assert (returned["error"], returned["state"]) == (error, "s" * 43)
    assert returned["iss"] == "https://identite.trois-rives.example"


async def test_changing_ones_mind(browser):
    returned = sent_back(await browser.post(authorize(), data={"cancel": "yes"}))
    assert (returned["error"], returned["state"]) == ("access_denied", "s" * 43)


async def test_somebody_unknown_is_nobody(browser):
    answer = await browser.post(authorize(), data={"person": "somebody"})
    assert answer.status_code == 200
    assert 'value="camille"' in answer.text


async def test_signing_out_without_knowing_where_from(browser):
    answer = await browser.get(f"/end-session?post_logout_redirect_uri={SIGNED_OUT_ADDRESS}&client_id=okote")
    assert answer.status_code == 200
    assert "Vous pouvez fermer cette page" in answer.text


async def test_signing_out_with_a_token_of_nobodys(browser):
    answer = await browser.get("/end-session?id_token_hint=a.b.c")
    assert answer.status_code == 400
