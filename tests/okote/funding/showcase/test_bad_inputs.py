"""What can't be read or may not be done: a clear sentence in three languages, and nothing typed is lost."""

from datetime import timedelta
from html import unescape
from urllib.parse import urlencode
from uuid import uuid4

import pytest

from okote.funding.pledges.rules import PledgeStatus

AMOUNTS = {
    "fr": {
        "": "Écrivez un montant.",
        "abc": "Écrivez le montant en chiffres, par exemple 20.",
        "0": "Écrivez un montant plus grand que zéro.",
        "-5": "Écrivez un montant plus grand que zéro, sans signe moins.",
        "0,10": "Le plus petit montant est de 1 €.",
        "1.000": "Voulez-vous dire 1 000 € ou 1 € ?",
        "1,234": "Écrivez deux chiffres au plus après la virgule",
        "1 000 000": "Le plus grand montant est de 999 999,99 €.",
    },
    "de": {
        "": "Geben Sie einen Betrag ein.",
        "abc": "Geben Sie den Betrag in Ziffern ein, zum Beispiel 20.",
        "0": "Geben Sie einen Betrag über null ein.",
        "-5": "Geben Sie einen Betrag über null ein, ohne Minuszeichen.",
        "0,10": "Der kleinste Betrag ist 1 €.",
        "1.000": "Meinen Sie 1.000 € oder 1 €?",
        "1,234": "Geben Sie höchstens zwei Nachkommastellen ein",
        "1.000.000": "Der größte Betrag ist 999.999,99 €.",
    },
    "en": {
        "": "Write an amount.",
        "abc": "Write the amount in figures, such as 20.",
        "0": "Write an amount above zero.",
        "-5": "Write an amount above zero, without a minus sign.",
        "0.10": "The smallest amount is €1.",
        "1,000": "Do you mean €1,000 or €1?",
        "1.234": "Write two decimals at most",
        "1,000,000": "The largest amount is €999,999.99.",
    },
}
"""What is typed, by language, and how what is said of it begins."""

LONG, SCRIPT = "x" * 10_000, "<script>alert(1)</script>"

WORDS = {
    "fr": {
        ("name", LONG): "Ce nom compte 10000 caractères. Écrivez-en 80 au plus.",
        ("name", SCRIPT): "Écrivez un nom avec des lettres ou des chiffres, sans les signes < et >.",
        ("message", LONG): "Ce message compte 10000 caractères. Écrivez-en 500 au plus.",
    },
    "de": {
        ("name", LONG): "Dieser Name hat 10000 Zeichen. Schreiben Sie höchstens 80.",
        ("name", SCRIPT): "Geben Sie einen Namen mit Buchstaben oder Ziffern ein, ohne die Zeichen < und >.",
        ("message", LONG): "Diese Nachricht hat 10000 Zeichen. Schreiben Sie höchstens 500.",
    },
    "en": {
        ("name", LONG): "This name has 10000 characters. Write at most 80.",
        ("name", SCRIPT): "Write a name with letters or figures, without the signs < and >.",
        ("message", LONG): "This message has 10000 characters. Write at most 500.",
    },
}


def read(answer):
    """What people read: entities as their characters, every space an ordinary one."""
    return unescape(answer.text).replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize("language", ["fr", "de", "en"])
async def test_each_field_says_what_is_wrong_and_keeps_what_was_typed(browser, scene, language):
    visitor = browser()
    visitor.language = language
    path = f"/{language}/campaigns/{scene.campaign.slug}/pledge"
    for typed, sentence in AMOUNTS[language].items():
        answer = await visitor.get(f"{path}/you?{urlencode({'amount': typed, 'message': 'Bravo !'})}")
        assert (answer.status_code, sentence in read(answer)) == (422, True), (typed, read(answer))
        assert f'value="{typed}"' in answer.text
        assert 'value="Bravo !"' in answer.text
    await visitor.arrive("camille")
    for (name, typed), sentence in WORDS[language].items():
        answer = await visitor.get(f"{path}/check?{urlencode({'amount': '20', name: typed})}")
        assert (answer.status_code, sentence in read(answer)) == (422, True), (name, read(answer)[:3_000])
        assert typed in read(answer)
        assert SCRIPT not in answer.text


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("fr", "terminée"), ("de", "endete"), ("en", "ended")],
)
async def test_a_campaign_that_ended_a_second_ago_takes_nothing(browser, scene, language, sentence):
    """Also where the worker has not closed it yet: the clock has the last word."""
    async with scene.house.database.reading() as db:
        left = scene.campaign.ends_at - await db.now()
    await scene.move_clock(stripe=False, seconds=(left + timedelta(seconds=1)).total_seconds())
    answer = await browser().get(f"/{language}/campaigns/{scene.campaign.slug}/pledge?amount=20")
    assert (answer.status_code, sentence in read(answer)) == (422, True), read(answer)


async def test_other_people_s_pledges_do_not_exist(browser, scene):
    pledge = await scene.pledge(20)
    visitor = browser()
    await visitor.arrive("camille")
    for path in (f"/fr/my/pledges/{pledge.id}/cancel", f"/fr/my/pledges/{uuid4()}/cancel"):
        assert (await visitor.get(path)).status_code == 404
        assert (await visitor.post(path)).status_code == 404
    assert await scene.pledges() == {PledgeStatus.IN_FORCE: 1}
