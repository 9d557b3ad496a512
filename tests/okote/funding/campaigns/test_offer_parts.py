"""A video, a team and more pictures: written by the holder, read by everyone."""

import re
from dataclasses import replace
from io import BytesIO

import httpx2
import pytest
from PIL import Image
from sqlmodel import select

from okote.funding.campaigns.queries import parts_of
from okote.funding.campaigns.rules import NotAPublicLinkError
from okote.funding.campaigns.service import Illustration, Member, create_draft, save_draft
from okote.identity.models import Role
from okote.platform.errors import NotFoundError
from okote.platform.files.models import StoredFile
from okote.serving.doctor.findings import Level
from okote.serving.doctor.uploads import complete
from tests.okote.funding.office import picture as drawn
from tests.okote.funding.office import typed_in

PLACE = "/en/back-office/campaigns"


async def test_what_there_are_several_of_is_saved_in_order_and_replaced(db, draft, offer, writer, pictures):
    first = await parts_of(db, draft.id)
    assert [(one.name, one.part) for one in first.team] == [
        ("Nadia Ferrand", "Dirige la conserverie"),
        ("Odile Jaeger", ""),
    ]
    assert [(one.picture, one.text, one.caption) for one in first.pictures] == [
        (one.id, "Le quai", "Le quai au matin") for one in pictures
    ]
    turned = [Illustration(one.id) for one in pictures[::-1]]
    changed = replace(offer, team=[Member("Samir Bel")], pictures=turned, video="")
    await save_draft(db, draft.id, changed, version=1, by=writer)
    second = await parts_of(db, draft.id)
    assert [one.name for one in second.team] == ["Samir Bel"]
    assert [one.picture for one in second.pictures] == [one.id for one in pictures[::-1]]
    assert (draft.video, draft.video_host) == ("", "")


async def test_no_picture_of_another_territory_and_no_address_of_a_closed_one(
    db, holder, offer, writer, elsewhere
):
    campaign = await create_draft(db, holder.id, offer.title, by=writer)
    theirs = StoredFile(territory_id=elsewhere.id, width=1, height=1, created_at=await db.now())
    db.add(theirs)
    await db.flush()
    taken = replace(offer, pictures=[Illustration(theirs.id)])
    with pytest.raises(NotFoundError):
        await save_draft(db, campaign.id, taken, version=0, by=writer)
    hidden = replace(offer, video="https://127.0.0.1/camera")
    with pytest.raises(NotAPublicLinkError):
        await save_draft(db, campaign.id, hidden, version=0, by=writer)


@pytest.fixture
async def nadia(office):
    holder = await office.holder()
    return await office.enter("nadia", Role.HOLDER, scope=holder.id)


@pytest.fixture
async def edit(office, nadia):
    page = (await nadia.get(f"{PLACE}/new")).text
    holder = re.search(r'<option value="([0-9a-f-]{36})"', page)[1]
    answer = await nadia.post(PLACE, {"title": "La conserverie du quai", "holder": holder})
    return answer.headers["location"]


class Sender:
    """The editor's form with another picture, as browsers send it."""

    def __init__(self, office, visitor, edit):
        self.office, self.visitor, self.edit, self.version = office, visitor, edit, 0

    async def send(self, file=b"", **typed):
        shown = (await self.visitor.get(self.edit)).text
        kept = {name: typed_in(shown, name) for name in re.findall(r'name="(extra-\d[^"]*)"', shown)}
        counts = {name: typed_in(shown, name) for name in ("pictures", "members", "version")}
        sent = {**await self.office.offer(), **counts, **kept, **typed}
        visitor = self.visitor
        headers = {
            "host": "trois-rives.localhost:8000",
            "cookie": "; ".join(f"{name}={value}" for name, value in visitor.cookies.items()),
        }
        transport = httpx2.ASGITransport(visitor.app, client=(visitor.client, 4711))
        async with httpx2.AsyncClient(transport=transport) as client:
            return await client.post(
                f"{visitor.address}{self.edit}",
                data={"_csrf_token": visitor.cookies["__Host-csrf"], **sent},
                files={"extra": ("photo.jpg" if file else "", file, "image/jpeg")},
                headers=headers,
            )

    async def order(self):
        shown = (await self.visitor.get(self.edit)).text
        return [typed_in(shown, f"extra-{n}-text") for n in range(int(typed_in(shown, "pictures")))]


async def test_pictures_are_added_one_by_one_moved_and_taken_out(office, nadia, edit):
    form = Sender(office, nadia, edit)
    for word in ("un", "deux", "trois"):
        answer = await form.send(drawn(), more="pictures", **{"extra-new-text": word})
        assert answer.headers["location"].endswith("#pictures")
    assert await form.order() == ["un", "deux", "trois"]
    await form.send(**{"extra-2-place": "1"})
    assert await form.order() == ["trois", "un", "deux"]
    await form.send(**{"extra-0-place": "3", "extra-1-caption": "Au <b>quai</b>"})
    assert await form.order() == ["un", "deux", "trois"]
    await form.send(**{"extra-1-gone": "yes"})
    assert await form.order() == ["un", "trois"]
    page = (await nadia.get(edit.removesuffix("/edit"))).text
    assert "Au &lt;b&gt;quai&lt;/b&gt;" in page
    assert re.search(r'/medium 720w, /pictures/[0-9a-f-]+/wide 1200w"', page)


