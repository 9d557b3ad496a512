"""What anyone may send, and how little it costs us."""

from urllib.parse import urlencode
from uuid import UUID

import pytest
from litestar._parsers import parse_url_encoded_form_data

from okote.web.requests import LARGEST_FORM, LONGEST_QUERY, MOST_FIELDS, MOST_PAIRS
from tests.okote.web.hostile import ENCODED, END, MULTIPART, part, send, token_of

FORM = "/fr/sign-in-by-mail"
OFFER = f"/fr/back-office/campaigns/{UUID(int=1)}/edit"


@pytest.fixture
def changed_settings():
    return {"features": ("okote.funding",)}


def encoded(token: str, more: str = "") -> bytes:
    return f"{urlencode({'_csrf_token': token})}&{more}".encode()


@pytest.mark.parametrize("path", [FORM, OFFER])
async def test_a_form_is_as_large_as_our_forms_can_be(app, browser, path):
    """Also where pictures may come, and before it is known who sends."""
    token = await token_of(browser())
    answer = await send(app, path, encoded(token, "x" * LARGEST_FORM), kind=ENCODED, cookie=token)
    assert answer.status == 413
    inside = encoded(token, "x" * (LARGEST_FORM - 1_000))
    assert (await send(app, path, inside, kind=ENCODED, cookie=token)).status != 413


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("a" * LONGEST_QUERY, 200),
        ("a" * (LONGEST_QUERY + 1), 414),
        ("&".join(["a=b"] * MOST_PAIRS), 200),
        ("&".join(["a=b"] * (MOST_PAIRS + 1)), 414),
    ],
)
async def test_an_address_is_as_long_as_ours_can_be(browser, query, status):
    """Pages repeat what was asked in each link: sixty kilobytes of it took half a second."""
    assert (await browser().get(f"/fr/?{query}")).status_code == status


async def test_what_is_too_large_is_not_read_to_its_end(app, browser):
    token = await token_of(browser())
    body = part("x", b"x" * 5_000_000) + part("_csrf_token", token.encode()) + END
    answer = await send(app, FORM, body, kind=MULTIPART, cookie=token)
    assert (answer.status, answer.read < 2 * LARGEST_FORM) == (413, True)


async def test_pictures_may_be_larger_where_they_are_asked_for(app, browser):
    token = await token_of(browser())
    body = part("_csrf_token", token.encode()) + part("picture", b"x" * 5_000_000, file="a.png") + END
    answer = await send(app, OFFER, body, kind=MULTIPART, cookie=token)
    assert (answer.status, answer.read) == (401, len(body))


async def test_nor_is_a_picture_of_a_hundred_megabytes(app, browser):
    token = await token_of(browser())
    body = part("_csrf_token", token.encode()) + part("picture", bytes(100_000_000), file="a.png") + END
    answer = await send(app, OFFER, body, kind=MULTIPART, cookie=token)
    assert (answer.status, answer.read < 11_000_000) == (413, True)


async def test_nor_is_one_that_is_too_large_at_once(app, browser):
    """Announced as such, it is refused before any of it is read."""
    token = await token_of(browser())
    body = part("_csrf_token", token.encode()) + END
    answer = await send(app, OFFER, body, kind=MULTIPART, cookie=token, length=100_000_000)
    assert (answer.status, answer.read) == (413, 0)


async def test_a_form_has_a_bounded_number_of_fields(app, browser):
    token = await token_of(browser())
    many = "&".join(f"f{number}=" for number in range(MOST_FIELDS))
    assert (await send(app, FORM, encoded(token, many), kind=ENCODED, cookie=token)).status == 400
    parts = b"".join(part(f"f{number}", b"") for number in range(MOST_FIELDS))
    body = part("_csrf_token", token.encode()) + parts + END
    assert (await send(app, FORM, body, kind=MULTIPART, cookie=token)).status == 400


async def test_nothing_that_was_typed_stays_in_memory(browser):
    """Litestar's parser would keep the last 1024 forms, with the addresses and codes in them."""
    before = parse_url_encoded_form_data.cache_info().currsize
    await browser().post(FORM, {"email": "camille@okote.example"})
    assert parse_url_encoded_form_data.cache_info().currsize == before


@pytest.mark.parametrize("charset", ["nobody-knows-it", "hex", "idna", "undefined", "utf-16"])
async def test_a_form_in_an_alphabet_that_it_is_not_in(app, browser, charset):
    token = await token_of(browser())
    strange = part("x", b"\xff\xd8x", kind=f"text/plain; charset={charset}")
    body = part("_csrf_token", token.encode()) + strange + END
    assert (await send(app, FORM, body, kind=MULTIPART, cookie=token)).status == 400


async def test_half_a_character_is_no_text(app, browser):
    """UTF-7 writes what no database stores."""
    token = await token_of(browser())
    half = part("email", b"+2AA-", kind="text/plain; charset=utf-7")
    body = part("_csrf_token", token.encode()) + half + END
    assert (await send(app, FORM, body, kind=MULTIPART, cookie=token)).status == 400


@pytest.mark.parametrize("kind", ["multipart/form-data", "multipart/form-data; boundary=", MULTIPART])
async def test_what_is_no_form_with_files(app, browser, kind):
    token = await token_of(browser())
    assert (await send(app, FORM, b"\x00\xff--", kind=kind, cookie=token)).status in {400, 403}
