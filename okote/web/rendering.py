"""Templates: one environment a language, in which a missing value is an error and every text is escaped."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from gettext import NullTranslations
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import segno
from jinja2 import (
    BytecodeCache,
    Environment,
    FileSystemLoader,
    StrictUndefined,
    pass_context,
    select_autoescape,
)
from jinja2.bccache import Bucket
from jinja2.runtime import Context
from markupsafe import Markup

from okote.platform.mail.service import Letter
from okote.web.assets import Assets
from okote.web.context import PageContext, Territory
from okote.web.formatting import Wording, initials
from okote.web.markdown import rendered

TEMPLATES = Path(__file__).parent / "templates"
CSRF_FIELD = "_csrf_token"

NEXT_PART = Markup("\0")
"""Between the parts of what is drawn for everybody; no text of ours or of PostgreSQL's holds it."""

_SPACES = re.compile(r"[ \t\r\n]+")
"""Those that a template's lines leave; unbreakable ones are the typography's and stay."""


class _Compiled(BytecodeCache):
    """What was compiled for one language serves them all: reading it takes a thirtieth of the time.

    It holds nothing of a language as long as nothing is worked out while compiling (`_environment`).
    """

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if (code := self._kept.get(bucket.key)) is not None:
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key] = bucket.bytecode_to_string()


COMPILED = _Compiled()


class Renderer:
    """Pages, fragments and mails as text; knows nothing of requests and answers."""

    def __init__(
        self,
        *,
        catalogues: Mapping[str, NullTranslations],
        assets: Assets,
        folders: Sequence[Path] = (),
        sentences: Mapping[str, str] | None = None,
    ) -> None:
        """`folders` are the features' templates; `sentences` is what people read for a refusal's code."""
        self.catalogues = catalogues
        self.assets = assets
        self.sentences = sentences or {}
        self._loader = FileSystemLoader([TEMPLATES, *folders])
        self._wordings: dict[tuple[str, str], Wording] = {}
        self._environments: dict[tuple[str, str], Environment] = {}

    def render(self, template: str, context: Mapping[str, Any], *, page: PageContext) -> str:
        """A page, or a fragment of one, in the visitor's language.

        Where nobody has a token there is no form that would need one: a template that has one is refused.
        """
        visitor = page.visitor
        environment = self._environment(visitor.language, visitor.territory.time_zone)
        return environment.get_template(template).render(
            context,
            page=page,
            visitor=visitor,
            territory=visitor.territory,
            **({"csrf_input": _csrf_input(page.csrf_token)} if page.csrf_token else {}),
        )

    def letter(
        self, template: str, context: Mapping[str, Any], *, language: str, territory: Territory, address: str
    ) -> Letter:
        """A mail: `<template>.txt`, whose block `subject` is its subject, and `<template>.html`.

        `address` is the territory's public one, without a final slash, for `link("/path")`.
        """
        environment = self._environment(language, territory.time_zone)
        values = {**context, "territory": territory, "link": lambda path: f"{address}/{language}{path}"}
        plain = environment.get_template(f"{template}.txt")
        subject = _SPACES.sub(" ", "".join(plain.blocks["subject"](plain.new_context(values)))).strip()
        html = environment.get_template(f"{template}.html").render(values, subject=subject)
        return Letter(subject=subject, text=plain.render(values), html=html)

    def wording(self, language: str, time_zone: str) -> Wording:
        """How that language says things, for what is written outside a template."""
        key = (language, time_zone)
        if key not in self._wordings:
            self._wordings[key] = Wording(
                language, self.catalogues[language], sentences=self.sentences, time_zone=time_zone
            )
        return self._wordings[key]

    def _environment(self, language: str, time_zone: str) -> Environment:
        key = (language, time_zone)
        if key not in self._environments:
            self._environments[key] = _environment(
                self._loader, self.wording(language, time_zone), self.assets
            )
        return self._environments[key]


