"""An option has a picture while its ballot is written; what was announced is what is shown."""

from hashlib import sha256
from io import BytesIO

import pytest
from PIL import Image
from sqlmodel import col, select

from consultations.ballots.models import BallotOption
from consultations.ballots.option_pictures import PictureGoneError, drop, keep_all, kept, own_copy
from consultations.ideas.files import service as idea_files
from consultations.ideas.files.service import Sent
from consultations.ideas.service import IdeaDetails, propose
from okote.platform.errors import NotFoundError
from tests.consultations.ballots.office.conftest import ANSWERS, mark
from tests.consultations.procedures.conftest import sent


def drawn(colour):
    made = BytesIO()
    Image.new("RGB", (30, 20), colour).save(made, "PNG")
    return made.getvalue()


async def options(house):
    async with house.database.reading() as db:
        return (await db.exec(select(BallotOption).order_by(col(BallotOption.position)))).all()


async def test_it_is_sent_replaced_announced_and_shown_to_everyone(lea, drafted, house, browser):
    here = await drafted(lea)
    typed = {"field": "picture", "shows": "Un jardin clos", "mark": await mark(lea, here)}
    assert (await sent(lea, here, "a.png", drawn("red"), to="options/1/picture", **typed)).is_redirect
    first = (await options(house))[0]
    assert (first.picture_shows, first.title, first.cost_minor) == ("Un jardin clos", "Un jardin", 60_000_00)
    folder = house.settings.uploads_folder
    assert sha256(own_copy(folder, first.picture).read_bytes()).digest() == first.picture
    html = (await lea.get(f"{here}/options/1")).text
    assert 'alt="Un jardin clos"' in html
    shown = await lea.get(f"{here}/options/1/picture")
    assert (shown.status_code, shown.headers["content-type"]) == (200, "image/jpeg")
    stale = await sent(lea, here, "a.png", drawn("blue"), to="options/1/picture", **typed)
    assert stale.status_code == 409
    typed |= {"mark": await mark(lea, here), "decorates": "yes"}
    assert (await sent(lea, here, "a.png", drawn("blue"), to="options/1/picture", **typed)).is_redirect
    second = (await options(house))[0]
    assert (second.picture != first.picture, second.picture_shows) == (True, "")
    assert not own_copy(folder, first.picture).exists()
    changed = {"title": "Un grand jardin", "cost": "60 000", "envelope": "1", "mark": await mark(lea, here)}
    assert (await lea.post(f"{here}/options/1", changed)).is_redirect
    assert (await options(house))[0].picture == second.picture
    assert f"{here}/options/1/picture" in (await lea.get(f"{here}/preview")).text
    assert (await lea.post(f"{here}/level", ANSWERS)).is_redirect
    assert (await lea.post(f"{here}/announce")).is_redirect
    ballot = here.rsplit("/", 1)[1]
    seen = await browser().get(f"/fr/ballots/{ballot}/options/1/picture")
    assert sha256(seen.content).digest() == second.picture
    late = {"field": "picture", "decorates": "yes", "mark": ""}
    assert (await sent(lea, here, "a.png", drawn("red"), to="options/2/picture", **late)).status_code == 422
    assert (await lea.post(f"{here}/options/1/picture/remove")).status_code == 422


async def test_what_is_refused_keeps_what_was_typed(lea, agent, drafted, house):
    here = await drafted(lea)
    to, marked = "options/2/picture", {"mark": await mark(lea, here)}
    refused = await sent(lea, here, "a.png", b"no picture", to=to, field="picture", shows="Un abri", **marked)
    assert refused.status_code == 422
    assert ('value="Un abri"' in refused.text, "12500.50" in refused.text) == (True, True)
    silent = await sent(lea, here, "a.png", drawn("red"), to=to, field="picture", **marked)
    assert (silent.status_code, 'href="#shows"' in silent.text) == (422, True)
    assert (await lea.get(f"{here}/options/2/picture")).status_code == 404
    assert (await sent(lea, here, "a.png", drawn("red"), to="options/9/picture", **marked)).status_code == 404
    typed = {"shows": "Un abri", "field": "picture", **marked}
    assert (await sent(lea, here, "a.png", drawn("red"), to=to, **typed)).is_redirect
    kept_now = (await options(house))[1].picture
    gone = await lea.post(f"{here}/{to}/remove", {"mark": await mark(lea, here)})
    assert gone.is_redirect
    assert (await options(house))[1].picture is None
    assert not own_copy(house.settings.uploads_folder, kept_now).exists()


@pytest.fixture
async def pictured(db, someone, tmp_path):
    """An idea with a picture."""
    author = await someone()
    idea = await propose(db, IdeaDetails("Un banc", "Ici.", public_name="L."), by=author)
    file = await idea_files.add(
        db, Sent(drawn("green"), "Un banc vert", picture=True), folder=tmp_path, by=author, idea_id=idea.id
    )
    return author, file


async def test_a_ballot_keeps_its_own_copy_whatever_the_idea_does(db, pictured, tmp_path):
    author, file = pictured
    digest = bytes.fromhex(file.sha256)
    option = BallotOption(position=1, title="Un banc", picture=digest)
    assert (await kept(db, tmp_path, digest)).parent.name == "ideas"
    await keep_all(db, tmp_path, [option, BallotOption(position=2, title="Sans image")])
    await idea_files.remove(db, file.id, by=author)
    assert await kept(db, tmp_path, digest) == own_copy(tmp_path, digest)
    await keep_all(db, tmp_path, [option])
    await drop(db, tmp_path, None)
    await drop(db, tmp_path, digest)
    with pytest.raises(NotFoundError):
        await kept(db, tmp_path, digest)
    with pytest.raises(PictureGoneError):
        await keep_all(db, tmp_path, [option])
