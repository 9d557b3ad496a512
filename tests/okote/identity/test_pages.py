"""Signing in with a provider, and out again."""


async def test_a_person_signs_in(browser):
    camille = browser()
    shown = await camille.get("/fr/sign-in?next=%2Fcontact")
    assert shown.status_code == 200, shown.text
    answer = await camille.sign_in("camille", "/contact")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/fr/contact"
    there = await camille.follow(answer)
    assert there.status_code == 200, there.text
    account = await camille.get("/fr/account")
    assert account.status_code == 200, account.text
    assert "camille.aubry@courriel.example" in account.text
