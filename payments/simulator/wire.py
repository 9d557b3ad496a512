"""Stripe's wire: forms with brackets come in, JSON goes out; lists are paged, references expanded."""

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qsl

from payments.simulator.faults import malformed, missing
from payments.simulator.store import Object, Store

Tree = dict[str, Any]
"""A decoded form: strings at its leaves, lists where its keys were numbers or empty brackets."""

NAME = re.compile(r"[^\[\]]+")
DEEPEST = 8


def decode(form: str) -> Tree:
    """`a[b][0][c]=x` as nested dictionaries and lists."""
    tree: Tree = {}
    for key, value in parse_qsl(form, keep_blank_values=True):
        path = NAME.findall(key) + ([""] if key.endswith("[]") else [])
        if key.startswith("[") or not 0 < len(path) <= DEEPEST:
            raise malformed(f"Invalid parameter name: {key}")
        plant(tree, path, value)
    return {name: ripen(branch) for name, branch in tree.items()}


def plant(branch: Tree, path: Sequence[str], value: str) -> None:
    for step in path[:-1]:
        branch = branch.setdefault(step or str(len(branch)), {})
        if not isinstance(branch, dict):
            raise malformed(f"Invalid request: {path[0]} is both a value and a hash.")
    last = path[-1] or str(len(branch))
    if isinstance(branch.get(last), dict):
        raise malformed(f"Invalid request: {path[0]} is both a value and a hash.")
    branch[last] = value


def ripen(branch: Any) -> Any:
    """Hashes whose keys count from zero become lists."""
    if not isinstance(branch, dict):
        return branch
    if list(branch) == [str(number) for number in range(len(branch))]:
        return [ripen(branch[key]) for key in branch]
    return {key: ripen(value) for key, value in branch.items()}


def page(found: list[Object], url: str, query: Tree) -> Object:
    """One page of a list that stands latest first."""
    limit = query.get("limit", 10)
    if not 1 <= limit <= 100:
        raise malformed("This value must be between 1 and 100.", param="limit")
    ids = [item["id"] for item in found]
    if (after := query.get("starting_after")) is not None:
        found = found[position(ids, after, "starting_after") + 1 :]
    elif (before := query.get("ending_before")) is not None:
        earlier = found[: position(ids, before, "ending_before")]
        return listed(earlier[-limit:], url, more=len(earlier) > limit)
    return listed(found[:limit], url, more=len(found) > limit)


def position(ids: list[str], object_id: str, param: str) -> int:
    if object_id not in ids:
        raise missing("object", object_id, param=param, status=400)
    return ids.index(object_id)


def listed(items: list[Object], url: str, *, more: bool = False) -> Object:
    return {"object": "list", "data": items, "has_more": more, "url": url}


def given(params: Tree, *names: str) -> dict[str, object]:
    """Those of the parameters that were sent."""
    return {name: params[name] for name in names if name in params}


def within(created: int, bounds: Any) -> bool:
    """Whether a moment fits a `created` parameter: one second, or a range."""
    if isinstance(bounds, int):
        return created == bounds
    tests = {
        "gt": lambda bound: created > bound,
        "gte": lambda bound: created >= bound,
        "lt": lambda bound: created < bound,
        "lte": lambda bound: created <= bound,
    }
    return all(tests[name](bound) for name, bound in bounds.items())


def expand(answer: Object, paths: Sequence[str], store: Store) -> None:
    """Put objects in the place of identifiers, as `data.charge.balance_transaction` names them."""
    for path in paths:
        walk(answer, path.split("."), path, store)


def walk(node: Any, steps: list[str], path: str, store: Store) -> None:
    if not steps or node is None:
        return
    if isinstance(node, list):
        for item in node:
            walk(item, steps, path, store)
        return
    step = steps[0]
    if not isinstance(node, dict) or step not in node:
        raise malformed(f"This property cannot be expanded ({path}).", param="expand")
    if isinstance(node[step], str):
        target = store.find(node[step])
        if target is None:
            raise malformed(f"This property cannot be expanded ({path}).", param="expand")
        node[step] = target
    walk(node[step], steps[1:], path, store)
