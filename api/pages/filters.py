"""How values are written on a page: the reader's calendar in sight, UTC for machines, words for codes."""

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import partial
from types import MappingProxyType
from typing import Any

from babel import dates
from flask_babel import format_date, format_decimal, format_percent, get_locale, get_timezone
from flask_babel import gettext as _

from api import code_words, messages, progress_words, role_words
from api.jobs import kinds
from api.pages import faults, labels
from api.sentences import cells
from api.wiring import now
from sampler.caution import Caution
from sampler.codes import authority_name
from sampler.entity import printed
from sampler.errors import SamplerError
from sampler.store.queries.draws import DrawSummary
from sampler.store.queries.jobs import JobLine
from sampler.trail import TrailEntry


def number(value: int) -> str:
    """1348 as 1,348."""
    return str(format_decimal(value))


def utc(at: datetime) -> str:
    """As records write it: 2026-11-24T02:00:00Z."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def moment(at: datetime) -> str:
    """The authority's own clock: 2026年11月24日 10:00."""
    local = at.astimezone(get_timezone())
    return f"{dates.format_date(local, 'long', locale=get_locale())} {local:%H:%M}"


def second(at: datetime) -> str:
    """The same to the second: 2026年11月24日 10:00:07."""
    return f"{moment(at)}:{at:%S}"


def day(on: date) -> str:
    """2026年11月24日; of a moment, the day on the authority's clock."""
    return str(format_date(on, "long"))


def share(value: float) -> str:
    """0.125 as 12.5%, for the label of a bar; no decision hangs on it."""
    return str(format_percent(value, "0.#%"))


def extension(name: str) -> str:
    """`pdf` of a file name."""
    return name.rpartition(".")[2]


def zone_name() -> str:
    """What the site's clock is called."""
    zone = get_timezone()
    own = labels.ZONES.get(str(zone))
    return str(own or dates.get_timezone_name(zone, width="long", locale=get_locale()))


def shared_start(value: str, other: str) -> int:
    """How many characters two hashes share before they differ.

    >>> shared_start("00f6", "00a1")
    2
    """
    differing = (i for i, (a, b) in enumerate(zip(value, other, strict=True)) if a != b)
    return next(differing, len(value))


def readable(text: str) -> str:
    """Without characters that no page may hold, whoever wrote them."""
    return "".join(c for c in text if unicodedata.category(c)[0] != "C")


def translated(words: Mapping[Any, str], code: str) -> str:
    """What a role, an act or a scope is called."""
    return str(_(words.get(code, code)))


def listed(names: Iterable[str]) -> str:
    """Names in a row: 操作员、审计员."""
    return str(_("、").join(names))


def authority(code: str) -> str:
    """An authority by its name where a list holds it, else by its code."""
    return authority_name(code) or code


def job_name(kind: str) -> str:
    """What a kind of jobs is called; one of a newer program keeps its code."""
    return str(_(kinds.KINDS[kind].name)) if kind in kinds.KINDS else kind


def error_words(error: SamplerError) -> str:
    """The sentence of an error."""
    return messages.message(error, _)


def refusal_words(entry: TrailEntry) -> str:
    """The sentence of a refusal in the trail, as far as its row knows what the sentence tells."""
    of = entry.object.partition(":")[2]
    known = {"person": entry.actor, "act": entry.act, "step": entry.act, "name": of, "draw_id": of, "job": of, "id": of}
    return messages.message(SamplerError(entry.result, **known), _)


def caution_words(caution: Caution) -> str:
    """The sentence of what an act let pass."""
    return messages.caution_message(caution, _)


def overdue(draw: DrawSummary) -> bool:
    """Whether a draw owes the public an outcome by now."""
    return draw.overdue(now())


def reached(job: JobLine) -> str:
    """Done and total of a job that knows its total."""
    return progress_words.reached(job.done, job.total or 0, kinds.unit_of_step(job.step), _)


def time_left(left: timedelta) -> str:
    """As the command line says it."""
    return progress_words.time_left(left, _)


FILTERS: Mapping[str, Callable[..., object]] = MappingProxyType(
    {
        "number": number,
        "filesize": code_words.filesize,
        "utc": utc,
        "moment": moment,
        "second": second,
        "day": day,
        "share": share,
        "extension": extension,
        "printed": printed,
        "shared_start": shared_start,
        "authority": authority,
        "stratum": labels.stratum_label,
        "size": labels.size_label,
        "overdue": overdue,
        "seed_format": labels.seed_format_label,
        "state": partial(labels.label, labels.STATES),
        "kind": partial(labels.label, labels.KINDS),
        "paper": partial(labels.label, labels.PAPERS),
        "fault": partial(labels.label, faults.FAULTS),
        "rule_section": faults.section,
        "caution": partial(labels.label, faults.CAUTIONS),
        "passed": caution_words,
        "entry": partial(labels.label, labels.ENTRIES),
        "file": partial(labels.label, labels.FILES),
        "verdict": partial(labels.label, labels.VERDICTS),
        "finding": labels.finding_label,
        "role": partial(translated, role_words.ROLES),
        "readable": readable,
        "trail_act": partial(translated, {**role_words.ACTS, **role_words.OWN_ACTS}),
        "act": partial(translated, role_words.ACTS),
        "scope": partial(translated, role_words.SCOPES),
        "problem": partial(translated, cells.CELL_PROBLEMS),
        "off_duty": partial(translated, role_words.OFF_DUTY),
        "mended": partial(translated, cells.MENDED),
        "note": partial(translated, cells.NOTES),
        "job_name": job_name,
        "job_state": partial(translated, code_words.JOB_STATES),
        "job_step": partial(translated, kinds.STEPS),
        "error": error_words,
        "refusal": refusal_words,
        "reached": reached,
        "time_left": time_left,
        "listed": listed,
    }
)
