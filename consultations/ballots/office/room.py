"""What the office of ballots hands up; `links` are the pages of other rooms that stand on a ballot's."""

from collections.abc import Sequence
from pathlib import Path

from consultations.ballots.level import deeds as level_deeds
from consultations.ballots.level import personal as level_personal
from consultations.ballots.office import (
    acting,
    api,
    deeds,
    desk,
    levels,
    messages,
    options,
    options_api,
    picturing,
    writing,
)
from consultations.ballots.office.linking import DeskLink
from consultations.ballots.office.reading import HERE
from consultations.permissions import may_write_processes
from okote.feature import Feature, Place, Section
from okote.platform.i18n import say


def room(links: Sequence[DeskLink] = ()) -> Feature:
    return Feature(
        name="ballots.office",
        controllers=(
            writing.WritingPages,
            options.OptionPages,
            picturing.PicturePages,
            levels.LevelPages,
            *desk.routes(links),
            *acting.routes(links),
            *api.ROUTES,
            *options_api.ROUTES,
        ),
        sections=(Section(Place.CONSULTATION, say("Ballots"), HERE, may_write_processes),),
        messages=messages.MESSAGES,
        personal_data=level_personal.RECORDS,
        deeds=(*deeds.OfficeDeed, *level_deeds.LevelDeed),
        kept=level_personal.KEPT,
        templates=(Path(__file__).parent / "templates",),
    )


ROOM = room()
