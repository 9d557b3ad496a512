"""The pictures of a test, drawn without a service around them."""

from gettext import NullTranslations

import pytest

from consultations.feature import FEATURE
from okote.platform.i18n import LANGUAGES
from okote.web.rendering import Renderer
from tests.okote.web.conftest import assets, frame, show, templates

__all__ = ["assets", "frame", "show", "templates"]


@pytest.fixture(scope="session")
def renderer(assets, templates):
    """Speaks English in every language, as that of the components does."""
    return Renderer(
        catalogues={language: NullTranslations() for language in LANGUAGES},
        assets=assets,
        folders=[templates, *FEATURE.templates],
    )
