"""Pictures that came with the form of an offer: kept at once, since browsers can't send a file twice."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast
from uuid import UUID

from okote.funding.campaigns.backoffice.offer_form import MOST_PICTURES, pictures_of
from okote.platform.files.pictures import store_picture
from okote.web.forms import Form, MissingError
from payments.errors import DomainError
from payments.sessions import WriteSession


class TooManyPicturesError(DomainError):
    """Parameter: `most`."""

    code = "too_many_pictures"


@dataclass(frozen=True, slots=True)
class Uploads:
    """What was sent with a form; what is kept of it is then named in that form."""

    db: WriteSession
    form: Form
    territory_id: UUID
    folder: Path

    async def keep_main(self) -> None:
        stored = await self._stored("picture")
        if stored is not None:
            self._typed["picture_id"] = str(stored)

    async def keep_another(self) -> None:
        """It comes after those that are there; words about a picture that did not come are asked about."""
        position = pictures_of(self.form)
        if position >= MOST_PICTURES:
            if await self.form.file("extra", required=False):
                self.form.refuse("extra", TooManyPicturesError(most=MOST_PICTURES))
            return
        stored = await self._stored("extra")
        if stored is None:
            if self.form.raw("extra-new-text") or self.form.raw("extra-new-caption"):
                self.form.refuse("extra", MissingError())
            return
        row = f"extra-{position}"
        self._typed[f"{row}-id"], self._typed["pictures"] = str(stored), str(position + 1)
        self._typed[f"{row}-place"] = str(position + 1)
        for part in ("text", "caption"):
            self._typed[f"{row}-{part}"] = self._typed.pop(f"extra-new-{part}", "")

    @property
    def _typed(self) -> dict[str, Any]:
        return cast("dict[str, Any]", self.form.values)

    async def _stored(self, name: str) -> UUID | None:
        data = await self.form.file(name, required=False)
        if not data:
            return None
        try:
            stored = await store_picture(self.db, data, territory_id=self.territory_id, folder=self.folder)
        except DomainError as error:
            self.form.refuse(name, error)
            return None
        return stored.id
