import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from jinja2 import UndefinedError
from markupsafe import Markup

from okote.platform.i18n import LANGUAGES, MissingTranslationError, load
from okote.web.context import Flash, Link
from okote.web.pages import ForAll
from okote.web.rendering import NEXT_PART, TEMPLATES, Renderer
from payments.errors import DomainError
from payments.money import Money

PAGE = (
    '{% extends "layout.html" %}{% block title %}Jars{% endblock %}'
    "{% block main %}<h1>Jars</h1>{% endblock %}"
)


class TooSmallError(DomainError):
    code = "too_small"


def test_a_missing_value_fails_the_page(show):
    with pytest.raises(UndefinedError):
        show("{{ nobody }}")
    with pytest.raises(UndefinedError):
        show("{{ person.name }}", person={})


def test_none_fails_the_page_rather_than_being_read_out(show):
    with pytest.raises(TypeError):
        show("{{ name }}", name=None)


def test_what_people_wrote_is_escaped_wherever_it_is_shown(show):
    source = (
        '{{ name }}|{{ _("Hello %(name)s", name=name) }}|{% trans name=name %}Hello {{ name }}{% endtrans %}'
    )

    assert "<script>" not in show(source, name="<script>")
    assert show(source, name="<script>").count("&lt;script&gt;") == 3


def test_amounts_moments_and_refusals_are_worded_where_they_are_written(show, frame):
    shown = show(
        '{{ amount }}|{{ _("until %(end)s", end=end) }}|{{ error }}',
        page=frame(language="fr"),
        amount=Money(5_520),
        end=datetime(2026, 12, 9, 22, 59, tzinfo=UTC),
        error=TooSmallError(least=Money(100)),
    ).replace("\u00a0", " ")

    assert shown == ("55,20 €|until 9 décembre 2026 à 23 h 59|Write &lt;b&gt;at least&lt;/b&gt; 1 €.")


def test_a_constant_is_said_in_the_language_of_each_page(renderer, templates, frame):
    """Though a template is compiled once for all of them."""
    written = "{{ 12000|number }}{% set many = 12000|number %}|{{ many }}|{{ [12000|number]|join }}"
    (templates / "constants.html").write_text(written)

    said = {one: renderer.render("constants.html", {}, page=frame(language=one)) for one in LANGUAGES}

    numbers = {"fr": "12\u00a0000", "de": "12.000", "en": "12,000"}
    assert said == {language: "|".join([number] * 3) for language, number in numbers.items()}


def test_numbers_in_attributes_are_left_alone(show):
    assert show('<input maxlength="{{ 12000 }}">') == '<input maxlength="12000">'


def test_a_count_is_worded_with_its_number(show):
    source = '{{ ngettext("One gift", "%(num)s gifts", count) }}'

    assert [show(source, count=count) for count in (1, 1_200)] == ["One gift", "1,200 gifts"]


@pytest.mark.parametrize(
    ("call", "address"),
    [
        ("url('/')", "/de/"),
        ("url('/campaigns', sort='-amount', page=2)", "/de/campaigns?sort=-amount&amp;page=2"),
        ("url('/campaigns', sort=none)", "/de/campaigns"),
        ("url('/campaigns', q='a&b')", "/de/campaigns?q=a%26b"),
    ],
)
def test_links_stay_in_the_readers_language(show, frame, call, address):
    assert show("{{ " + call + " }}", page=frame(language="de")) == address


def test_a_page_drawn_in_parts_is_put_together_as_it_stood(show):
    """What is left out of a part leaves nothing, and what people wrote is escaped once."""
    whole = show(
        '{% extends "in_parts.html" %}{% block title %}{{ name }}{% endblock %}'
        '{% block head %}<link rel="stylesheet" href="jars.css">{% endblock %}'
        "{% block main %}<h1>{{ name }}</h1>{% endblock %}",
        name="Jars & lids",
    )
    parts = whole.split(NEXT_PART)
    assert parts == [
        "Jars &amp; lids",
        "",
        '<link rel="stylesheet" href="jars.css">',
        "",
        "<h1>Jars &amp; lids</h1>",
    ]
    drawn = ForAll([Markup(part) for part in parts])  # noqa: S704 (a template's)
    put_together = show('{% extends "for_all.html" %}', shown=drawn)
    assert "<title>Jars &amp; lids · Okoté Trois-Rives</title>" in put_together
    head, _, body = put_together.partition("</head>")
    assert ("jars.css" in head, "<h1>Jars &amp; lids</h1>" in body) == (True, True)


def test_each_territory_is_told_its_own_time(show, frame, territory):
    moment = datetime(2026, 12, 9, 22, 59, tzinfo=UTC)
    overseas = frame(territory=territory(time_zone="Indian/Reunion"), language="en")

    assert show("{{ at|time }}", at=moment) == "23:59"
    assert show("{{ at|time }}", page=overseas, at=moment) == "02:59"


def test_every_form_can_prove_where_it_comes_from(show):
    assert show("{{ csrf_input }}") == '<input type="hidden" name="_csrf_token" value="to&lt;ken">'


def test_a_page_says_its_language_its_title_and_where_it_is_in_others(show, frame):
    shown = show(PAGE, page=frame("/campaigns/pots à miel", language="fr", query=[("sort", "-amount")]))

    assert '<html lang="fr">' in shown
    assert "<title>Jars · Okoté Trois-Rives</title>" in shown
    assert (
        '<a href="/de/campaigns/pots%20%C3%A0%20miel?sort=-amount" lang="de" hreflang="de">Deutsch</a>'
        in shown
    )
    assert 'hreflang="fr"' not in shown


