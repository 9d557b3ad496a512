"""What the interface offers, for people who write programs: its description as pages, without a script."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from litestar import Response, get
from litestar.params import FromPath

from okote.api.description import FILE, TAGS, description
from okote.platform.errors import NotFoundError
from okote.web.pages import AnyRequest, page

DEVELOPERS = "/developers"

SCHEMAS = "#/components/schemas/"


@dataclass(frozen=True, slots=True)
class Operation:
    """What may be asked, at one address by one method."""

    method: str
    path: str
    told: Mapping[str, Any]

    @property
    def id(self) -> str:
        return cast("str", self.told["operationId"])

    @property
    def about(self) -> str:
        """Markdown, in one line."""
        return " ".join(self.told.get("description", "").split())

    @property
    def scope(self) -> str | None:
        """What a token must be made for; None where none is needed."""
        for requirement in self.told.get("security", ()):
            return cast("str", requirement["token"][0])
        return None

    @property
    def taken(self) -> Mapping[str, Any] | None:
        """The schema of its body."""
        return _json(self.told.get("requestBody"))

    @property
    def answered(self) -> Mapping[str, Any] | None:
        """The schema of what it answers where nothing is refused."""
        return _json(next(answer for status, answer in self.told["responses"].items() if status < "3"))


def _json(told: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    return told["content"]["application/json"]["schema"] if told else None


@dataclass(frozen=True, slots=True)
class Field:
    """One line of a schema."""

    name: str
    kind: str
    required: bool
    about: str
    leads: str | None
    """The schema that it is of, by its name."""


@dataclass(frozen=True, slots=True)
class Schema:
    """What a program sends or gets, field by field."""

    name: str
    about: str
    fields: Sequence[Field]
    words: Sequence[str] = ()
    """Of a choice of words."""


def operations(app: Any) -> Sequence[Operation]:
    found = [
        Operation(method.upper(), path, told)
        for path, methods in description(app)["paths"].items()
        for method, told in methods.items()
    ]
    order = [name for name, _ in TAGS]
    return sorted(found, key=lambda one: (order.index(one.told["tags"][0]), one.path, one.method))


def _kind(told: Mapping[str, Any]) -> tuple[str, str | None]:
    """How a value is written, and the schema that says more."""
    if "$ref" in told:
        name = told["$ref"].removeprefix(SCHEMAS)
        return name, name
    if "anyOf" in told or "oneOf" in told:
        kinds = [_kind(one) for one in told.get("anyOf", told.get("oneOf"))]
        leads = next((name for _, name in kinds if name), None)
        return " | ".join(dict.fromkeys(kind for kind, _ in kinds)), leads
    if "allOf" in told:
        return _kind(told["allOf"][0])
    if told.get("type") == "array":
        kind, leads = _kind(told["items"])
        return f"[{kind}]", leads
    return told.get("format") or told.get("type") or "any", None


def schemas_of(app: Any, *roots: Mapping[str, Any] | None) -> Iterator[Schema]:
    """Those that an operation speaks of, each once, in the order in which they come up."""
    known = description(app)["components"]["schemas"]
    waiting = [name for root in roots if root is not None and (name := _kind(root)[1])]
    seen: set[str] = set()
    while waiting:
        name = waiting.pop(0)
        if name in seen:
            continue
        seen.add(name)
        told = known[name]
        fields = [_field(key, one, told) for key, one in told.get("properties", {}).items()]
        waiting += [one.leads for one in fields if one.leads]
        yield Schema(name, told.get("description", ""), fields, told.get("enum", ()))


def _field(name: str, told: Mapping[str, Any], of: Mapping[str, Any]) -> Field:
    kind, leads = _kind(told)
    return Field(name, kind, name in of.get("required", ()), _about(told), leads)


def _about(told: Mapping[str, Any]) -> str:
    """Its own words, and what bounds it, where a machine would be told so."""
    bounds = [f"{label} {int(told[key])}." for key, label in BOUNDS.items() if key in told]
    said = [one["description"] for one in (told, *told.get("anyOf", ())) if "description" in one]
    return " ".join([*said, *bounds])


BOUNDS = {
    "minLength": "Characters at least:",
    "maxLength": "Characters at most:",
    "minimum": "At least",
    "maximum": "At most",
    "maxItems": "Entries at most:",
}


@get(DEVELOPERS)
async def developers(request: AnyRequest) -> Response[str]:
    """How to come in, and all that may be asked."""
    found = operations(request.app)
    parts = [(name, about, [one for one in found if one.told["tags"] == [name]]) for name, about in TAGS]
    return page(
        request,
        "api/developers.html",
        about=description(request.app)["info"]["description"],
        parts=[part for part in parts if part[2]],
        file=FILE,
    )


@get(f"{DEVELOPERS}/{{operation_id:str}}")
async def operation(request: AnyRequest, operation_id: FromPath[str]) -> Response[str]:
    """One thing that may be asked: what it takes and what it answers."""
    found = next((one for one in operations(request.app) if one.id == operation_id), None)
    if found is None:
        raise NotFoundError
    return page(
        request,
        "api/operation.html",
        operation=found,
        parameters=[(one, *_kind(one["schema"])) for one in found.told.get("parameters", ())],
        about_of=_about,
        schemas=list(schemas_of(request.app, found.taken, found.answered)),
    )


ROUTES = (developers, operation)
