"""The second random: which inspectors visit which target (SSJ1 section 8).

Targets are visited in the order of their order keys. Each place goes to the least, by (load, match key, inspector), of
the inspectors who may take it: those of the target's bureau and those of `*`, not recused from it, not yet in its team.
Loads are even, and nobody chooses.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sampler.codes.personal import refuse_named
from sampler.draw import Target
from sampler.errors import Invalid, Refused
from sampler.frame import Exclusions, Frame
from sampler.roster import ANYWHERE, Recusal, Roster
from sampler.seed import match_key, order_key


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """Who may inspect: (inspector, bureau) and (inspector, id, reason), each sorted. The frozen roster of one draw.

    `left_out`: how many of the roster it does not hold, by reason; no record tells it.
    """

    inspectors: tuple[tuple[str, str], ...] = ()
    recusals: tuple[tuple[str, str, str], ...] = ()
    left_out: Mapping[str, int] = field(default_factory=dict, compare=False)

    def by_bureau(self) -> dict[str, tuple[str, ...]]:
        """Inspectors by bureau, those of `*` under `*`."""
        found: dict[str, list[str]] = defaultdict(list)
        for inspector, bureau in self.inspectors:
            found[bureau].append(inspector)
        return {bureau: tuple(numbers) for bureau, numbers in found.items()}


def duty_of(roster: Roster, recusals: Iterable[Recusal], frame: Frame, exclusions: Exclusions) -> Duty:
    """What a notice freezes of a roster: inspectors by number, recusals from entities that can be drawn.

    A recusal from an excluded entity falls away. One from an id that the registry does not hold would protect nobody:
    `Invalid("recusal_unknown_entity", ids=)`. A reason that names somebody of the roster: `Invalid("person_in_text")`.
    """
    excluded = {entity_id for entity_id, _ in exclusions.rows}
    kept, unknown, names = [], [], roster.names
    for recusal in recusals:
        refuse_named("reason", recusal.reason, names)
        if frame.position(recusal.id) is not None:
            kept.append((recusal.inspector, recusal.id, recusal.reason))
        elif recusal.id not in excluded:
            unknown.append(recusal.id)
    if unknown:
        raise Invalid("recusal_unknown_entity", ids=sorted(set(unknown)))
    inspectors = sorted((inspector.number, inspector.bureau) for inspector in roster.inspectors)
    return Duty(inspectors=tuple(inspectors), recusals=tuple(sorted(kept)), left_out=roster.left_out)


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """One target's bureau and team, inspectors in the order their places were filled."""

    id: str
    bureau: str
    inspectors: tuple[str, ...]


@dataclass(slots=True, kw_only=True)
class Matching:
    """The running state of the second random in one draw: it continues through replacements and reassignments."""

    seed: str
    team_size: int
    duty: Mapping[str, Sequence[str]]
    recused: frozenset[tuple[str, str]]
    loads: Counter[str] = field(default_factory=Counter)
    teams: dict[str, list[str]] = field(default_factory=dict)
    bureaus: dict[str, str] = field(default_factory=dict)
    stood: dict[str, set[str]] = field(default_factory=dict)
    unavailable: set[str] = field(default_factory=set)

    @classmethod
    def begin(cls, seed: str, team_size: int, duty: Duty) -> "Matching":
        recused = frozenset((inspector, entity_id) for inspector, entity_id, _ in duty.recusals)
        return cls(seed=seed, team_size=team_size, duty=duty.by_bureau(), recused=recused)

    def branch(self) -> "Matching":
        """The same state, to go on from without touching this one."""
        return replace(
            self,
            loads=self.loads.copy(),
            teams={entity_id: list(team) for entity_id, team in self.teams.items()},
            bureaus=dict(self.bureaus),
            stood={entity_id: set(stood) for entity_id, stood in self.stood.items()},
            unavailable=set(self.unavailable),
        )

    def assign(self, entity_id: str, bureau: str) -> Assignment:
        """Fill the places of one target."""
        self.bureaus[entity_id] = bureau
        self.teams[entity_id] = []
        self.stood[entity_id] = set()
        for _ in range(self.team_size):
            self._seat(entity_id, self._least(entity_id))
        return Assignment(id=entity_id, bureau=bureau, inspectors=tuple(self.teams[entity_id]))

    def reassign(self, entity_id: str, old: str, reason: str) -> str:
        """The inspector who takes `old`'s place; `unavailable` bars `old` from every further place of this draw."""
        if old not in self.teams.get(entity_id, ()):
            raise Refused("inspector_not_in_team", inspector=old, id=entity_id)
        new = self._least(entity_id)  # where nobody is left, nothing has changed
        if reason == "unavailable":
            self.unavailable.add(old)
        self.teams[entity_id].remove(old)
        self.loads[old] -= 1
        self._seat(entity_id, new)
        return new

    def _seat(self, entity_id: str, inspector: str) -> None:
        self.teams[entity_id].append(inspector)
        self.stood[entity_id].add(inspector)
        self.loads[inspector] += 1

    def _least(self, entity_id: str) -> str:
        own, anywhere = self.duty.get(self.bureaus[entity_id], ()), self.duty.get(ANYWHERE, ())
        stood = self.stood[entity_id]
        able = [
            inspector
            for inspector in (*own, *anywhere)
            if inspector not in stood
            and inspector not in self.unavailable
            and (inspector, entity_id) not in self.recused
        ]
        if not able:
            raise Refused("nobody_left", id=entity_id, bureau=self.bureaus[entity_id])
        load = min(self.loads[inspector] for inspector in able)
        tied = (inspector for inspector in able if self.loads[inspector] == load)  # only among these the hash decides
        return min(tied, key=lambda inspector: (match_key(self.seed, entity_id, inspector), inspector))


