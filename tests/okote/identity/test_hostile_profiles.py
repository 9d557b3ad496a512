"""Every way to be wrong, in the provider's place and on the way back, for each kind of provider.

Nobody is signed in by any of them, and the log says that something was tried and nothing of whom.
"""

from urllib.parse import parse_qs, urlsplit

import pytest
from sqlmodel import func, select
from structlog.testing import capture_logs

from okote.demo.identity_provider.misbehaviour.behaviour import HONEST, SIGNED_USERINFO, VARIANTS
from okote.demo.identity_provider.misbehaviour.claims import UNUSUAL_CLAIMS
from okote.identity.models import Person, Session
from tests.okote.app_client import SESSION, SIGN_IN
from tests.okote.identity.three_ways import STRICT, back_from, three_ways

ON_THE_WAY = [
    "",
    "code={code}",
    "state={state}",
    "code=&state={state}",
    "code={code}x&state={state}",
    "code={code}&state={state}x",
    "code={code}&state={state}&state={state}",
    "code={code}&state={state}&iss=https://elsewhere.example",
    "code={code}&state={state}&error=access_denied",
    "error=server_error&state={state}",
    "code={code}&state=%00",
    "code={code}&state=%ff%fe",
    "code={code}&state={state}{state}" + "x" * 5_000,
]


ABOUT_TOKENS = ("id_token:", "userinfo_", "tokens_")
RIGHT = {f"id_token:{name}" for name in UNUSUAL_CLAIMS}
STRENGTH = {"id_token:acr_lower", "id_token:acr_missing"}
"""Lies to FranceConnect's services alone: of no other provider is a strength asked."""

LEAST = 60


def lies(profile: str) -> list[str]:
    """What a provider of this kind may get wrong between the code and the session."""
    kinds = (*ABOUT_TOKENS, SIGNED_USERINFO) if profile in STRICT else ABOUT_TOKENS
    harmless = RIGHT if profile == "franceconnect" else RIGHT | STRENGTH
    return sorted({name for name in VARIANTS if name.startswith(kinds)} - harmless)


@pytest.fixture
def changed_settings(identity_provider):
    return {"providers": three_ways(identity_provider)}


@pytest.mark.parametrize("profile", ["demo", *STRICT])
async def test_whatever_is_wrong_signs_nobody_in(browser, house, profile):
    camille = browser()
    behaviour = camille.running.provider.behaviour
    for lie in (wrong := lies(profile)):
        behaviour.become(HONEST)
        back = await back_from(camille, f"/fr/sign-in/{profile}")
        behaviour.become(lie)
        assert await refusal(camille, back) in {"sign_in_failed", "provider_unavailable"}, lie
    behaviour.become(HONEST)
    for mangled in ON_THE_WAY:
        parts = urlsplit(await back_from(camille, f"/fr/sign-in/{profile}"))
        sent = {name: values[0] for name, values in parse_qs(parts.query).items()}
        back = f"{parts.path}?{mangled.format(**sent)}"
        assert await refusal(camille, back) in REFUSALS, mangled
    assert len(wrong) + len(ON_THE_WAY) + await of_other_browsers(browser, profile) >= LEAST
    assert await rows(house) == 0

    await camille.get(await back_from(camille, f"/fr/sign-in/{profile}"))
    assert SESSION in camille.cookies, "the control: what is right signs in"


REFUSALS = {"sign_in_failed", "sign_in_expired", "provider_unavailable"}


async def refusal(camille, back: str) -> str:
    """The code that is logged, of nobody in particular."""
    with capture_logs() as logged:
        answer = await camille.get(back)
    assert answer.headers["location"].startswith("/fr/sign-in?next="), back
    assert SESSION not in camille.cookies
    [refused] = [entry for entry in logged if entry["event"] == "sign-in failed"]
    assert "camille" not in str(refused).lower()
    return refused["code"]


async def of_other_browsers(browser, profile: str) -> int:
    """Of no use where nothing has begun, where something else has, and at another provider's door."""
    others = ("demo", *STRICT)
    for number, key in enumerate(others):
        attacker, victim = browser(), browser()
        back = await back_from(attacker, f"/fr/sign-in/{profile}")
        if key != profile:
            victim.cookies[SIGN_IN] = attacker.cookies[SIGN_IN]
            back = back.replace(f"/sign-in/{profile}/", f"/sign-in/{key}/")
        elif number:
            await back_from(victim, f"/fr/sign-in/{profile}", "yanis")
        assert await refusal(victim, back) in REFUSALS, key
    return len(others)


async def rows(house) -> int:
    async with house.database.reading() as db:
        return sum(
            [(await db.exec(select(func.count()).select_from(model))).one() for model in (Session, Person)]
        )
