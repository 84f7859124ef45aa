"""What the search page of an exported site hands to its script, which answers from the record files beside it."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask import url_for

from api.pages import labels
from sampler.record import EXCLUDED, FRAME, SEED, STRATA
from sampler.store.queries.draws import DrawDetail
from sampler.store.tables.papers import PaperKind

READ = (FRAME, EXCLUDED, SEED, STRATA)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookup:
    """A draw: its page, the addresses of its files by name, what its notice says of the frame, its newest open data
    (empty where nothing is published), and `verdict`: what is said of an entity in the frame that was not drawn.
    """

    title: str
    page: str
    rehearsal: bool
    verdict: str
    root: str
    count: int
    files: dict[str, str]
    strata: dict[str, str]
    results: str


def lookup_of(draw: DrawDetail, verdict: str) -> Lookup:
    draw_id = draw.summary.draw_id
    return Lookup(
        title=draw.summary.title,
        page=url_for("draws.show", draw_id=draw_id),
        rehearsal=draw.summary.rehearsal,
        verdict=verdict,
        root=draw.frame_merkle,
        count=draw.summary.frame_count,
        files={
            file.name: url_for("draws.file", draw_id=draw_id, name=file.name)
            for file in draw.files
            if file.name in READ
        },
        strata={line.name: labels.stratum_label(line.name) for line in draw.strata},
        results=results_of(draw),
    )


def results_of(draw: DrawDetail) -> str:
    """The newest version of what was found, as open data."""
    versions = [paper for paper in draw.papers if paper.kind == PaperKind.OPEN_DATA]
    if not versions or draw.summary.published_at is None:
        return ""
    newest = max(versions, key=lambda paper: paper.version)
    return url_for("papers.show", sha256=newest.sha256, extension=newest.name.rpartition(".")[2])


def bytes_to_read(draws: Iterable[DrawDetail]) -> int:
    """How much a reader's browser fetches to ask every draw."""
    return sum(file.bytes for draw in draws for file in draw.files if file.name in READ)
