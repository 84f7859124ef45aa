"""From a registry file to its accepted snapshot and every problem, in bounded memory (issue 2, part 2)."""

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sampler.errors import Broken, Invalid
from sampler.progress import Progress, no_progress
from sampler.registry.checks import Rules, check
from sampler.registry.examined import MARKS, MENDED, NOTES, masked
from sampler.registry.fields import ColumnMap, layout_of
from sampler.registry.mending import mend
from sampler.registry.problem import Problem
from sampler.registry.readers import open_source
from sampler.registry.rejects import write_rejects
from sampler.registry.snapshot import write_snapshot
from sampler.registry.source import Source
from sampler.registry.spool import Judged, Roll, Spool
from sampler.registry.tally import Rows, Tally
from sampler.registry.words import BureauWords


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOptions:
    """What the user says beside the file: a map of its columns, the list of bureaus, whether divisions stand in."""

    columns: ColumnMap | None = None
    bureaus: BureauWords | None = None
    bureau_from_code: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """What became of a file: `rows` = `accepted` + `rejected`, always.

    `problems`: code → how many cells. `mended`: what was put right → in how many accepted rows. `notes`: what was left
    as it is → in how many accepted rows. `first_problems`: the first thousand by row. Without an accepted row there is
    no snapshot.
    """

    file: str
    rows: int
    accepted: int
    rejected: int
    problems: Mapping[str, int]
    mended: Mapping[str, int]
    notes: Mapping[str, int]
    first_problems: tuple[Problem, ...]
    snapshot: str | None = None
    path: Path | None = field(default=None)


def import_registry(
    source: Path,
    folder: Path,
    options: ImportOptions,
    *,
    mended: Sequence[Path] = (),
    rejects: Path | None = None,
    progress: Progress = no_progress,
) -> Import:
    """Check every row of `source` and write the accepted ones to `folder`/<digest>.parquet, the others to `rejects`.

    The rows of `mended` files stand in place of the source's own before anything is checked, those of a later file in
    place of an earlier one's (`mending.mend`). A row that nothing is wrong with is not replaced: so many mended files,
    so many times the source is checked before.

    Raises `Invalid` where a file cannot be read (see `readers.open_source`, `fields.layout_of`, `mending.mend`), and
    `Broken("disk_failed")` where the disk fails. Each file is whole or not there: after a failure no snapshot is, but
    the rejects may, for they are written first. `progress` is told (done, total) in units of the source.
    """
    require_apart(rejects, (source, *mended))
    opened, rules = _open(source, options, mended, progress)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix=".import-") as room, Spool.within(Path(room)) as spool:
            return _import(opened, rules, folder, spool, rejects, progress)
    except OSError as failure:
        raise Broken("disk_failed", reason=failure.strerror or str(failure)) from failure


def record_numbers(
    source: Path, ids: Iterable[str], options: ImportOptions, *, mended: Sequence[Path] = ()
) -> dict[str, int]:
    """Which record of the file each entity is (the header is 1), of equal ones the first.

    A snapshot is sorted by id and does not keep it, so the file is read again, up to the last that is looked for. Its
    records are judged as by `import_registry` with the same options.
    """
    wanted = pa.array(sorted(set(ids)), pa.string())
    opened, rules = _open(source, options, mended, no_progress)
    found: dict[str, int] = {}
    for chunk in opened.chunks(list(rules.layout.places.values())):
        if len(found) == len(wanted):
            break
        checked = check(chunk, rules)
        read = checked.rows.column("id").combine_chunks()
        here = masked(pc.is_in(read, value_set=wanted)) & ~checked.found.faulty
        for place in np.flatnonzero(here).tolist():
            found.setdefault(read[place].as_py(), int(chunk.numbers[place]))
    return found


def _open(source: Path, options: ImportOptions, mended: Sequence[Path], progress: Progress) -> tuple[Source, Rules]:
    """The file with its mended rows, and what its rows are checked by."""
    opened = open_source(source)
    needs_bureau = options.bureaus is not None and not options.bureau_from_code
    layout = layout_of(opened.table, opened.header, options.columns or ColumnMap(), needs_bureau=needs_bureau)
    rules = Rules(layout=layout, bureaus=options.bureaus, bureau_from_code=options.bureau_from_code)
    rejected: Rows = np.empty(0, dtype=np.int64)
    for path in mended:  # a later file may mend what an earlier one left, or mend it anew
        rejected = np.union1d(rejected, _rejected(opened, rules, progress))
        opened = mend(opened, path, rejected, progress)
    return opened, rules


def _rejected(source: Source, rules: Rules, progress: Progress) -> Rows:
    """The records that would be rejected, for themselves or because of another; no row's text is kept."""
    roll, nameless = Roll(), []
    for chunk in source.chunks(list(rules.layout.places.values())):
        checked = check(chunk, rules)
        roll.add(checked)
        nameless.append(chunk.numbers[checked.found.nameless])
        progress(min(chunk.done, source.total), source.total)
    judged = roll.judge()
    return np.concatenate([*nameless, judged.numbers[~judged.accepted]])


def require_apart(rejects: Path | None, read: Iterable[Path]) -> None:
    """Refuse to write the rejects over a file that they come from: `Invalid("rejects_would_replace_source")`."""
    if rejects and rejects.resolve() in {path.resolve() for path in read}:
        raise Invalid("rejects_would_replace_source", file=rejects.name)


def _import(
    source: Source, rules: Rules, folder: Path, spool: Spool, rejects: Path | None, progress: Progress
) -> Import:
    tally, rows = Tally(headers=rules.layout.headers), 0
    for chunk in source.chunks(list(rules.layout.places.values())):
        checked = check(chunk, rules)
        spool.add(checked)
        tally.add(checked.found)
        rows += len(chunk.numbers)
        progress(min(chunk.done, source.total), source.total)
    judged = spool.judge()
    tally.add_judged(judged)
    accepted = int(judged.accepted.sum())
    if rejects:
        write_rejects(rejects, source, tally.by_row())
    path = write_snapshot(spool.bands(judged), folder, spool.folder) if accepted else None
    return Import(
        file=source.file,
        rows=rows,
        accepted=accepted,
        rejected=rows - accepted,
        problems=dict(sorted(tally.counts.items())),
        mended=_marked(judged, MENDED),
        notes=_marked(judged, NOTES),
        first_problems=tuple(tally.first),
        snapshot=path.stem if path else None,
        path=path,
    )


def _marked(judged: Judged, names: tuple[str, ...]) -> Mapping[str, int]:
    """In how many accepted rows each mark stands; marks that stand nowhere are left out."""
    marks = judged.marks[judged.accepted]
    counts = {name: int(np.count_nonzero(marks & MARKS[name])) for name in names}
    return {name: count for name, count in counts.items() if count}