def assign(matching: Matching, targets: Iterable[Target]) -> tuple[Assignment, ...]:
    """All targets, in visiting order."""
    visits = sorted(targets, key=lambda target: (order_key(matching.seed, target.id), target.id))
    return tuple(matching.assign(target.id, target.bureau) for target in visits)


def check_teams(frame: Frame, duty: Duty, team_size: int) -> None:
    """Every entity of the frame needs `team_size` inspectors who may visit it, or there is no valid notice.

    Raises `Invalid("team_impossible")` with the bureaus that are short, else `Invalid("recusals_leave_too_few")` with
    the entities that recusals make short, both with who was `left_out` of the roster;
    `Invalid("inspector_repeated")`, `Invalid("recusal_unknown_inspector")`, `Invalid("recusal_outside_frame")`.
    """
    if team_size == 0:
        return
    _check_duty(frame, duty)
    able = duty.by_bureau()
    anywhere = len(able.get(ANYWHERE, ()))
    short = [name for name in frame.bureaus if len(able.get(name, ())) + anywhere < team_size]
    if short:
        raise Invalid("team_impossible", team_size=team_size, bureaus=short, left_out=dict(duty.left_out))
    if entities := _short_by_recusal(frame, duty, team_size):
        left_out = dict(duty.left_out)
        raise Invalid("recusals_leave_too_few", team_size=team_size, entities=entities, left_out=left_out)


def _check_duty(frame: Frame, duty: Duty) -> None:
    """Each inspector once; each recusal of one of them, from an entity of the frame."""
    known = dict(duty.inspectors)
    if len(known) < len(duty.inspectors):
        counts = Counter(inspector for inspector, _ in duty.inspectors)
        raise Invalid("inspector_repeated", inspector=counts.most_common(1)[0][0])
    for inspector, entity_id, _ in duty.recusals:
        if inspector not in known:
            raise Invalid("recusal_unknown_inspector", inspector=inspector)
        if frame.position(entity_id) is None:
            raise Invalid("recusal_outside_frame", id=entity_id)


def _short_by_recusal(frame: Frame, duty: Duty, team_size: int) -> list[str]:
    homes = dict(duty.inspectors)
    recused: dict[str, set[str]] = defaultdict(set)
    for inspector, entity_id, _ in duty.recusals:
        recused[entity_id].add(inspector)
    bureaus = {entity_id: frame.bureau_of(at) for entity_id in recused if (at := frame.position(entity_id)) is not None}
    short = []
    for entity_id, out in recused.items():
        bureau = bureaus[entity_id]
        here = {inspector for inspector, home in homes.items() if home in (bureau, ANYWHERE)}
        if len(here - out) < team_size:
            short.append(entity_id)
    return short
