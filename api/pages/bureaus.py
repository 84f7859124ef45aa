"""`/staff/bureaus`: the bureaus as a tree, and each of them for its own."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import flash, redirect, url_for
from flask_babel import ngettext
from werkzeug.wrappers import Response as Answer

from api.gates import LIST
from api.jobs import bureaus as jobs
from api.pages.lists import wrong_list_page
from api.pages.staff import bureau_names, staff_blueprint, staff_page
from api.uploads import keep_upload
from api.visitor import current_visitor
from api.wiring import current_wiring
from sampler.errors import Invalid, Missing
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
    below: dict[str, list[str]] = defaultdict(list)
    for entry in entries:
        below[entry.parent or ""].append(entry.code)
    placed: set[str] = set()

    def node(code: str) -> Node:
        placed.add(code)
        children = tuple(node(one) for one in below[code] if one not in placed)
        known = listed.get(code)
        return Node(
            code=code,
            name=names.get(code, code),
            listed=known is not None,
            retired=known is not None and known.retired,
            children=children,
        )

    unlisted = {entry.parent for entry in entries if entry.parent and entry.parent not in listed}
    tops = [*sorted({*unlisted, *below[""]}), *listed]  # the listed are still to be placed where they stand in a circle
    return tuple(node(code) for code in tops if code not in placed)


@bureaus.get("/staff/bureaus")
def listed() -> str:
    return staff_page("bureaus.html", wrong={}, problems=(), **_facts())


def _facts() -> dict[str, object]:
    with current_wiring().store.reading() as session:
        entries = all_bureaus(session)
    living = [entry for entry in entries if not entry.retired]
    return {"tree": forest(entries, bureau_names()), "count": len(living), "longest": LIST}


@bureaus.post("/staff/bureaus")
def register() -> tuple[str, int] | Answer:
    wiring, actor = current_wiring(), current_visitor().actor
    try:
        path = wiring.intake.path(keep_upload(wiring))
        listed, retired = jobs.register_bureaus(wiring, actor, path)
    except Invalid as error:
        return wrong_list_page(error, "file", "bureaus.html", **_facts())
    count = len(listed.entries)
    flash(ngettext("%(num)s 个监管所已经登记。", "%(num)s 个监管所已经登记。", count))
    if retired:
        gone = len(retired)
        flash(ngettext("名单里没有的 %(num)s 个不再使用。", "名单里没有的 %(num)s 个不再使用。", gone))
    return redirect(url_for("bureaus.listed"), 303)


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
