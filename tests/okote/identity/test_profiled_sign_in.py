"""FranceConnect and ProConnect over the whole service: their buttons, the way in, the way out."""

from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from sqlmodel import select

from okote.identity.models import Person, SignIn
from tests.okote.app_client import ADDRESS
from tests.okote.identity.three_ways import STRICT, back_from, three_ways


@pytest.fixture
def changed_settings(identity_provider):
    return {"providers": three_ways(identity_provider)}


@pytest.mark.parametrize(
    ("language", "words", "question"),
    [
        ("fr", "S’identifier avec", "Qu’est-ce que {}\u202f?"),
        ("de", "Mit {} anmelden", "Was ist {}?"),
        ("en", "Sign in with", "What is {}?"),
    ],
)
async def test_each_has_its_own_button_and_says_what_it_is(browser, language, words, question):
    page = (await browser().get(f"/{language}/sign-in")).text
    for name, about in (
        ("FranceConnect", "https://franceconnect.gouv.fr/"),
        ("ProConnect", "https://proconnect.gouv.fr/"),
    ):
        assert words.format(name) in page
        assert f'<a href="{about}">{question.format(name)}</a>' in page
    forms = [page.index(f'action="/{language}/sign-in/{key}"') for key in ("demo", *STRICT)]
    assert forms == sorted(forms)


@pytest.mark.parametrize("profile", STRICT)
async def test_somebody_signs_in_and_out_with_it(browser, house, profile):
    camille = browser()
    answer = await camille.get(await back_from(camille, f"/fr/sign-in/{profile}"))
    assert answer.headers["location"] == "/fr/contact"
    async with house.database.reading() as db:
        sign_in, person = (await db.exec(select(SignIn, Person).join(Person))).one()
    assert sign_in.issuer == f"https://identite.trois-rives.example/{profile}"
    assert person.email is None  # which neither says was verified
    out = (await camille.post("/fr/sign-out")).headers["location"]
    assert set(parse_qs(urlsplit(out).query)) == {"id_token_hint", "state", "post_logout_redirect_uri"}
    async with httpx2.AsyncClient() as client:
        back = await client.get(out)
    assert back.headers["location"].startswith(f"{ADDRESS}/signed-out?state=")
