"""What a category may be called."""

from collections.abc import Iterable, Mapping

from payments.errors import DomainError

LONGEST = 40
"""Characters: it stands on a card, beside the place."""

Names = Mapping[str, str]
"""By language."""


class CategoryExistsError(DomainError):
    """Parameter: `name`."""

    code = "category_exists"


class CategoryNameMissingError(DomainError):
    code = "category_name_missing"


def check_names(names: Names, others: Iterable[Names], *, languages: Iterable[str]) -> None:
    """Named in each language of the territory, and in none of them like another one.

    CategoryNameMissingError, CategoryExistsError.
    """
    if not all(names.get(language, "").strip() for language in languages):
        raise CategoryNameMissingError
    taken = {(language, name.casefold()) for other in others for language, name in other.items()}
    for language, name in names.items():
        if (language, name.casefold()) in taken:
            raise CategoryExistsError(name=name)
