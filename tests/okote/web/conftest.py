from collections.abc import Callable
from dataclasses import dataclass
from gettext import NullTranslations
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from okote.platform.i18n import LANGUAGES
from okote.web.assets import Assets
from okote.web.context import Link, PageContext
from okote.web.rendering import Renderer


@dataclass(frozen=True)
class Person:
    public_name: str | None = None


@dataclass(frozen=True)
class Territory:
    name: str = "Trois-Rives"
    languages: tuple[str, ...] = ("fr", "de", "en")
    time_zone: str = "Europe/Paris"
    primary_colour: str | None = None
    telephone: str = "03 00 00 12 34"
    counter: str = "2 quai des Tanneurs, du lundi au vendredi"
    operator_name: str = "Association Exemple"
    operator_form: str = "association de droit local"
    operator_address: str = "2 quai des Tanneurs, 67000 Rivemont"
    operator_email: str = "bonjour@okote.example"
    operator_orias: str = "00 000 000"
    payment_institution: str = "Institution Exemple"
    accessibility: str = "Accessibility: not compliant"


@dataclass(frozen=True)
class Visitor:
    territory: Territory = Territory()
    language: str = "en"
    address: str = "https://trois-rives.example"
    session_seconds: int | None = None
    person: Person | None = None


@pytest.fixture(scope="session")
def assets() -> Assets:
    return Assets()


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A feature's folder of templates, to write in; one for all tests, as templates take time to compile."""
    return tmp_path_factory.mktemp("templates")


@pytest.fixture(scope="session")
def renderer(assets: Assets, templates: Path) -> Renderer:
    """Speaks English in every language, since what it says is not what is tested."""
    return Renderer(
        catalogues={language: NullTranslations() for language in LANGUAGES},
        assets=assets,
        folders=[templates],
        sentences={"too_small": "Write <b>at least</b> %(least)s."},
    )


@pytest.fixture
def frame() -> Callable[..., PageContext]:
    def build(
        path: str = "/campaigns/jars",
        *,
        territory: Territory | None = None,
        language: str = "en",
        person: Person | None = None,
        **more: Any,
    ) -> PageContext:
        visitor = Visitor(territory=territory or Territory(), language=language, person=person)
        menus = {
            "navigation": [Link("Projects", "/campaigns"), Link("Ideas", "/ideas")],
            "account": [Link("My contributions", "/my/pledges")],
            "footer": [Link("Legal notice", "/legal")],
        }
        return PageContext(visitor=visitor, path=path, csrf_token="to<ken", **{**menus, **more})

    return build


@pytest.fixture
def show(renderer: Renderer, templates: Path, frame: Callable[..., PageContext]) -> Callable[..., str]:
    """What a template's source becomes; `frame` may be given, and values for the template."""

    def rendered(source: str, page: PageContext | None = None, **context: Any) -> str:
        name = f"shown-{sha256(source.encode()).hexdigest()}.html"
        (templates / name).write_text(source)
        return renderer.render(name, context, page=page or frame())

    return rendered


@pytest.fixture
def territory() -> type[Territory]:
    return Territory


@pytest.fixture
def person() -> Person:
    return Person()