def _environment(loader: FileSystemLoader, wording: Wording, assets: Assets) -> Environment:
    """An environment of one language, so that macros speak it without being told."""
    environment = Environment(
        loader=loader,
        autoescape=select_autoescape(default=False),
        undefined=StrictUndefined,
        finalize=_finalize(wording),
        optimized=False,
        auto_reload=False,  # or each page asks the disk whether its eight templates have changed
        bytecode_cache=COMPILED,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.policies["ext.i18n.trimmed"] = True
    environment.newstyle_gettext = True  # type: ignore[attr-defined]
    environment.globals.update(
        gettext=_gettext(wording),
        ngettext=_ngettext(wording),
        language=wording.language,
        url=_url(wording.language),
        next_part=NEXT_PART,
        asset=assets.address,
        qr=_qr,
    )
    environment.filters.update(
        money=wording.money,
        number=wording.number,
        percent=wording.percent,
        date=wording.day,
        short_date=wording.short_day,
        month=wording.month,
        time=wording.hour,
        datetime=wording.moment,
        short_datetime=wording.short_moment,
        deadline=wording.deadline,
        last_day=wording.last_day,
        remaining=wording.remaining,
        initials=initials,
        markdown=rendered,
    )
    return environment


def _finalize(wording: Wording) -> Callable[..., object]:
    """How a value is written, known only once a page is: else constants would be, in the first language."""

    @pass_context
    def finalize(_context: Context, value: object) -> object:
        return wording.shown(value)

    return finalize


class _Known(dict[str, str]):
    """What a language says for each message that names no value, worked out the first time."""

    def __init__(self, catalogue: NullTranslations, *, escaped: bool) -> None:
        super().__init__()
        self._catalogue = catalogue
        self._escaped = escaped

    def __missing__(self, message: str) -> str:
        said = self._catalogue.gettext(message) % {}
        self[message] = Markup(said) if self._escaped else said  # noqa: S704 (a message of our catalogues)
        return self[message]


def _gettext(wording: Wording) -> Callable[..., str]:
    plain = {True: _Known(wording.catalogue, escaped=True), False: _Known(wording.catalogue, escaped=False)}

    @pass_context
    def gettext(context: Context, message: str, /, **values: object) -> str:
        if not values:
            return plain[bool(context.eval_ctx.autoescape)][message]
        return _filled(context, wording.catalogue.gettext(message), wording.shown_all(values))

    return gettext


def _ngettext(wording: Wording) -> Callable[..., str]:
    @pass_context
    def ngettext(context: Context, one: str, many: str, count: int, /, **values: object) -> str:
        values["num"] = wording.number(count)
        return _filled(context, wording.catalogue.ngettext(one, many, count), wording.shown_all(values))

    return ngettext


def _filled(context: Context, message: str, values: Mapping[str, object]) -> str:
    """The values escaped where the template is HTML; the message is ours and stays as it is."""
    if context.eval_ctx.autoescape:
        return Markup(message) % values  # noqa: S704 (a message of our catalogues)
    return message % values


def _url(language: str) -> Callable[..., str]:
    def url(path: str, /, **query: object) -> str:
        """A page's address in this language; what is None in the query is left out."""
        given = {name: value for name, value in query.items() if value is not None}
        return f"/{language}{path}" + (f"?{urlencode(given)}" if given else "")

    return url


@lru_cache(maxsize=256)
def _qr(address: str) -> Markup:
    """A code that a phone's camera reads, as SVG without styles (ISO/IEC 18004, error correction M)."""
    drawn = segno.make(address, error="m", micro=False).svg_inline(svgclass="qr", omitsize=True, border=2)
    return Markup(drawn)  # noqa: S704 (drawn from dots, holds no text)


def _csrf_input(token: str) -> Markup:
    return Markup('<input type="hidden" name="{}" value="{}">').format(CSRF_FIELD, token)
