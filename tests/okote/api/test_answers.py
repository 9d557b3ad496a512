"""What a program has already is not sent again, and nobody's own answer is taken for another's."""

import pytest

from okote.api.answers import names

TAG = 'W/"abc"'


@pytest.mark.parametrize(
    ("said", "has"),
    [
        ("", False),
        ('W/"abc"', True),
        ('"abc"', True),  # compared weakly
        ('"x", W/"abc"', True),
        (" * ", True),
        ('W/"ABC"', False),
        ("abc", False),
        ('W/W/"abc"', False),
    ],
)
def test_a_request_names_a_tag_or_not(said, has):
    assert names(said, TAG) is has


async def test_what_has_not_changed_is_not_sent_again(program, scene):
    stranger = await program()
    first = await stranger.get("/campaigns")
    tag = first.headers["etag"]
    plain = await stranger.get("/campaigns", **{"accept-encoding": "identity"})
    assert (first.headers["content-encoding"], "content-encoding" in plain.headers) == ("gzip", False)
    assert (plain.headers["etag"], plain.content) == (tag, first.content)
    same = await stranger.get("/campaigns", **{"if-none-match": f'"other", {tag}'})
    assert (same.status_code, same.content) == (304, b"")
    kept = ("etag", "cache-control", "access-control-allow-origin")
    assert [same.headers[one] for one in kept] == [first.headers[one] for one in kept]


async def test_what_is_new_is_sent(browser, program):
    await browser().arrive("yanis")
    yanis = await program("yanis")
    tag = (await yanis.get("/ideas")).headers["etag"]
    await yanis.ask("POST", "/ideas", {"title": "Un banc", "body": "Pour s’asseoir."})
    changed = await yanis.get("/ideas", **{"if-none-match": tag})
    assert (changed.status_code, len(changed.json()["items"])) == (200, 1)
    assert changed.headers["etag"] != tag


async def test_nothing_of_somebody_has_a_tag(browser, program):
    await browser().arrive("yanis")
    own = await (await program("yanis")).get("/me", **{"if-none-match": "*"})
    assert (own.status_code, own.headers["cache-control"]) == (200, "private, no-store")
    refused = await (await program()).get("/campaigns/nothing", **{"if-none-match": "*"})
    assert (refused.status_code, refused.headers["cache-control"]) == (404, "no-store")
    assert not {"etag"} & (own.headers.keys() | refused.headers.keys())