def test_the_section_one_is_in_is_marked(show, frame):
    below, on = show(PAGE, page=frame("/campaigns/jars")), show(PAGE, page=frame("/campaigns"))

    assert '<a href="/en/campaigns" aria-current="true">' in below
    assert '<a href="/en/campaigns" aria-current="page">' in on
    assert '<a href="/en/ideas">' in on


@pytest.mark.parametrize(
    ("entry", "path", "leads"),
    [
        ("/campaigns", "/campaigns", True),
        ("/campaigns", "/campaigns/jars", True),
        ("/campaigns", "/campaigns-closed", False),
        ("/", "/", True),
        ("/", "/ideas", False),
    ],
)
def test_an_entry_leads_to_what_lies_below_it(entry, path, leads):
    assert Link("x", entry).leads_to(path) is leads


def test_a_stranger_may_sign_in_and_comes_back_here(show, frame):
    assert 'href="/en/sign-in?next=%2Fideas%2F1"' in show(PAGE, page=frame("/ideas/1"))


def test_a_person_finds_their_own_pages(show, frame, person):
    shown = show(PAGE, page=frame(person=person))

    assert 'href="/en/my/pledges"' in shown
    assert "/sign-in" not in shown


def test_every_page_names_a_telephone_a_counter_and_who_runs_the_site(show):
    shown = show(PAGE)

    assert 'href="tel:0300001234"' in shown
    assert "2 quai des Tanneurs" in shown
    assert "ORIAS no. 00 000 000" in shown
    assert 'href="/en/legal"' in shown


def test_a_territorys_colour_comes_as_a_stylesheet_of_its_own(show, frame, territory):
    assert "/territory.css" not in show(PAGE)
    assert '<link rel="stylesheet" href="/territory.css?7a1f5c">' in show(
        PAGE, page=frame(territory=territory(primary_colour="#7a1f5c"))
    )


def test_what_was_just_done_is_said_above_the_page(show, frame):
    shown = show(PAGE, page=frame(flashes=[Flash("success", "Saved & sent.")]))

    assert re.search(r'role="status">.*Saved &amp; sent\..*<h1>', shown, re.DOTALL)


def test_scripts_come_only_from_here_and_htmx_only_where_it_is_asked_for(show):
    plain, with_htmx = show(PAGE), show("{% set with_htmx = true %}" + PAGE)

    assert "htmx.min" not in plain
    assert re.findall(r'<script src="(/static/\w+)', with_htmx) == ["/static/htmx", "/static/okote"]
    assert '"allowEval":false,"includeIndicatorStyles":false' in plain


@pytest.mark.parametrize("code", [403, 404, 409, 422, 429, 500, 503])
def test_an_error_says_why_and_what_else_is_possible(renderer, frame, code):
    shown = renderer.render(
        "error.html",
        {"error": TooSmallError(least=Money(100)), "code": code, "typed": ()},
        page=frame("/nowhere"),
    )

    assert "at least" in shown
    assert 'class="button primary" href="/en/"' in shown
    assert "our counter" in shown
    assert ("/en/sign-in?next=%2Fnowhere" in shown.partition("<main")[2]) is (code == 403)


def test_a_text_that_a_language_lacks_fails_the_page_in_tests(assets, frame, tmp_path):
    strict = Renderer(catalogues=load(tmp_path, strict=True), assets=assets)

    with pytest.raises(MissingTranslationError):
        strict.render("error.html", {"error": "Gone", "code": 404, "typed": ()}, page=frame())


def test_a_mail_is_said_as_text_and_as_html_with_who_sends_it(renderer, templates, territory):
    (templates / "mail").mkdir()
    (templates / "mail" / "thanks.txt").write_text(
        '{% extends "mail/layout.txt" %}'
        '{% block subject %}{{ _("Thank you,\n%(name)s", name=name) }}{% endblock %}'
        '{% block content %}{{ name }} gave {{ amount }}: {{ link("/my/pledges") }}{% endblock %}'
    )
    (templates / "mail" / "thanks.html").write_text(
        '{% extends "mail/layout.html" %}{% block content %}<p>{{ name }} gave {{ amount }}</p>{% endblock %}'
    )

    letter = renderer.letter(
        "mail/thanks",
        {"name": "Ada & Co", "amount": Money(2_000)},
        language="de",
        territory=territory(),
        address="https://trois-rives.example",
    )

    assert letter.subject == "Thank you, Ada & Co"
    assert "Ada & Co gave 20\u00a0€: https://trois-rives.example/de/my/pledges" in letter.text
    assert "Ada &amp; Co gave 20\u00a0€" in letter.html
    assert "<title>Thank you, Ada &amp; Co</title>" in letter.html
    for body in (letter.text, letter.html):
        assert "ORIAS no. 00 000 000" in body
        assert "held by Institution Exemple, never by us" in body
        assert "03 00 00 12 34" in body
        assert "Association Exemple" in body


def test_wording_is_at_hand_for_what_is_written_outside_a_template(renderer):
    assert renderer.wording("fr", "Europe/Paris").money(Money(2_000)) == "20\u00a0€"


def templates_of_the_house() -> list[Path]:
    return sorted(
        path for path in TEMPLATES.parents[1].rglob("templates/**/*.html") if "mail" not in path.parts
    )


@pytest.mark.parametrize("template", templates_of_the_house(), ids=lambda path: path.name)
def test_no_template_has_a_style_a_script_or_a_handler_in_it(template):
    source = template.read_text()

    assert not re.search(r"\sstyle\s*=|<style|\son\w+\s*=|javascript:", source)
    assert not re.search(r"<script(?![^>]*\ssrc=)", source)
