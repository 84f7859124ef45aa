"""`/staff/bureaus`: the bureaus as a tree, and each of them for its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from api.pages.staff import bureau_names, staff_blueprint, staff_page
from api.visitor import current_visitor
from api.wiring import current_wiring
from sampler.errors import Missing
from sampler.store.queries.bureaus import BureauEntry
from sampler.store.queries.bureaus import bureaus as all_bureaus
from sampler.store.queries.users import users

bureaus = staff_blueprint("bureaus")


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A bureau with those below it; one that is only named as a parent is not `listed`."""

    code: str
    name: str
    listed: bool
    retired: bool
    children: tuple["Node", ...]


def forest(entries: Sequence[BureauEntry], names: Mapping[str, str]) -> tuple[Node, ...]:
    """The bureaus below their parents; what stands in a circle is shown at the top, once.

    >>> def entry(code, parent):
    ...     return BureauEntry(code=code, name=code, aliases=(), parent=parent, retired=False)
    >>> [(top.code, [below.code for below in top.children]) for top in forest([entry("b", "a"), entry("c", "a")], {})]
    [('a', ['b', 'c'])]
    """
    listed = {entry.code: entry for entry in entries}
    tops = [code for code in dict.fromkeys(entry.parent or entry.code for entry in entries) if _is_top(code, listed)]
    placed: set[str] = set()
    nodes = [_node(code, listed, names, placed) for code in tops]
    nodes += [_node(code, listed, names, placed) for code in listed if code not in placed]
    return tuple(node for node in nodes if node)


def _is_top(code: str, listed: Mapping[str, BureauEntry]) -> bool:
    return code not in listed or listed[code].parent is None


def _node(code: str, listed: Mapping[str, BureauEntry], names: Mapping[str, str], placed: set[str]) -> Node | None:
    if code in placed:
        return None
    placed.add(code)
    below = (_node(entry.code, listed, names, placed) for entry in listed.values() if entry.parent == code)
    return Node(
        code=code,
        name=names.get(code, code),
        listed=code in listed,
        retired=code in listed and listed[code].retired,
        children=tuple(node for node in below if node),
    )


@bureaus.get("/staff/bureaus")
def listed() -> str:
    with current_wiring().store.reading() as session:
        entries = all_bureaus(session)
    living = [entry for entry in entries if not entry.retired]
    return staff_page("bureaus.html", tree=forest(entries, bureau_names()), count=len(living))


@bureaus.get("/staff/bureaus/<code>")
def show(code: str) -> str:
    visitor = current_visitor()
    with current_wiring().store.reading() as session:
        entries, everybody = all_bureaus(session), users(session)
    found = next((entry for entry in entries if entry.code == code), None)
    if found is None:
        raise Missing("bureau_unknown", bureau=code)
    people = [one for one in everybody if one.bureau == code] if visitor.may_on("see_users", code) else None
    below = [entry for entry in entries if entry.parent == code]
    return staff_page("bureau.html", bureau=found, below=below, people=people, names=bureau_names())
