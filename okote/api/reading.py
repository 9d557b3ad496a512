"""What programs send, read as what people type: the same characters, the same refusals."""

from collections.abc import Mapping

from okote.web.forms import Form


def texts(sent: Mapping[str, str], longest: Mapping[str, int], *, required: frozenset[str]) -> dict[str, str]:
    """Each text as a form would keep it, or the first refusal."""
    form = Form(sent)
    read = {name: form.text(name, most=most, required=name in required) for name, most in longest.items()}
    for error in form.errors.values():
        raise error
    return read


def line(sent: str, most: int) -> str:
    """One line; it may not be empty."""
    return " ".join(texts({"line": sent}, {"line": most}, required=frozenset({"line"}))["line"].split())
