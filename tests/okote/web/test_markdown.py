import pytest

from okote.web.markdown import fitted, rendered


@pytest.mark.parametrize(
    ("levels", "first", "expected"),
    [
        ([1, 2, 2, 1], 2, [2, 3, 3, 2]),
        ([3, 5, 3], 2, [2, 3, 2]),  # starts where the page wants, skips nothing
        ([2, 1], 2, [2, 2]),
        ([1, 2, 3, 4, 5, 6], 4, [4, 5, 6, 6, 6, 6]),
        ([], 2, []),
    ],
)
def test_an_outline_fits_into_the_page(levels, first, expected):
    assert list(fitted(levels, first)) == expected


def test_headings_start_at_the_level_asked_for():
    assert rendered("# One\n\n### Two\n", level=3) == "<h3>One</h3>\n<h4>Two</h4>\n"


def test_a_line_end_stays_one():
    assert rendered("one\ntwo") == "<p>one<br>\ntwo</p>\n"


@pytest.mark.parametrize(
    "source",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        '<img src=x onerror="alert(1)">',
        "![x](javascript:alert(1))",
        '[x](https://a.example "onmouseover=alert(1)")',
        "<style>body{display:none}</style>",
        '<a href="https://a.example" style="position:fixed">x</a>',
    ],
)
def test_nothing_written_runs_or_dresses_the_page(source):
    html = rendered(source)

    assert "<script" not in html
    assert "<style" not in html
    assert "<img" not in html
    assert 'href="javascript' not in html
    assert 'href="data' not in html
    assert "<a title" not in html


def test_a_link_is_worth_nothing_to_search_engines():
    assert rendered("[us](https://us.example)") == (
        '<p><a href="https://us.example" rel="nofollow ugc noopener">us</a></p>\n'
    )


def test_a_picture_is_shown_by_its_text_so_that_no_other_site_is_asked():
    assert rendered("![A *jar*](https://elsewhere.example/1.png)") == "<p>A *jar*</p>\n"
