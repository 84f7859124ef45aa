"""Reading a registry file into the store of snapshots."""

from datetime import datetime
from pathlib import Path

from api.wiring import Wiring
from sampler.progress import Progress
from sampler.registry import Import, ImportOptions, import_registry
from sampler.trail import Actor
from sampler.work.snapshots import register_snapshot


def import_file(
    wiring: Wiring,
    actor: Actor,
    at: datetime,
    file: Path,
    options: ImportOptions,
    *,
    rejects: Path | None = None,
    progress: Progress,
) -> Import:
    """Import a file; where a row was accepted the snapshot is kept and registered."""
    found = import_registry(file, wiring.files.snapshots, options, rejects=rejects, progress=progress)
    if found.snapshot is not None:
        with wiring.store.transaction() as session:
            register_snapshot(session, actor, at, found, source=file.name)
    return found
