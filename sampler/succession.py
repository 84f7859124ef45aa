"""Who steps in after the outcome: the next rank for a target, another inspector for one of a team.

This is SSJ1 section 7 (replacement) and the reassignment of section 8, with the `changes.tsv` of both; the entries that
carry that file are the chain's (sampler/chain.py). A replaced target stays drawn, with its finding.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Self

from sampler.assignment import Assignment, Matching
from sampler.draw import Target, rank_stratum
from sampler.errors import Refused
from sampler.frame import Frame
from sampler.record import tsv


def changes_table(rows: Sequence[Sequence[object]], salt: str = "") -> bytes:
    """`changes.tsv`; of a sealed draw that is not opened it ends with the salt, so that its hash tells nothing."""
    return tsv([*rows, ("salt", salt)] if salt else rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Replacement:
    """The next rank of a stratum that steps in for a target, and its team."""

    target: Target
    replaces: str
    reason: str
    assignment: Assignment

    def row(self) -> tuple[object, ...]:
        """Its line in `changes.tsv`."""
        t = self.target
        return (
            t.stratum,
            t.rank,
            t.ticket,
            t.id,
            self.replaces,
            self.reason,
            t.bureau,
            *self.assignment.inspectors,
        )


@dataclass(slots=True, kw_only=True)
class Succession:
    """Who has been drawn, replaced and assigned so far in one draw.

    It is fed with every change in chain order, so that ranks and loads continue where the last entry left them. The
    changes of one entry are planned aside and taken over together: one that is refused leaves nothing behind.
    """

    frame: Frame
    matching: Matching
    reasons: frozenset[str]
    standing: dict[str, Target]
    used: dict[str, int]

    @classmethod
    def begin(cls, frame: Frame, matching: Matching, reasons: str, targets: Iterable[Target]) -> Self:
        """`reasons` as the notice's `replace` writes them; `targets` the drawn ones."""
        standing = {target.id: target for target in targets}
        used: dict[str, int] = {}
        for target in standing.values():
            used[target.stratum] = max(used.get(target.stratum, 0), target.rank)
        known = frozenset(reasons.split(",")) - {""}
        return cls(frame=frame, matching=matching, reasons=known, standing=standing, used=used)

    def replace(self, replaced: Mapping[str, str]) -> tuple[Replacement, ...]:
        """Replace ids, each with its reason, in the order of (stratum, rank of the replaced).

        Raises `Refused`: "reason_replaces_nobody" for a reason the notice does not name, "target_not_standing",
        "stratum_used_up", "nobody_left" where a full team cannot be had.
        """
        for entity_id, reason in replaced.items():
            if reason not in self.reasons:
                raise Refused("reason_replaces_nobody", id=entity_id, reason=reason)
            if entity_id not in self.standing:
                raise Refused("target_not_standing", id=entity_id)
        order = sorted(replaced, key=lambda i: (self.standing[i].stratum.encode(), self.standing[i].rank))
        plan = self._branch()
        made = tuple(plan._replace(entity_id, replaced[entity_id]) for entity_id in order)
        self._take_over(plan)
        return made

    def _branch(self) -> Self:
        return replace(self, matching=self.matching.branch(), standing=dict(self.standing), used=dict(self.used))

    def _take_over(self, plan: Self) -> None:
        self.matching, self.standing, self.used = plan.matching, plan.standing, plan.used

    def _replace(self, entity_id: str, reason: str) -> Replacement:
        out = self.standing[entity_id]
        rank = self.used[out.stratum] + 1
        ranking = rank_stratum(self.frame, self.matching.seed, out.stratum, rank)
        if len(ranking) < rank:
            raise Refused("stratum_used_up", stratum=out.stratum)
        target = ranking[-1]
        del self.standing[entity_id]
        self.standing[target.id] = target
        self.used[out.stratum] = rank
        assignment = self.matching.assign(target.id, target.bureau)
        return Replacement(target=target, replaces=entity_id, reason=reason, assignment=assignment)

    def reassign(self, changes: Iterable[tuple[str, str, str]]) -> tuple[tuple[str, str, str, str], ...]:
        """(id, old, reason) lines, sorted, to the rows id, old, new, reason of `changes.tsv`."""
        plan, rows = self._branch(), []
        for entity_id, old, reason in sorted(changes):
            if reason not in ("recusal", "unavailable"):
                raise Refused("reason_reassigns_nobody", id=entity_id, reason=reason)
            rows.append((entity_id, old, plan.matching.reassign(entity_id, old, reason), reason))
        self._take_over(plan)
        return tuple(rows)
