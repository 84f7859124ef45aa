"""`/chain`: the authority's entries (SSJ1 section 2), each as the file whose hash the next one names, all of them in
one archive, and what the checker says of them.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Response, render_template
from markupsafe import Markup

from api.caching import conditional, immutable
from api.chain import FOLDER, Answer, Fault, Judgement, Remark, Standing
from api.language import language
from api.pages.chain_words import Told, tell
from api.pages.records import Packed, archive
from api.wiring import current_wiring, now
from sampler.record import CEREMONY, NOTICE, OUTCOME
from sampler.seed import parse_time
from sampler.store.queries.chain import public_chain
from sampler.store.queries.draws import DrawSummary, published_draws
from sampler.store.queries.entries import EntryLine, public_entries, public_entry_file

chain = Blueprint("chain", __name__)

KINDS = {NOTICE: "draw", CEREMONY: "ceremony", OUTCOME: "outcome"}
NUMBERED = re.compile(r"entries/([0-9]{1,9})/.*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A fault or remark and the entry or draw that it is about, as far as the file's name tells; what the checker found
    or adds, and where that says more, what it expected, in the reader's language."""

    what: Fault | Remark
    entry: EntryLine | None
    draw_id: str | None
    expected: Told | None
    found: Told


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """A judgement as the page tells it: faults one by one, remarks by name, the faults of each entry by its hash, and
    the hashes of the voids that came late.
    """

    judgement: Judgement
    at: datetime
    faults: tuple[Seen, ...]
    remarks: Mapping[str, Sequence[Seen]]
    by_entry: Mapping[str, Sequence[Fault]]
    late_voids: frozenset[str]


def findings_of(judgement: Judgement, entries: Sequence[EntryLine]) -> Findings:
    """What the checker says, beside the entries that it says it of."""
    by_place = {(entry.draw_id, entry.kind): entry for entry in entries}
    by_number = {entry.number: entry for entry in entries}
    faults = tuple(_seen(fault, by_place, by_number) for fault in judgement.faults)
    remarks, by_entry = defaultdict(list), defaultdict(list)
    for remark in judgement.remarks:
        remarks[remark.name].append(_seen(remark, by_place, by_number))
    for seen in faults:
        if seen.entry and isinstance(seen.what, Fault):
            by_entry[seen.entry.hash].append(seen.what)
    late = frozenset(seen.entry.hash for seen in remarks.get("voided_late", ()) if seen.entry)
    return Findings(
        judgement=judgement,
        at=parse_time(judgement.at),
        faults=faults,
        remarks=remarks,
        by_entry=by_entry,
        late_voids=late,
    )


def _seen(
    what: Fault | Remark, by_place: Mapping[tuple[str, str], EntryLine], by_number: Mapping[int, EntryLine]
) -> Seen:
    folder, _, name = what.file.partition("/")
    if numbered := NUMBERED.fullmatch(what.file):
        entry = by_number.get(int(numbered[1]))
    else:
        entry = by_place.get((folder, KINDS.get(name, "draw")))
    expected, found = _sides(what)
    return Seen(what=what, entry=entry, draw_id=entry.draw_id if entry else None, expected=expected, found=found)


def _sides(what: Fault | Remark) -> tuple[Told | None, Told]:
    if isinstance(what, Remark):
        return None, tell(what.template, what.params)
    if what.fault:
        return None, tell(what.fault, what.params)
    return Told(text=what.expected, worded=False), Told(text=what.found, worded=False)


@chain.get("/chain")
def show() -> str:
    wiring = current_wiring()
    with wiring.store.reading() as session:
        demo = any(draw.demo for draw in published_draws(session))
        files = public_chain(session)
    answer = wiring.judge.answer(wiring.files, files, now())
    if answer.judgement is None or answer.standing is not Standing.CURRENT:
        return page(told(answer), demo=demo)
    return page(wiring.judge.tell(answer.judgement, files.digest, language(), lambda: told(answer)), demo=demo)


def told(answer: Answer) -> str:
    """The part of the page that hangs on the chain, as it stands in the database."""
    with current_wiring().store.reading() as session:
        draws = {draw.draw_id: draw for draw in published_draws(session)}
        entries = public_entries(session)
    return told_of(entries, answer, draws)


def told_of(entries: Sequence[EntryLine], answer: Answer, draws: Mapping[str, DrawSummary]) -> str:
    """Head, verdict and entries; where the verdict is not of now, they say so, and what is overdue by now."""
    findings = findings_of(answer.judgement, entries) if answer.judgement else None
    notices = {entry.draw_id: entry.hash for entry in entries if entry.kind == "draw"}
    redraws = {entry.redraw_of: entry for entry in entries if entry.redraw_of}
    return render_template(
        "chain/told.html",
        entries=entries,
        answer=answer,
        findings=findings,
        draws=draws,
        notices=notices,
        redraws=redraws,
    )


def page(text: str, *, demo: bool = False) -> str:
    return render_template("chain.html", told=Markup(text), demo=demo)  # noqa: S704  # rendered by `told_of`


@chain.get("/chain/<entry_hash>/<name>")
def file(entry_hash: str, name: str) -> Response:
    with current_wiring().store.reading() as session:
        data = public_entry_file(session, entry_hash, name)
    return immutable(conditional(Response(data, mimetype="text/plain"), f"{entry_hash}-{name}"))


@chain.get("/chain.zip")
def archive_file() -> Response:
    """The folder that `verify --chain` reads."""
    wiring = current_wiring()
    with wiring.store.reading() as session:
        files = public_chain(session)
    packed = (
        Packed(name=f"{FOLDER}/{file.path}", size=file.size, source=file.data or wiring.files.chain / file.path)
        for file in files.files
    )
    response = Response(archive(packed), mimetype="application/zip")
    response.headers.set("Content-Disposition", "attachment", filename=f"{FOLDER}.zip")
    return conditional(response, files.digest)
