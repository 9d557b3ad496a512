"""What of a form is worth keeping."""

from okote.identity.typed.rules import MOST_CHARACTERS, worth_keeping, written


def test_texts_are_kept_in_their_order_and_nothing_that_lets_somebody_in():
    sent = [
        ("_csrf_token", "t"),
        ("title", "Un banc"),
        ("picture", object()),
        ("code", "123456"),
        ("password", "p"),
        ("lines", "a"),
        ("lines", "b\0"),
    ]
    assert worth_keeping(sent) == [("title", "Un banc"), ("lines", "a"), ("lines", "b")]


def test_nothing_is_kept_of_too_much():
    most = [("a", "x" * (MOST_CHARACTERS - 1))]
    assert worth_keeping(most) == most
    assert worth_keeping([*most, ("b", "")]) == []


def test_what_people_wrote_themselves_is_shown():
    assert written([("kind", "time"), ("body", "Un banc au soleil"), ("form_token", "01a2")]) == [
        "Un banc au soleil"
    ]