async def test_there_is_an_end_to_them_and_nothing_typed_is_lost(office, nadia, edit):
    form = Sender(office, nadia, edit)
    for number in range(6):
        assert (await form.send(drawn(), **{"extra-new-text": str(number)})).status_code == 303
    answer = await form.send(drawn())
    assert answer.status_code == 422
    assert "There are already 6 other pictures." in answer.text
    assert 'name="extra"' not in (await nadia.get(edit)).text


@pytest.mark.parametrize(
    ("file", "says"),
    [
        (b"%PDF-1.7", "not a picture that we can read"),
        (drawn(8_001, 1), "too large"),
        (b"", "To correct:"),  # words about a picture that did not come
    ],
)
async def test_what_is_no_picture_is_refused_in_a_sentence(office, nadia, edit, file, says):
    answer = await Sender(office, nadia, edit).send(file, **{"extra-new-text": "Le quai"})
    assert answer.status_code == 422
    assert says in answer.text
    assert 'id="extra-problem"' in answer.text
    assert typed_in(answer.text, "extra-new-text") == "Le quai"


async def test_where_it_was_taken_stays_behind(office, nadia, edit):
    exif = Image.Exif()
    exif[0x010E] = "Chez Nadia, 3 rue des Pecheurs"
    photo = BytesIO()
    Image.new("RGB", (900, 600), "#0b5d4b").save(photo, "JPEG", exif=exif)
    await Sender(office, nadia, edit).send(photo.getvalue(), **{"extra-new-text": "Le quai"})
    async with office.house.database.reading() as db:
        stored = (await db.exec(select(StoredFile))).one()
    for size, width in (("wide", 900), ("medium", 720), ("card", 360)):
        answer = await nadia.get(f"/en/pictures/{stored.id}/{size}")
        assert b"Pecheurs" not in answer.content
        with Image.open(BytesIO(answer.content)) as kept:
            assert (kept.width, dict(kept.getexif())) == (width, {})


async def test_a_picture_whose_file_is_lost_is_not_found_and_told_by_the_doctor(office, nadia, edit):
    await Sender(office, nadia, edit).send(drawn(), **{"extra-new-text": "Le quai"})
    async with office.house.database.reading() as db:
        stored = (await db.exec(select(StoredFile))).one()
        assert (await complete(office.house, db)).level is Level.OK
    folder = office.house.settings.uploads_folder
    for path in folder.glob(f"{stored.id}-*"):
        path.unlink()
    for size in ("wide", "card"):
        assert (await nadia.get(f"/en/pictures/{stored.id}/{size}")).status_code == 404
    async with office.house.database.reading() as db:
        told = await complete(office.house, db)
    assert (told.level, f"1 of 1 files that rows name are missing, such as {folder}" in told.says) == (
        Level.FAIL,
        True,
    )


async def test_a_video_is_a_plain_link_that_says_where_it_leads(office, nadia, edit):
    form = Sender(office, nadia, edit)
    refused = await form.send(video="http://127.0.0.1/camera")
    assert (refused.status_code, typed_in(refused.text, "video")) == (422, "http://127.0.0.1/camera")
    assert "it begins with https://" in refused.text
    assert (await form.send(video="https://videos.example/" + "x" * 500)).status_code == 422
    assert (await form.send(video="https://videos.example/au-quai")).status_code == 303
    page = (await nadia.get(edit.removesuffix("/edit"))).text
    assert '<a href="https://videos.example/au-quai" rel="noopener noreferrer">' in page
    assert "Watch the video (opens on videos.example)" in page
    assert "<iframe" not in page


async def test_the_team_is_written_line_by_line(office, nadia, edit):
    form = Sender(office, nadia, edit)
    people = {"member-0-name": "Nadia <i>", "member-0-part": "Dirige", "member-2-name": "Odile"}
    answer = await form.send(more="team", **people)
    assert answer.headers["location"].endswith("members=6#team")
    shown = (await nadia.get(edit)).text
    assert [typed_in(shown, f"member-{n}-name") for n in range(3)] == ["Nadia <i>", "Odile", ""]
    nameless = await form.send(**people, **{"member-1-part": "Cuisine"})
    assert nameless.status_code == 422
    assert 'id="member-1-name-problem"' in nameless.text
    page = (await nadia.get(edit.removesuffix("/edit"))).text
    assert "<strong>Nadia &lt;i&gt;</strong>" in page
    assert 'name="member-12-name"' not in (await nadia.get(f"{edit}?members=99")).text


async def test_everyone_reads_them_on_its_page(scene, browser):
    async with scene.house.database.unit_of_work() as db:
        campaign = await db.get_one(type(scene.campaign), scene.campaign.id)
        campaign.video = "https://videos.example/au-quai"
    page = (await browser().get(scene.path)).text
    assert "(s’ouvre sur videos.example)" in page
    assert 'sizes="(min-width: 60rem) 40rem, 100vw"' in page
