"""Components as they are shown at `/design`: what each promises, in HTML and in a real browser."""

import re
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest

from okote.web.design import SAMPLES
from okote.web.pagination import Paged
from okote.web.rendering import Renderer
from payments.money import Money

FORMS = (
    '{% from "components/field.html" import field, text_area %}'
    '{% from "components/amount.html" import amount %}'
    '{% from "components/radio_group.html" import radio_group %}'
    '{% from "components/error_summary.html" import error_summary %}'
)
GAUGE = '{% from "components/gauge.html" import gauge, small_gauge, becomes as becomes_notice %}'


class Elements(HTMLParser):
    """The tags of a page with their attributes, in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def all(self, attribute: str) -> list[str]:
        return [value for _, attributes in self.found if (value := attributes.get(attribute))]


def words(html: str) -> str:
    """What is read aloud: the text outside what is hidden from assistive technology, on one line."""
    spoken = re.sub(r'<(\w+)[^>]*aria-hidden="true".*', "", html, flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", spoken).replace("\u00a0", " ").split())


@pytest.fixture
def design(renderer: Renderer, frame: Callable[..., Any]) -> str:
    return renderer.render("design.html", SAMPLES, page=frame("/design", language="fr"))


def test_what_is_named_by_an_id_is_there_once(design):
    page = Elements(design)
    ids = page.all("id")

    assert len(ids) == len(set(ids))
    named = [*page.all("for"), *page.all("data-opens")]
    for attribute in ("aria-describedby", "aria-labelledby"):
        named += [name for value in page.all(attribute) for name in value.split()]
    named += [href[1:] for href in page.all("href") if href.startswith("#")]
    assert set(named) <= set(ids)


def test_every_field_has_a_label(design):
    page = Elements(design)
    labelled = set(page.all("for"))
    fields = [
        a for tag, a in page.found if tag in {"input", "select", "textarea"} and a.get("type") != "hidden"
    ]

    assert len(fields) > 20
    for field in fields:
        wrapped = "-proposed" in (field["name"] or "")
        assert wrapped or field.get("aria-label") or field.get("id") in labelled


def test_a_page_of_everything_stays_light(design):
    assert len(Elements(design).found) <= 700


def test_the_gauge_is_one_sentence_to_who_hears_it(show):
    heard = words(show(GAUGE + "{{ gauge(gauges.begun) }}", gauges=SAMPLES["gauges"]))

    assert heard == (
        "€4,120 out of €15,000: €1,420 from residents, €1,420 from public partners, €1,280 from companies. "
        "€11,250 (75%) are needed for the project to receive the money."
    )


def test_a_gauge_past_its_threshold_says_so(show):
    shown = show(GAUGE + "{{ gauge(gauges.reached) }}", gauges=SAMPLES["gauges"])

    assert "€11,250 (75%) that the project needs to receive the money are reached." in words(shown)
    assert "Threshold reached" in shown


def test_parts_of_a_gauge_differ_by_pattern_and_are_set_apart_by_a_gap(show):
    page = Elements(show(GAUGE + "{{ gauge(gauges.begun) }}", gauges=SAMPLES["gauges"]))

    fills = [a["fill"] for tag, a in page.found if tag == "rect" and "x" in a]
    assert fills == ["url(#pattern-residents)", "url(#pattern-public)", "url(#pattern-companies)"]
    assert [a["x1"] for _, a in page.found if a.get("class") == "gauge-gap"] == ["9.46%", "18.93%"]
    assert [a["x1"] for _, a in page.found if a.get("class") == "gauge-mark"] == ["75.00%", "100.00%"]


def test_only_a_live_gauge_can_be_paused_and_none_interrupts(show):
    live = show(GAUGE + '{{ gauge(gauges.begun, live="/en/live") }}', gauges=SAMPLES["gauges"])
    still = show(GAUGE + "{{ gauge(gauges.begun) }}", gauges=SAMPLES["gauges"])

    assert 'data-live="/en/live"' in live
    assert "data-live-pause hidden" in live  # until a script makes it move
    assert "data-live-pause" not in still
    assert "aria-live" not in live


def test_a_small_gauge_says_in_words_what_it_draws(show):
    heard = words(show(GAUGE + '{{ small_gauge(gauges.begun, "18 days") }}', gauges=SAMPLES["gauges"]))
    shown = show(GAUGE + '{{ small_gauge(gauges.begun, "18 days") }}', gauges=SAMPLES["gauges"])

    assert heard == ""  # nothing before the drawing
    assert words(shown.rpartition("</svg>")[2]) == "€4,120 out of €15,000 · 18 days"


def test_a_pledge_says_what_it_becomes_with_its_condition_and_net(show):
    shown = show(GAUGE + '{{ becomes_notice(becomes, ["Little is left."]) }}', becomes=SAMPLES["becomes"])

    assert words(shown).startswith(
        "If the campaign succeeds, your €20 bring €60 to the project (€55.20 after the platform's 8%)."
    )
    assert "Little is left." in shown


def test_a_field_keeps_what_was_typed_and_names_its_hint_and_its_problem(show):
    shown = show(
        FORMS + '{{ field("name", "Name", value=typed, hint="As you like.", error="Too long.") }}',
        typed='"><script>',
    )
    (_, field), *_ = [found for found in Elements(shown).found if found[0] == "input"]

    assert field["value"] == '"><script>'
    assert field["aria-describedby"] == "name-hint name-problem"
    assert field["aria-invalid"] == "true"
    assert "To correct: Too long." in words(shown.replace("<svg", "<i").replace("aria-hidden", "data-x"))


def test_a_field_without_problem_is_not_marked_as_wrong(show):
    shown = show(FORMS + '{{ field("name", "Name", required=false) }}')

    assert "aria-invalid" not in shown
    assert "aria-describedby" not in shown
    assert "(optional)" in shown


def test_a_text_area_keeps_a_first_empty_line(show):
    shown = show(FORMS + '{{ text_area("m", "Message", value=typed) }}', typed="\nafter")

    assert ">\n\nafter</textarea>" in shown  # a browser drops the first line end, and only that one


def test_an_amount_can_be_chosen_or_typed_and_asks_what_it_becomes(show):
    shown = show(
        FORMS + '{{ amount("amount", "How much?", proposed=some, chosen=some[1], preview="/en/outlook") }}',
        some=[Money.of(10), Money.of(20)],
    )
    page = Elements(shown)

    assert [a["value"] for _, a in page.found if a.get("name") == "amount-proposed"] == ["1000", "2000"]
    assert [a["value"] for _, a in page.found if "checked" in a] == ["2000"]
    assert page.all("hx-get") == ["/en/outlook"]
    assert page.all("hx-target") == ["#amount-preview"]


def test_the_summary_links_to_each_field_that_is_wrong(show):
    shown = show(FORMS + "{{ error_summary(errors) }}", errors={"amount": "Too small.", "name": "Too long."})

    assert "2 things to correct" in shown
    assert Elements(shown).all("href") == ["#amount", "#name"]
    assert "autofocus" in shown
    assert show(FORMS + "{{ error_summary({}) }}") == ""
    missing = {"name": "Fill in this field.", "town": "Fill in this field."}
    named = show(
        FORMS + "{{ error_summary(errors, labels={'name': 'Name', 'town': 'Town'}) }}", errors=missing
    )
    assert "Name · Fill in this field." in named
    assert "Town · Fill in this field." in named


def test_the_first_choice_of_a_group_is_where_the_summary_leads(show):
    shown = show(
        FORMS + '{{ radio_group("age", "Age?", [("a", "Under 18", none), ("b", "18 or more", none)]) }}'
    )

    assert [a["id"] for tag, a in Elements(shown).found if tag == "input"] == ["age", "age-2"]


def test_a_heading_sorts_and_sorts_back(show):
    source = (
        '{% from "components/table.html" import table %}{% call table("Costs", [("Name", "name", false),'
        ' ("Cost", "cost", true), ("Note", none, false)], path="/costs", sort=sort, query={"q": "x"}) %}'
        "<tr></tr>{% endcall %}"
    )

    up, down = show(source, sort="cost"), show(source, sort="-cost")

    assert "/en/costs?q=x&amp;sort=-cost" in up
    assert 'aria-sort="ascending"' in up
    assert "/en/costs?q=x&amp;sort=cost" in down
    assert 'aria-sort="descending"' in down
    assert up.count("<a ") == 2


def test_a_table_of_many_columns_is_stacked_on_a_phone_unless_its_headings_sort(show):
    table = (
        '{% from "components/table.html" import table %}'
        '{% call table("Rows", columns, path="/rows") %}{% endcall %}'
    )
    many = [("What", None, False), ("When", None, False), ("Amount", None, True)]
    assert "stacked" in show(table, columns=many)
    assert "stacked" not in show(table, columns=many[:2])
    assert "stacked" not in show(table, columns=[("What", "what", False), *many[1:]])


def test_nothing_is_said_of_pages_where_there_is_only_one(show):
    source = '{% from "components/pagination.html" import pagination %}{{ pagination(previous, next) }}'

    assert show(source, previous=None, next=None) == ""
    assert 'rel="next"' in show(source, previous=None, next="/2")
    assert 'rel="prev"' not in show(source, previous=None, next="/2")


def test_a_list_leads_to_its_other_pages_and_keeps_what_was_asked(show):
    source = '{% from "components/pagination.html" import turning %}{{ turning(list, "/rows", stage=stage) }}'

    assert show(source, list=Paged([1]), stage="open").strip() == ""
    middle = show(source, list=Paged([1], first={}, next={"before": 7}), stage="open")
    assert 'rel="first" href="/en/rows?stage=open"' in middle
    assert 'rel="next" href="/en/rows?stage=open&amp;before=7"' in middle
    third = show(source, list=Paged([1], previous={"number": 2}), stage=None)
    assert 'rel="prev" href="/en/rows?number=2"' in third
    assert 'rel="next"' not in third


def test_steps_say_which_are_done(show):
    shown = show('{% from "components/steps.html" import steps %}{{ steps(["A", "B", "C"], 2) }}')

    assert shown.count("(done)") == 1
    assert re.search(r'aria-current="step">.*\bB\b', shown, re.DOTALL)


def test_sharing_asks_nobody_else(show):
    shown = show(
        '{% from "components/share.html" import share %}{{ share("https://a.example/é", "Jars & co") }}'
    )

    assert 'href="mailto:?subject=Jars%20%26%20co&amp;body=https%3A//a.example/%C3%A9"' in shown
    assert 'class="qr"' in shown
    assert not re.findall(r'(?:src|href)="https?:', shown)
