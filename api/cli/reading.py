"""Reading people's files for a command: the registry with a bar and its counts, the roster, the recusals."""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from api.cli.console import Console
from api.sentences.cells import MENDED, NOTES, PROBLEMS
from api.words import Words
from sampler.assignment import Duty, duty_of
from sampler.ceremony import Terms, check_unnamed
from sampler.day import day_in_china
from sampler.errors import Invalid
from sampler.frame import FRAME_COLUMNS, Exclusions, Frame, build_frame
from sampler.registry import Import, ImportOptions, import_registry, read_map, unit_of
from sampler.registry.snapshot import Snapshot, open_snapshot
from sampler.roster import Bureaus, Roster, read_bureaus, read_recusals, read_roster
from sampler.seed import parse_time


def import_options_of(given: Mapping[str, Any]) -> ImportOptions:
    """What `--map`, `--bureaus` and `--bureau-from-code` say."""
    return ImportOptions(
        columns=read_map(given["mapping"]) if given.get("mapping") else None,
        bureaus=bureaus_of(given),
        bureau_from_code=given.get("bureau_from_code", False),
    )


def bureaus_of(given: Mapping[str, Any]) -> Bureaus | None:
    """The list of `--bureaus`, where it is given."""
    return read_bureaus(given["bureaus"]) if given.get("bureaus") else None


@contextmanager
def imported(console: Console, given: Mapping[str, Any]) -> Iterator[Snapshot]:
    """The snapshot of a registry file, kept while a command on files alone runs; its counts are told on stderr.

    Raises `Invalid("nothing_accepted")`, and under `--strict` `Invalid("rows_rejected")`.
    """
    with tempfile.TemporaryDirectory() as folder:
        with console.progress(console.words("读取名录库")) as step:
            found = import_registry(
                given["source"],
                Path(folder),
                import_options_of(given),
                mended=given["mended"],
                rejects=given["rejects"],
                progress=partial(step, unit=unit_of(given["source"])),
            )
        for line in summary_lines(found, console.words):
            console.say(line)
        if failure := why_failed(found, given):
            raise failure
        yield open_snapshot(Path(folder) / f"{found.snapshot}.parquet")


def read_frame(console: Console, given: Mapping[str, Any]) -> tuple[Frame, Exclusions]:
    """Who of a registry file can be drawn, in the strata that `--by` names."""
    with imported(console, given) as snapshot:
        batches = (batch.to_pydict() for batch in snapshot.batches(FRAME_COLUMNS))
        return build_frame(batches, [mark.strip() for mark in given["by"].split(",")])


def read_people(given: Mapping[str, Any], frame: Frame, exclusions: Exclusions, terms: Terms) -> Duty:
    """The roster and recusals of `--roster` and `--recusals`, as the notice freezes them; its terms name nobody."""
    if not given["roster"]:
        if given["recusals"]:
            raise Invalid("recusals_without_roster")
        return Duty()
    roster = roster_of(given, on=terms.seed_at)
    check_unnamed(terms, roster.names)
    recusals = read_recusals(given["recusals"], roster) if given["recusals"] else ()
    return duty_of(roster, recusals, frame, exclusions)


def roster_of(given: Mapping[str, Any], *, on: str) -> Roster:
    """The roster of `--roster`; certificates must be valid on the day of `on`."""
    return read_roster(given["roster"], bureaus_of(given), on=day_in_china(parse_time(on)))


def why_failed(found: Import, given: Mapping[str, Any]) -> Invalid | None:
    """Why an import is a failure although it has counts to tell."""
    if found.snapshot is None:
        return Invalid("nothing_accepted", source=found.file, rows=found.rows)
    if given["strict"] and found.rejected:
        return Invalid("rows_rejected", file=found.file, rejected=found.rejected)
    return None


def summary(found: Import) -> dict[str, object]:
    """What `registry import --json` answers."""
    return {
        "rows": found.rows,
        "accepted": found.accepted,
        "rejected": found.rejected,
        "problems": dict(found.problems),
        "mended": dict(found.mended),
        "notes": dict(found.notes),
        "snapshot": found.snapshot,
    }


def summary_lines(found: Import, words: Words) -> list[str]:
    """The same for people."""
    lines = [
        words("共 {rows} 行：接受 {accepted}，拒绝 {rejected}").format(
            rows=found.rows, accepted=found.accepted, rejected=found.rejected
        )
    ]
    for title, counts, names in (
        (words("问题"), found.problems, PROBLEMS),
        (words("修正"), found.mended, MENDED),
        (words("注意"), found.notes, NOTES),
    ):
        for code in sorted(counts):
            named = words("{name}（{code}）").format(name=words(names[code]), code=code)
            lines.append(f"  {title}  {named}: {counts[code]}")
    return lines
