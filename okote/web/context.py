"""What every page knows: who asks, where, and what the frame around the page shows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol
from urllib.parse import quote, urlencode

from okote.platform.i18n import OWN_NAMES


class Territory(Protocol):
    """What pages and mails say about whose site this is and who runs it."""

    @property
    def name(self) -> str: ...
    @property
    def languages(self) -> Sequence[str]: ...
    @property
    def time_zone(self) -> str: ...
    @property
    def primary_colour(self) -> str | None: ...
    @property
    def telephone(self) -> str: ...
    @property
    def counter(self) -> str: ...
    @property
    def operator_name(self) -> str: ...
    @property
    def operator_form(self) -> str: ...
    @property
    def operator_address(self) -> str: ...
    @property
    def operator_email(self) -> str: ...
    @property
    def operator_orias(self) -> str: ...
    @property
    def accessibility(self) -> str:
        """How far the site is accessible, as a message to translate."""
        ...


class Person(Protocol):
    """Whoever has signed in."""

    @property
    def public_name(self) -> str | None: ...


class Visitor(Protocol):
    """Whoever asks for a page."""

    @property
    def territory(self) -> Territory: ...
    @property
    def language(self) -> str: ...
    @property
    def address(self) -> str:
        """The site's public address, without a final slash."""
        ...

    @property
    def person(self) -> Person | None: ...
    @property
    def session_seconds(self) -> int | None: ...
    @property
    def stranger(self) -> "Visitor":
        """Anyone else in the same place."""


@dataclass(frozen=True, slots=True)
class Link:
    """An entry of a menu: a message to translate, and a path without language."""

    label: str
    path: str
    heading: str = ""
    """Of the part of the menu in which it stands, to translate too."""

    def leads_to(self, path: str) -> bool:
        """Whether that page is the entry's own or lies below it."""
        return path == self.path or (self.path != "/" and path.startswith(f"{self.path}/"))


@dataclass(frozen=True, slots=True)
class Flash:
    """One sentence, already in the reader's language, about what they just did."""

    kind: Literal["success", "notice", "error"]
    text: str


@dataclass(frozen=True, slots=True)
class PageContext:
    """The frame of one page; `path` is the one asked for, without its language."""

    visitor: Visitor
    path: str
    csrf_token: str
    query: Sequence[tuple[str, str]] = ()
    navigation: Sequence[Link] = ()
    account: Sequence[Link] = ()
    """Where a person's own pages are; shown once they have signed in."""
    footer: Sequence[Link] = ()
    back_office: Sequence[Link] = ()
    flashes: Sequence[Flash] = ()

    @property
    def other_languages(self) -> Iterator[tuple[str, str, str]]:
        """Each other language of the territory, its own name, and this page in it."""
        query = f"?{urlencode(self.query)}" if self.query else ""
        for language in self.visitor.territory.languages:
            if language != self.visitor.language:
                yield language, OWN_NAMES[language], f"/{language}{quote(self.path)}{query}"

    @property
    def asked(self) -> str:
        """This page with all that its address says, to come back to."""
        return f"{self.path}?{urlencode(self.query)}" if self.query else self.path

    @property
    def canonical(self) -> str:
        """This page's public address."""
        return f"{self.visitor.address}/{self.visitor.language}{quote(self.path)}"
