"""Reading a registry file into the store of snapshots."""

import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from api.jobs.requests import request, write_upload
from api.jobs.run import JobRun, Run
from sampler.disk import DRAFT
from sampler.intake import Upload
from sampler.progress import Unit
from sampler.registry import ColumnMap, Import, ImportOptions, Problem, import_registry, unit_of
from sampler.roster import Bureau, Bureaus
from sampler.store.jobs import Plain, Request
from sampler.store.queries.bureaus import listed_bureaus
from sampler.work.snapshots import register_snapshot

REJECTS = "rejects.csv"


def import_file(run: Run, file: Path, options: ImportOptions, *, rejects: Path | None = None) -> Import:
    """Import a file; where a row was accepted the snapshot is kept and registered."""
    found = import_registry(file, run.wiring.files.snapshots, options, rejects=rejects, progress=run.progress)
    enter(run, found, {})
    return found


def enter(run: Run, found: Import, checkpoint: Plain) -> None:
    """Register what an import made."""
    with run.save(checkpoint) as session:
        if found.snapshot is not None:
            register_snapshot(session, run.actor, run.now(), found, source=found.file)


def import_request(upload: Upload, options: ImportOptions, mended: Iterable[Upload] = ()) -> Request:
    """Ask for an import, with rows that were mended since. Without a list of bureaus the registered one gives the
    meaning of the file's words."""
    columns, bureaus = options.columns, options.bureaus
    params = {
        "upload": write_upload(upload),
        "mended": [write_upload(one) for one in mended],
        "columns": asdict(columns) if columns else None,
        "bureaus": [asdict(bureau) for bureau in bureaus.entries] if isinstance(bureaus, Bureaus) else None,
        "bureau_from_code": options.bureau_from_code,
    }
    return _request(params)


def mended_request(params: Mapping[str, Any], upload: Upload) -> Request:
    """Ask for the import that has these parameters once more, with rows that were mended since."""
    return _request({**params, "mended": [*_mended(params), write_upload(upload)]})


def _request(params: Mapping[str, Any]) -> Request:
    return request("import", f"upload:{params['upload']['sha256']}", params)


def original_of(params: Mapping[str, Any]) -> Upload:
    """The file that an import with these parameters reads."""
    return Upload(**params["upload"])


def _mended(params: Mapping[str, Any]) -> list[dict[str, str]]:
    """Jobs that were asked for before files could be mended do not speak of it."""
    return list(params.get("mended", ()))


def import_job(run: JobRun) -> Plain:
    """Gives the fields of `Import` (`import_of`), and `rejects`: the rejected rows as a file of the intake."""
    if run.checkpoint is not None:
        return run.checkpoint
    intake, snapshots = run.wiring.intake, run.wiring.files.snapshots
    params = run.claim.params
    file, *mended = (intake.path(Upload(**one)) for one in (params["upload"], *_mended(params)))
    run.say("read_rows" if unit_of(file) is Unit.ROWS else "read")
    with tempfile.TemporaryDirectory(dir=intake.root, prefix=DRAFT) as folder:
        rejects = Path(folder) / REJECTS
        found = import_registry(file, snapshots, _options(run), mended=mended, rejects=rejects, progress=run.progress)
        enter(run, found, {**_write(found), "rejects": write_upload(intake.put_file(rejects))})
    return run.checkpoint or {}


def _options(run: JobRun) -> ImportOptions:
    params = run.claim.params
    if params["bureaus"] is None:
        with run.wiring.store.reading() as session:
            bureaus = listed_bureaus(session)
    else:
        bureaus = Bureaus(tuple(Bureau(**{**one, "aliases": tuple(one["aliases"])}) for one in params["bureaus"]))
    columns = ColumnMap(**params["columns"]) if params["columns"] else None
    return ImportOptions(columns=columns, bureaus=bureaus, bureau_from_code=params["bureau_from_code"])


def _write(found: Import) -> dict[str, Any]:
    return {name: value for name, value in asdict(found).items() if name != "path"}


def import_of(result: Mapping[str, Any]) -> Import:
    """The import that a job's result tells of."""
    said = {name: value for name, value in result.items() if name not in ("rejects", "first_problems")}
    return Import(**said, first_problems=tuple(Problem(**problem) for problem in result["first_problems"]))


def rejects_of(result: Mapping[str, Any]) -> Upload:
    """The rejected rows, as a file of the intake."""
    return Upload(**result["rejects"])
