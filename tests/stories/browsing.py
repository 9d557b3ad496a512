"""A browser without a screen: pages, forms, cookies of each site, and the way between sites."""

from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urljoin, urlsplit, urlunsplit

import httpx2

from tests.okote.identity_provider_server import TRUSTED

MOST_REDIRECTS = 10
SKIPPED = {"script", "style", "title", "svg"}


@dataclass
class Form:
    """As the page gives it: what would be sent if one button were pressed at once."""

    action: str
    method: str = "get"
    fields: list[tuple[str, str]] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.words: list[str] = []
        self._skipping = 0
        self._open: tuple[str, str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._skipping += tag in SKIPPED
        given = dict(attrs)
        name, value = given.get("name") or "", given.get("value") or ""
        form = self.forms[-1] if self.forms else Form("")
        match tag:
            case "form":
                self.forms.append(Form(given.get("action") or "", (given.get("method") or "get").lower()))
            case "input" if given.get("type") in {"checkbox", "radio"}:
                if "checked" in given:
                    form.fields.append((name, given.get("value", "on") or ""))
            case "input":
                form.fields.append((name, value))
            case "textarea" | "select":
                form.fields.append((name, ""))
                self._open = (tag, name)
            case "option" if "selected" in given and form.fields:
                form.fields[-1] = (form.fields[-1][0], value)
            case "button":
                form.buttons.append((name, value))

    def handle_endtag(self, tag: str) -> None:
        self._skipping -= tag in SKIPPED
        if self._open and tag == self._open[0]:
            self._open = None

    def handle_data(self, data: str) -> None:
        if self._open and self._open[0] == "textarea":
            self.forms[-1].fields[-1] = (self._open[1], data.removeprefix("\n"))
        elif not self._skipping:
            self.words.append(data)


class NoSuchFormError(AssertionError):
    """The page does not offer what was to be sent from it."""


class Page:
    def __init__(self, address: str, answer: httpx2.Response) -> None:
        self.address = address
        self.status = answer.status_code
        self.headers = answer.headers
        self.html = answer.text
        reader = _Reader()
        reader.feed(self.html)
        self.forms = [replace(form, action=urljoin(address, form.action or address)) for form in reader.forms]
        self.text = " ".join(" ".join(reader.words).split())
        """What people read, each run of spaces as one, narrow and unbreakable ones too."""

    @property
    def path(self) -> str:
        return urlsplit(self.address).path

    def form(self, action: str) -> Form:
        """The one whose address ends so."""
        found = [one for one in self.forms if urlsplit(one.action).path.endswith(action)]
        if not found:
            raise NoSuchFormError(f"no …{action} on {self.address} ({self.status}): {self.text[:500]}")
        return found[0]


class Browser:
    """Every `*.localhost` is this machine; cookies belong to one host and port."""

    def __init__(self) -> None:
        self._client = httpx2.AsyncClient(timeout=30, verify=TRUSTED)
        self._cookies: dict[str, dict[str, str]] = {}

    async def close(self) -> None:
        await self._client.aclose()

    async def open(self, url: str) -> Page:
        return await self._load("GET", url, None)

    async def send(self, form: Form, typed: dict[str, str], button: tuple[str, str]) -> Page:
        """Fill in the form and press the button."""
        fields = dict(form.fields) | ({button[0]: button[1]} if button[0] else {}) | typed
        fields.pop("", None)
        if form.method == "get":
            query = urlencode(fields)
            return await self._load("GET", urlunsplit(urlsplit(form.action)._replace(query=query)), None)
        return await self._load("POST", form.action, fields)

    def cookies(self, url: str) -> dict[str, str]:
        return self._cookies.setdefault(urlsplit(url).netloc, {})

    async def _load(self, method: str, url: str, form: dict[str, str] | None) -> Page:
        for _ in range(MOST_REDIRECTS):
            answer = await self._ask(method, url, form)
            if not answer.has_redirect_location:
                return Page(url, answer)
            url, method, form = urljoin(url, answer.headers["location"]), "GET", None
        raise AssertionError(f"redirected for ever, at last to {url}")

    async def _ask(self, method: str, url: str, form: dict[str, str] | None) -> httpx2.Response:
        parts = urlsplit(url)
        assert (parts.hostname or "").endswith("localhost") or parts.hostname == "127.0.0.1", url
        cookies = self.cookies(url)
        headers = {"host": parts.netloc, "cookie": "; ".join(f"{k}={v}" for k, v in cookies.items())}
        here = urlunsplit(parts._replace(netloc=f"127.0.0.1:{parts.port}", fragment=""))
        answer = await self._client.request(method, here, data=form, headers=headers)
        for header in answer.headers.get_list("set-cookie"):
            for name, morsel in SimpleCookie(header).items():
                if morsel["max-age"] == "0":
                    cookies.pop(name, None)
                else:
                    cookies[name] = morsel.value
        self._client.cookies.clear()
        return answer
