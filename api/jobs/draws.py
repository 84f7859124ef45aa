"""Freezing a draw, with the record on disk before the act is committed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from api.jobs.requests import read_upload, request, write_upload
from api.jobs.run import JobRun, Run
from sampler.assignment import duty_of
from sampler.caution import cautions_of_duty, cautions_of_notice
from sampler.ceremony import Frozen, Terms, check_terms, check_unnamed, freeze
from sampler.day import day_in_china
from sampler.frame import FRAME_COLUMNS, build_frame
from sampler.intake import Upload
from sampler.plan import Sizes
from sampler.registry.snapshot import open_snapshot
from sampler.roster import Recusal, Roster, read_recusals, read_roster, recusals_of
from sampler.seed import format_time, parse_time
from sampler.source import check_source, require_checkable
from sampler.store import chain
from sampler.store.jobs import Plain, Request
from sampler.store.queries.bureaus import listed_bureaus
from sampler.store.queries.roster import recusals as registered_recusals
from sampler.store.queries.roster import registered_roster
from sampler.synthetic import all_invented
from sampler.work import draws

PLAIN_TERMS = (
    "draw_id", "seed_at", "seed_format", "seed_source", "min_per_stratum", "team_size", "replace", "open_by",
    "redraw_of",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What is to be drawn from: a registered snapshot in strata, with these inspectors."""

    authority: str
    title: str
    snapshot: str
    roster: Roster
    recusals: Sequence[Recusal] = ()
    by: Sequence[str] = ("type",)
    listed: bool = True


def freeze_draw(run: Run, task: Task, terms: Terms) -> Frozen:
    """Freeze; the notice names the place that is the chain's next now, until its announcement gives it its own."""
    wiring, at = run.wiring, run.now()
    check_unnamed(terms, task.roster.names)
    run.say("frame")
    frame, exclusions = build_frame(_rows(run, task.snapshot), task.by)
    duty = duty_of(task.roster, task.recusals, frame, exclusions)
    with wiring.store.reading() as session:
        place = chain.next_place(session, task.authority)
    run.say("freeze")
    frozen = freeze(frame, exclusions, duty, replace(terms, at=format_time(at)), place)
    demo = all_invented(open_snapshot(wiring.files.snapshot(task.snapshot)).names())
    wiring.files.put_frozen(frozen.files)
    cautions = (*cautions_of_notice(frozen.notice), *cautions_of_duty(duty.left_out))
    told = {"notice_hash": frozen.notice_hash, "cautions": [one.plain for one in cautions]}
    with run.save(told) as session:
        draws.freeze(
            session, run.actor, at, frozen, title=task.title, snapshot=task.snapshot, demo=demo, listed=task.listed
        )
    return frozen


def _rows(run: Run, digest: str) -> Iterator[Mapping[str, Any]]:
    """The snapshot's columns, a batch at a time."""
    snapshot, done = open_snapshot(run.wiring.files.snapshot(digest)), 0
    for batch in snapshot.batches(FRAME_COLUMNS):
        yield batch.to_pydict()
        done += batch.num_rows
        run.progress(done, snapshot.rows)


def freeze_request(
    terms: Terms,
    *,
    authority: str,
    title: str,
    snapshot: str,
    by: Sequence[str] = ("type",),
    listed: bool = True,
    roster: Upload | None = None,
    recusals: Upload | None = None,
) -> Request:
    """Ask for a freeze, at the time when it is performed; `Invalid` for terms that no notice may hold,
    `Invalid("unlisted_not_sealed")`.

    Of a sealed draw's salt the job is told the hash only.
    """
    check_terms(terms)
    require_checkable(check_source(terms.seed_format, terms.seed_source, terms.seed_at))
    draws.require_sealed(terms.draw_id, listed=listed, sealed=bool(terms.seal))
    params = {
        "terms": _write_terms(terms),
        "authority": authority,
        "title": title,
        "snapshot": snapshot,
        "by": list(by),
        "listed": listed,
        "roster": write_upload(roster),
        "recusals": write_upload(recusals),
    }
    return request("freeze", draws.subject(terms.draw_id), params)


def _write_terms(terms: Terms) -> dict[str, Any]:
    sizes = [str(terms.sizes.default), *(f"{name}={size}" for name, size in terms.sizes.by_name.items())]
    return {**{name: getattr(terms, name) for name in PLAIN_TERMS}, "salt_sha256": terms.seal, "sizes": sizes}


def freeze_job(run: JobRun) -> Plain:
    """Gives `notice_hash`, `cautions`."""
    if run.checkpoint is None:
        params = run.claim.params
        said = params["terms"]
        terms = Terms(**{**said, "at": format_time(run.now()), "sizes": Sizes.parse(said["sizes"])})
        freeze_draw(run, _task(run, params, on=day_in_china(parse_time(terms.seed_at))), terms)
    return run.checkpoint or {}


def _task(run: JobRun, params: Mapping[str, Any], *, on: date) -> Task:
    """With the roster and recusals that were handed in; without a roster with those of the database, for a team."""
    roster = Roster(inspectors=())
    recusals: tuple[Recusal, ...] = ()
    with run.wiring.store.reading() as session:
        listed = listed_bureaus(session)
        if params["terms"]["team_size"] and not params["roster"]:
            roster = registered_roster(session, on)
            recusals = recusals_of(registered_recusals(session), roster)
    if upload := read_upload(params["roster"]):
        roster = read_roster(run.wiring.intake.path(upload), listed, on=on)
    if upload := read_upload(params["recusals"]):
        recusals = read_recusals(run.wiring.intake.path(upload), roster)
    return Task(
        authority=params["authority"],
        title=params["title"],
        snapshot=params["snapshot"],
        roster=roster,
        recusals=recusals,
        by=params["by"],
        listed=params["listed"],
    )
