"""What a draw counts out: targets by bureau and kind, findings by code and kind."""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from sampler.codes import FindingKind, finding_codes
from sampler.entity import DRAWABLE, kind_of_stratum
from sampler.store.queries.bureaus import bureau_names
from sampler.store.queries.visible import is_released
from sampler.store.tables import DrawRow, FindingCodeRow, TargetRow


@dataclass(frozen=True, slots=True, kw_only=True)
class BureauLine:
    """A bureau's targets by kind, and how many of them had a problem once that is published."""

    bureau: str
    name: str
    enterprise: int
    individual: int
    cooperative: int
    total: int
    with_problems: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingFigure:
    """How many targets of a kind have a finding code."""

    kind: str
    code: str
    count: int


def bureau_lines(session: Session, draw: DrawRow) -> tuple[BureauLine, ...]:
    """The bureaus that have targets, by code; none before the draw or while it is sealed."""
    if draw.sealed:
        return ()
    counted = (
        select(TargetRow.bureau, TargetRow.stratum, func.count())
        .where(TargetRow.draw_id == draw.draw_id)
        .group_by(TargetRow.bureau, TargetRow.stratum)
        .order_by(TargetRow.bureau)
    )
    by_bureau: dict[str, dict[str, int]] = {}
    for bureau, stratum, count in session.execute(counted):
        kinds = by_bureau.setdefault(bureau, dict.fromkeys(DRAWABLE, 0))
        kinds[kind_of_stratum(stratum)] += count
    names, problems = bureau_names(session), _problems(session, draw)
    return tuple(
        BureauLine(
            bureau=bureau,
            name=names.get(bureau, bureau),
            **kinds,
            total=sum(kinds.values()),
            with_problems=problems.get(bureau, 0) if problems is not None else None,
        )
        for bureau, kinds in by_bureau.items()
    )


def _problems(session: Session, draw: DrawRow) -> dict[str, int] | None:
    """How many targets of each bureau have a code that tells of a problem; None until that is published."""
    if not is_released(draw):
        return None
    codes = [code.code for code in finding_codes() if code.kind is FindingKind.FINDING and not code.exclusive]
    counted = (
        select(TargetRow.bureau, func.count(TargetRow.entity_id.distinct()).label("problems"))
        .join(FindingCodeRow, _newest_codes())
        .where(TargetRow.draw_id == draw.draw_id, FindingCodeRow.code.in_(codes))
        .group_by(TargetRow.bureau)
    )
    return {row.bureau: row.problems for row in session.execute(counted)}


def _newest_codes() -> ColumnElement[bool]:
    """The codes of the finding at which a target stands, not those of versions that were sent back."""
    return and_(
        FindingCodeRow.draw_id == TargetRow.draw_id,
        FindingCodeRow.entity_id == TargetRow.entity_id,
        FindingCodeRow.version == TargetRow.version,
    )


def finding_figures(session: Session, draw: DrawRow) -> tuple[FindingFigure, ...]:
    """Counts by code in the order of the list, then by kind; none until they are published."""
    if not is_released(draw):
        return ()
    counted = (
        select(TargetRow.stratum, FindingCodeRow.code, func.count())
        .join(FindingCodeRow, _newest_codes())
        .where(TargetRow.draw_id == draw.draw_id)
        .group_by(TargetRow.stratum, FindingCodeRow.code)
    )
    figures: Counter[tuple[str, str]] = Counter()
    for stratum, code, count in session.execute(counted):
        figures[kind_of_stratum(stratum), code] += count
    return tuple(
        FindingFigure(kind=kind, code=code.code, count=figures[kind, code.code])
        for code in finding_codes()
        for kind in DRAWABLE
        if figures[kind, code.code]
    )
