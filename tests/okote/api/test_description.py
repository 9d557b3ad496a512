"""What the interface says of itself, to machines and to people."""

import re

from okote.api.description import FILE
from tests.okote.app_client import ADDRESS


async def test_every_route_is_described_with_words(browser):
    told = (await browser().get(FILE)).json()
    assert told["openapi"].startswith("3.1")
    for path, operations in told["paths"].items():
        for one in operations.values():
            assert one["summary"], path
            assert one["description"], path
            assert one["tags"], path
            assert set(one["responses"]) <= {"200", "201", "304", "4XX"}, path
            for parameter in one.get("parameters", ()):
                assert parameter.get("description"), (path, parameter["name"])
    for name, schema in told["components"]["schemas"].items():
        assert schema.get("description"), name
        assert name.isidentifier(), "two schemas of one name are told apart by where they stand in the code"
        for field, said in schema.get("properties", {}).items():
            assert any("description" in one for one in (said, *said.get("anyOf", ()))), (name, field)


async def test_it_is_not_sent_again_while_it_is_the_same(browser):
    tag = (await browser().get(FILE)).headers["etag"]
    assert (await browser().get(FILE, **{"if-none-match": tag})).status_code == 304


async def test_people_read_it_without_a_script(browser):
    visitor = browser()
    page = (await visitor.get("/fr/developers")).text
    links = set(re.findall(r'href="(/fr/developers/\w+)"', page))
    assert len(links) > 10
    for link in links:
        answer = await visitor.get(link)
        assert answer.status_code == 200, link
        assert len(re.findall("<[a-z]", answer.text)) < 700, link
        fetched = re.findall(r'(?:src|<link [^>]*href)="([^"]+)"', answer.text)
        assert all(one.startswith(("/static/", ADDRESS)) for one in fetched), fetched
        main = answer.text[answer.text.index("<main") : answer.text.index("</main>")]
        assert "<script" not in main, link
    assert (await visitor.get("/fr/developers/nothing")).status_code == 404
    assert (await visitor.get("/api/v1/nothing")).json()["code"] == "not_found"
