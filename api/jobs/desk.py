"""What the papers of a draw are made from, gathered from the database and the files: the same each time it is asked."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from api.authority import authority_of
from api.jobs.papers import Press
from api.jobs.run import Run
from api.wiring import Wiring
from api.words import words_for
from reports.fonts import find_fonts
from sampler.ceremony import Frozen, Record, frozen_from_files, record_from_files
from sampler.codes import authority_name
from sampler.day import day_in_china
from sampler.errors import Invalid
from sampler.facts import PACKET_COLUMNS, Entities, Occasion
from sampler.registry import open_snapshot
from sampler.store import trail
from sampler.store.jobs import Plain
from sampler.store.queries.bureaus import bureau_names
from sampler.store.queries.papers import DrawBasis, draw_basis


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """What the authority says at the head of papers. Empty: no number, the draw's title, no plan, today."""

    document_number: str = ""
    task: str = ""
    plan: str = ""
    issued_on: date | None = None

    def write(self) -> dict[str, Any]:
        return {**asdict(self), "issued_on": self.issued_on and self.issued_on.isoformat()}

    @classmethod
    def read(cls, params: Mapping[str, Any]) -> "Heading":
        day = params["issued_on"]
        return cls(**{**params, "issued_on": date.fromisoformat(day) if day else None})


@dataclass(frozen=True, kw_only=True)
class Desk:
    """One draw, its press, the names of the bureaus by code."""

    wiring: Wiring
    basis: DrawBasis
    press: Press
    bureaus: Mapping[str, str]

    @cached_property
    def _files(self) -> Mapping[str, bytes]:
        return self.wiring.files.read_record(self.basis.draw_id)

    @cached_property
    def frozen(self) -> Frozen:
        return frozen_from_files(self._files)

    @cached_property
    def record(self) -> Record:
        return record_from_files(self._files)

    @cached_property
    def entities(self) -> Entities:
        """What the snapshot knows of the drawn."""
        ids = (target.id for target in self.record.drawn.targets)
        return open_snapshot(self.wiring.files.snapshot(self.basis.snapshot)).rows_of(ids, PACKET_COLUMNS)


def note_hour(run: Run) -> Plain:
    """The hour of the papers, and the head that the trail had then: kept, so that a second attempt makes the same."""
    if run.checkpoint is None:
        with run.wiring.store.reading() as session:
            hour = {"at": run.now().isoformat(), "trail_head": trail.head(session), "kept": 0}
        with run.save(hour):
            pass
    return run.checkpoint or {}


def open_desk(run: Run, draw_id: str, heading: Heading, hour: Plain) -> Desk:
    """`Missing("draw_unknown")`, `Invalid("authority_name_missing")`."""
    settings, said = run.wiring.settings, authority_of(run.wiring)
    with run.wiring.store.reading() as session:
        basis, names = draw_basis(session, draw_id), bureau_names(session)
    occasion = Occasion(
        authority_name=said.name or name_of_authority(basis.authority),
        red_head=said.red_head,
        task=heading.task or basis.title,
        document_number=heading.document_number,
        issued_on=heading.issued_on or day_in_china(datetime.fromisoformat(hour["at"])),
        plan=heading.plan,
        verify_url=f"{settings.base_url}/draws/{draw_id}" if settings.base_url else "",
        trail_head=hour["trail_head"],
        demo=basis.demo,
    )
    press = Press(occasion=occasion, words=words_for("zh_Hans_CN"), fonts=find_fonts(settings.fonts))
    return Desk(wiring=run.wiring, basis=basis, press=press, bureaus=names)


def name_of_authority(code: str) -> str:
    """The full name of a district's authority by its division code; `Invalid("authority_name_missing")`."""
    name = authority_name(code)
    if name is None:
        raise Invalid("authority_name_missing", authority=code)
    return name
