"""The pages that people see, driven as a browser without scripts would."""

import re
from html.parser import HTMLParser
from urllib.parse import urljoin

import pytest

from payments.simulator.cards import OTHERS, USUAL
from payments.simulator.texts import LANGUAGES, TEXTS

BACK = "http://trois-rives.localhost:8000/merci"


class Page(HTMLParser):
    """What a page offers: its words, links, fields, buttons and where its form goes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words, self.links, self.action, self.language = "", [], None, None
        self.radios, self.buttons, self.tags = [], [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.tags.append((tag, given))
        if tag == "html":
            self.language = given["lang"]
        if tag == "a":
            self.links.append(given["href"])
        if tag == "form":
            self.action = given.get("action", "")
        if tag == "input" and given["type"] == "radio":
            self.radios.append(given["value"])
        if tag == "button" and "name" in given:
            self.buttons.append(given["value"])

    def handle_data(self, data):
        self.words += data


async def look(server, url, **headers):
    answer = await server.client.get(url, headers={k.replace("_", "-"): v for k, v in headers.items()})
    return answer, Page(answer.text)


async def press(server, url, page, **fields):
    """Where the browser is sent when the form is sent."""
    answer = await server.client.post(urljoin(url, page.action), data=fields)
    assert answer.status_code == 303
    return urljoin(url, answer.headers["location"])


@pytest.fixture
async def session(stripe_server):
    return await stripe_server.session(
        success_url=f"{BACK}?s={{CHECKOUT_SESSION_ID}}", cancel_url=f"{BACK}/non"
    )


async def test_a_payer_pays_and_comes_back(stripe_server, session):
    answer, page = await look(stripe_server, session.url)
    assert answer.status_code == 200
    assert "20,00\xa0€" in page.words
    assert "Les Amis de la Rivière" in page.words
    assert "Un four à pain pour le village" in page.words
    assert page.radios == [*USUAL, *OTHERS]
    assert page.links == [f"{BACK}/non"]
    assert await press(stripe_server, session.url, page, card="4242424242424242") == f"{BACK}?s={session.id}"
    paid = await stripe_server.gateway.checkout.retrieve(session.id)
    assert paid.payment == "paid"


async def test_a_second_click_pays_nothing_and_comes_back_too(stripe_server, session):
    _, page = await look(stripe_server, session.url)
    await press(stripe_server, session.url, page, card="4242424242424242")
    answer = await stripe_server.client.post(session.url, data={"card": "4242424242424242"})
    again = Page(answer.text)
    assert TEXTS["fr"]["paid"] in again.words
    assert again.links == [f"{BACK}?s={session.id}"]
    assert again.action is None
    charges = await stripe_server.raw("GET", "/v1/charges")
    assert len(charges.json()["data"]) == 1


async def test_a_declined_card_is_said_and_another_is_tried(stripe_server, session):
    _, page = await look(stripe_server, session.url)
    back = await press(stripe_server, session.url, page, card="4000000000000002")
    assert back == session.url
    _, page = await look(stripe_server, back)
    assert TEXTS["fr"]["declined"] in page.words
    assert ("p", {"class": "error", "role": "alert"}) in page.tags
    assert await press(stripe_server, back, page, card="4242424242424242") == f"{BACK}?s={session.id}"


async def test_the_bank_asks_and_is_told_yes(stripe_server, session):
    _, page = await look(stripe_server, session.url)
    bank = await press(stripe_server, session.url, page, card="4000002760003184")
    _, question = await look(stripe_server, bank)
    assert "20,00\xa0€" in question.words
    assert question.buttons == ["confirm", "refuse"]
    assert await press(stripe_server, bank, question, answer="confirm") == f"{BACK}?s={session.id}"
    answer, _ = await look(stripe_server, bank)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/pay/{session.id}")


async def test_the_bank_asks_and_is_told_no(stripe_server, session):
    _, page = await look(stripe_server, session.url)
    bank = await press(stripe_server, session.url, page, card="4000002760003184")
    _, question = await look(stripe_server, bank)
    assert await press(stripe_server, bank, question, answer="refuse") == session.url
    _, page = await look(stripe_server, session.url)
    assert TEXTS["fr"]["not_confirmed"] in page.words


async def test_a_slow_bank_sends_the_payer_back_at_once(stripe_server, session):
    _, page = await look(stripe_server, session.url)
    assert await press(stripe_server, session.url, page, card="4000000000000127") == f"{BACK}?s={session.id}"
    assert (await stripe_server.gateway.checkout.retrieve(session.id)).payment == "unpaid"


async def test_an_expired_page_says_so_and_leads_back(stripe_server, session):
    await stripe_server.control.advance(31 * 60)
    _, page = await look(stripe_server, session.url)
    assert TEXTS["fr"]["expired"] in page.words
    assert page.links == [f"{BACK}/non"]


async def test_a_card_that_is_not_shown_changes_nothing(stripe_server, session):
    _, page = await look(stripe_server, session.url)
    assert await press(stripe_server, session.url, page, card="1234") == session.url
    assert (await stripe_server.gateway.checkout.retrieve(session.id)).intent_id is None


@pytest.mark.parametrize(
    "path", ["/pay/cs_test_none", "/bank/cs_test_none", "/onboarding/none", "/elsewhere"]
)
async def test_what_is_not_there_is_said_politely(stripe_server, path):
    answer, page = await look(stripe_server, path)
    assert answer.status_code == 404
    assert TEXTS["fr"]["unknown_title"] in page.words


@pytest.mark.parametrize(
    ("locale", "browser", "spoken", "amount"),
    [
        ("fr", "de", "fr", "20,00\xa0€"),
        ("de", "fr", "de", "20,00\xa0€"),
        ("en", "fr", "en", "€20.00"),
        ("auto", "de-AT,fr;q=0.5", "de", "20,00\xa0€"),
        ("auto", "it, en;q=0.8", "en", "€20.00"),
        ("auto", "it", "fr", "20,00\xa0€"),
    ],
)
async def test_the_page_speaks_the_sessions_language_or_the_browsers(
    stripe_server, locale, browser, spoken, amount
):
    session = await stripe_server.session(locale=locale)
    _, page = await look(stripe_server, session.url, Accept_Language=browser)
    assert page.language == spoken
    assert amount in page.words
    assert TEXTS[spoken]["choose"] in page.words


def test_every_language_says_everything():
    assert set(TEXTS) == set(LANGUAGES)
    assert len({frozenset(texts) for texts in TEXTS.values()}) == 1
    for name in TEXTS["fr"]:
        assert len({frozenset(re.findall(r"{\w+}", TEXTS[code][name])) for code in LANGUAGES}) == 1
    assert all(number in TEXTS["fr"] for number in USUAL + OTHERS)


async def test_what_people_typed_is_never_markup(stripe_server):
    account = await stripe_server.account(name="<script>alert(1)</script>")
    session = await stripe_server.session(on_behalf_of=account.id, title="<img src=x onerror=alert(1)>")
    answer, page = await look(stripe_server, session.url)
    assert "<script>alert(1)</script>" in page.words
    assert {tag for tag, _ in page.tags}.isdisjoint({"script", "img"})
    assert not any(name.startswith("on") or name == "style" for _, given in page.tags for name in given)
    policy = answer.headers["content-security-policy"]
    assert (
        "default-src 'none'; style-src 'self'; form-action 'self' http://trois-rives.localhost:8000;"
        in policy
    )


async def test_the_pages_have_their_style(stripe_server):
    answer = await stripe_server.client.get("/simulator.css")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/css; charset=utf-8")


@pytest.fixture
async def visit(stripe_server):
    account = await stripe_server.gateway.accounts.create(
        name="Les Amis", email=None, metadata={}, idempotency_key="account"
    )

    async def start(key="link"):
        link = await stripe_server.gateway.accounts.link(
            account.id, return_url=f"{BACK}/fini", refresh_url=f"{BACK}/encore", idempotency_key=key
        )
        return account.id, link.url

    return start


async def test_a_holder_answers_what_stripe_asks(stripe_server, visit):
    account_id, url = await visit()
    _, page = await look(stripe_server, url, Accept_Language="de")
    assert "Zahlungskonto von Les Amis" in page.words
    assert await press(stripe_server, url, page, answer="submit") == f"{BACK}/fini"
    assert (await stripe_server.gateway.accounts.retrieve(account_id)).ready


async def test_a_holder_may_finish_later(stripe_server, visit):
    account_id, url = await visit()
    _, page = await look(stripe_server, url)
    assert await press(stripe_server, url, page, answer="later") == f"{BACK}/fini"
    assert not (await stripe_server.gateway.accounts.retrieve(account_id)).ready


async def test_a_link_serves_once_and_for_minutes(stripe_server, visit):
    _, used = await visit()
    _, page = await look(stripe_server, used)
    await press(stripe_server, used, page, answer="later")
    _, old = await visit("another")
    await stripe_server.control.advance(301)
    for url in (used, old):
        answer, _ = await look(stripe_server, url)
        assert (answer.status_code, answer.headers["location"]) == (303, f"{BACK}/encore")
