"""The demo's own pages: who can come in, the clock, the mails."""

from datetime import timedelta

from tests.stories.service import Service


async def test_it_says_who_can_come_in_and_what_time_it_is(service: Service):
    page = await service.somebody().visit("/demo")
    assert page.status == 200
    assert "Camille Aubry Habitante de Rivemont" in page.text
    assert "La conserverie" not in page.text


async def test_the_clock_moves_for_everyone_and_signs_nobody_out(service: Service):
    campaign = await service.campaign("Un four pour le port", 1_000)
    camille = await service.signed_in("camille")
    await camille.pledge(campaign, "20")
    before = await service.now()
    page = await camille.press(await camille.visit("/demo"), "/demo/clock", leap="week")
    assert page.path == "/fr/demo"
    assert timedelta(days=7) <= await service.now() - before < timedelta(days=7, minutes=5)
    assert (await service.stripe.get("clock"))["now"] - (await service.now()).timestamp() < 5
    assert (await camille.visit("/my/pledges")).path == "/fr/my/pledges"

    await camille.press(await camille.visit("/demo"), "/demo/clock", leap=str(campaign.id))
    await service.settle()
    await service.let_pass(hours=1)
    assert await service.state(campaign) == "refunded"
    assert "Un four pour le port" not in (await camille.visit("/demo")).text
    await service.check()


async def test_a_leap_that_is_none_moves_nothing(service: Service):
    stranger, before = service.somebody(), await service.now()
    answer = await stranger.press(await stranger.visit("/demo"), "/demo/clock", leap="backwards")
    assert answer.status == 422
    assert await service.now() - before < timedelta(minutes=5)


async def test_mails_are_shown_as_text_and_as_they_were_sent(service: Service):
    stranger = service.somebody()
    assert "Aucun" in (await stranger.visit("/demo/mails")).text
    campaign = await service.campaign("Un four pour le port", 1_000)
    await (await service.signed_in("camille")).pledge(campaign, "20")
    await service.settle()
    (mail,) = service.mails("camille")

    listed = await stranger.visit("/demo/mails")
    assert " ".join(mail.subject.split()) in listed.text
    assert "camille.aubry@courriel.example" in listed.text
    shown = await stranger.visit(f"/demo/mails/{mail.name}")
    assert "Un four pour le port" in shown.text
    sent = await stranger.visit(f"/demo/mails/{mail.name}/html")
    assert sent.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
    assert "<h1" in sent.html
    assert (await stranger.visit("/demo/mails/0")).status == 404


async def test_mails_of_another_territory_are_not_shown(service: Service):
    elsewhere = service.around.mailbox.folder / "1795300000000000000.eml"
    elsewhere.write_text("Subject: Du bois sec\nTo: a@b.example\n\nbonjour@val-dorne.example\n")
    stranger = service.somebody()
    assert "Du bois sec" not in (await stranger.visit("/demo/mails")).text
    assert (await stranger.visit(f"/demo/mails/{elsewhere.stem}")).status == 404
