"""The back office of actions: write them and tell where they stand, sort them, freeze a year."""

from consultations.actions.backoffice import desk, editions, themes, writing
from consultations.actions.queries.elsewhere import late_count
from consultations.permissions import may_keep_editions, may_write_actions
from okote.feature import Place, Section
from okote.platform.i18n import say, say_count

ROUTES = (writing.WritingPages, desk.ActionDesk, themes.ThemePages, editions.EditionDesk)
SECTIONS = (
    Section(
        Place.CONSULTATION,
        say("Actions"),
        desk.HERE,
        may_write_actions,
        late_count,
        say_count("%(num)s action is late", "%(num)s actions are late"),
    ),
    Section(Place.CONSULTATION, say("Workstreams, aims, pillars"), themes.HERE, may_keep_editions),
    Section(Place.CONSULTATION, say("Editions of actions"), editions.HERE, may_keep_editions),
)
