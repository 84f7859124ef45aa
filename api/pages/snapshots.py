"""`/staff/snapshots`: the registry's files handed in, what became of each, and the snapshots that were kept."""

from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from flask import Response, redirect, request, send_file, url_for
from werkzeug.wrappers import Response as Answer

from api.gates import ACTS, Gate
from api.jobs.registry import import_of, import_request, mended_request, original_of, rejects_of
from api.pages.staff import staff_blueprint, staff_page, wrong_page
from api.uploads import keep_upload
from api.visitor import current_visitor
from api.wiring import current_wiring, now
from sampler.errors import Invalid, Missing
from sampler.registry import Import, ImportOptions, Problem
from sampler.registry.rejects import read_rejects
from sampler.store import jobs
from sampler.store.queries.bureaus import bureaus
from sampler.store.queries.jobs import imports_of, job_line, job_params, job_result, jobs_of_kind
from sampler.store.queries.snapshots import snapshot
from sampler.store.queries.snapshots import snapshots as all_snapshots

snapshots = staff_blueprint("snapshots")

KIND = "import"
ON_A_PAGE = 100  # problems
RECENT = 10  # imports


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """One page of many problems: `number` of `count`, of those with `code` ("": of all)."""

    problems: tuple[Problem, ...]
    code: str
    number: int
    count: int


def _facts() -> dict[str, object]:
    with current_wiring().store.reading() as session:
        kept, imports, listed_bureaus = all_snapshots(session), jobs_of_kind(session, KIND), bureaus(session)
    return {
        "snapshots": kept,
        "imports": imports[:RECENT],
        "at": now(),
        "bureaus": sum(not bureau.retired for bureau in listed_bureaus),
        "longest": _longest("snapshots.register"),
    }


def _longest(endpoint: str) -> int:
    """How many bytes its forms may bring."""
    gate = ACTS[endpoint]
    return gate.longest if isinstance(gate, Gate) else 0


@snapshots.get("/staff/snapshots")
def listed() -> str:
    return staff_page("snapshots.html", wrong={}, **_facts())


@snapshots.post("/staff/snapshots")
def register() -> tuple[str, int] | Answer:
    wiring, actor = current_wiring(), current_visitor().actor
    try:
        upload = keep_upload(wiring)
    except Invalid as error:
        return wrong_page(error, "file", "snapshots.html", **_facts())
    options = ImportOptions(bureau_from_code="bureau_from_code" in request.form)
    with wiring.store.transaction() as session:
        job = jobs.enqueue(session, now(), actor, import_request(upload, options))
    return redirect(url_for("jobs.show", job=job), 303)


@snapshots.get("/staff/snapshots/<digest>")
def show(digest: str) -> str:
    with current_wiring().store.reading() as session:
        found, imports = snapshot(session, digest), imports_of(session, digest)
    return staff_page("snapshot.html", snapshot=found, imports=imports)


def _import(job: int) -> Import:
    """What a finished import found; `Missing("job_unknown")` where this is none."""
    with current_wiring().store.reading() as session:
        line, result = job_line(session, job), job_result(session, job)
    if line.kind != KIND or not result:
        raise Missing("job_unknown", job=job)
    return import_of(result)


@snapshots.get("/staff/imports/<int:job>")
def imported(job: int) -> str:
    return staff_page("import.html", wrong={}, **_outcome(job))


@snapshots.post("/staff/imports/<int:job>/mended")
def mended(job: int) -> tuple[str, int] | Answer:
    """The same file once more, with rows that were mended since; `Missing("upload_unknown")` where it is gone."""
    wiring, actor = current_wiring(), current_visitor().actor
    _import(job)
    with wiring.store.reading() as session:
        params = job_params(session, job)
    wiring.intake.path(original_of(params))
    try:
        upload = keep_upload(wiring)
    except Invalid as error:
        return wrong_page(error, "file", "import.html", **_outcome(job))
    with wiring.store.transaction() as session:
        again = jobs.enqueue(session, now(), actor, mended_request(params, upload))
    return redirect(url_for("jobs.show", job=again), 303)


def _outcome(job: int) -> dict[str, object]:
    """What the page of an import shows; `kept`: the file that was handed in is still there."""
    found = _import(job)
    code = request.args.get("code", "")
    number = max(request.args.get("page", 1, type=int), 1)
    with closing(read_rejects(_rejects(job))) as problems:
        leaf = turn_to(found, problems, code, number)
    kept, wiring = False, current_wiring()
    with suppress(Missing), wiring.store.reading() as session:
        kept = wiring.intake.path(original_of(job_params(session, job))).is_file()
    days = wiring.settings.jobs_kept.days
    longest = _longest("snapshots.mended")
    return {"found": found, "job": job, "leaf": leaf, "kept": kept, "days": days, "longest": longest}


def turn_to(found: Import, problems: Iterator[Problem], code: str, number: int) -> Leaf:
    """The page of that number, or the last one; a code that no problem has shows all."""
    code = code if code in found.problems else ""
    total = found.problems[code] if code else sum(found.problems.values())
    count = max(-(-total // ON_A_PAGE), 1)
    number = min(number, count)
    chosen = (problem for problem in problems if code in ("", problem.code))
    first = (number - 1) * ON_A_PAGE
    return Leaf(problems=tuple(islice(chosen, first, first + ON_A_PAGE)), code=code, number=number, count=count)


def _rejects(job: int) -> Path:
    wiring = current_wiring()
    with wiring.store.reading() as session:
        return wiring.intake.path(rejects_of(job_result(session, job)))


@snapshots.get("/staff/imports/<int:job>/rejects.csv")
def rejects(job: int) -> Response:
    _import(job)
    return send_file(_rejects(job), mimetype="text/csv", as_attachment=True, download_name=f"rejects-{job}.csv")
