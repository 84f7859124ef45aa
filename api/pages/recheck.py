"""What the check in the reader's browser must be told: addresses, and words in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import url_for

from api.language import language
from api.pages import labels
from api.words import SOURCE
from sampler.store.queries.draws import DrawDetail
from sampler.verify import CAUTIONS, RULES


@dataclass(frozen=True, slots=True, kw_only=True)
class Recheck:
    """`files`: (name, address, what it is); the others: what each is called, by its name in the record."""

    files: tuple[tuple[str, str, str], ...]
    rules: Mapping[str, str]
    cautions: Mapping[str, str]
    strata: Mapping[str, str]
    verdicts: Mapping[str, str]
    bytes: int


def recheck_of(draw: DrawDetail) -> Recheck:
    """Everything that the page of a draw whose record is whole hands to its script."""
    draw_id = draw.summary.draw_id
    return Recheck(
        files=tuple(
            (line.name, url_for("draws.file", draw_id=draw_id, name=line.name), labels.label(labels.FILES, line.name))
            for line in draw.files
        ),
        rules=sentences(RULES),
        cautions=sentences(CAUTIONS),
        strata={line.name: labels.stratum_label(line.name) for line in draw.strata},
        verdicts={name: str(words) for name, words in labels.VERDICTS.items()},
        bytes=sum(line.bytes for line in draw.files),
    )


def sentences(told: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """What the checker says of each rule or caution: English, and last Chinese."""
    return {name: words[-1 if language() == SOURCE else -2] for name, words in told.items()}
