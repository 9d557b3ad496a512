"""What a category may be called."""

import pytest

from okote.funding.categories.rules import CategoryExistsError, CategoryNameMissingError, check_names

OTHERS = [{"fr": "Manger", "de": "Essen"}]


@pytest.mark.parametrize("names", [{"fr": "Se déplacer", "de": "Unterwegs"}, {"fr": "Essen", "de": "Manger"}])
def test_a_name_of_its_own_in_each_language(names):
    check_names(names, OTHERS, languages=["fr", "de"])


@pytest.mark.parametrize("names", [{}, {"fr": "Bouger"}, {"fr": "Bouger", "de": " "}])
def test_no_language_is_left_out(names):
    with pytest.raises(CategoryNameMissingError):
        check_names(names, OTHERS, languages=["fr", "de"])


@pytest.mark.parametrize("names", [{"fr": "MANGER", "de": "Kochen"}, {"fr": "Cuisiner", "de": "essen"}])
def test_no_two_have_the_same_name_in_a_language(names):
    with pytest.raises(CategoryExistsError):
        check_names(names, OTHERS, languages=["fr", "de"])
