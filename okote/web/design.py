"""What `/design` shows: each component in each of its states, with invented data."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from markupsafe import Markup

from okote.web.gauge import Becomes, Gauge, Part
from okote.web.markdown import rendered
from payments.money import Money

NOW = datetime(2026, 11, 21, 10, 30, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment of a thread."""

    author: str
    at: datetime
    body: Markup
    answers: tuple["Comment", ...] = ()


def _gauge(residents: str, public: str, companies: str, *, reached: bool = False) -> Gauge:
    return Gauge(
        residents=Money.of(residents),
        public=Money.of(public),
        companies=Money.of(companies),
        goal=Money.of(15_000),
        threshold=Money.of(11_250),
        threshold_share=7_500,
        reached=reached,
    )


BECOMES = Becomes(
    parts=(
        Part("residents", Money.of(20), "Vous"),
        Part("public", Money.of(20), "Territoire des Trois-Rives"),
        Part("companies", Money.of(20), "Cuisines du Ried"),
    ),
    net=Money.of("55.20"),
    commission=800,
)

THREAD = (
    Comment(
        "Louise Amsel",
        datetime(2026, 11, 19, 17, 5, tzinfo=UTC),
        rendered("Est-ce que les bocaux seront **consignés** dans toutes les épiceries du quai ?"),
        answers=(
            Comment(
                "Bocaux du Rhin",
                datetime(2026, 11, 20, 8, 40, tzinfo=UTC),
                rendered("Oui, dans les trois épiceries partenaires dès l’ouverture."),
            ),
        ),
    ),
    Comment(
        "Mehdi Kern", datetime(2026, 11, 20, 19, 12, tzinfo=UTC), rendered("Je peux prêter une remorque.")
    ),
)

STORY = rendered(
    "# Le projet\n\nChaque semaine, **deux tonnes de légumes** partent à la benne.\n\n"
    "### Pour qui ?\n\n- Les personnes éloignées de l’emploi\n- Les épiceries du quai\n\n"
    "> Rien ne se perd.\n\n[Le site de l’association](https://bocaux.example)"
)

PICTURE = (
    "data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciIHZpZXdCb3g9IjAgMCA2NDAgMz"
    "YwIj48cGF0aCBmaWxsPSIjZDZlY2U0IiBkPSJNMCAwaDY0MHYzNjBIMHoiLz48cGF0aCBmaWxsPSIjNWZhMjhhIiBkPSJNMCAyMTBxMTYw"
    "LTgwIDMyMCAwdDMyMC0yMHYxNzBIMHoiLz48cGF0aCBmaWxsPSIjMGI1ZDRiIiBkPSJNMCAyODBxMTYwLTYwIDMyMCAwdDMyMC0xMHY5MEgw"
    "eiIvPjwvc3ZnPg=="
)

SAMPLES: Mapping[str, Any] = {
    "further": (),
    "now": NOW,
    "gauges": {
        "begun": _gauge("1420", "1420", "1280"),
        "empty": _gauge("0", "0", "0"),
        "reached": _gauge("4800", "4800", "2300", reached=True),
        "beyond": _gauge("7200", "7200", "5100", reached=True),
    },
    "becomes": BECOMES,
    "thread": THREAD,
    "story": STORY,
    "picture": PICTURE,
    "amounts": [Money.of(10), Money.of(20), Money.of(50), Money.of(100)],
    "costs": [("Autoclave et marmites", Money.of(9_200)), ("Mise aux normes", Money.of(4_100))],
    "ballot": [
        ("Un abri pour vélos à la gare", Money.of(18_000), "1"),
        ("Des bancs à l’ombre", Money.of(6_500), "2"),
    ],
    "ballot_spent": Money.of(24_500),
    "ballot_budget": Money.of(60_000),
}
