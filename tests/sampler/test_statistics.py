"""Does chance treat everybody alike? 2,500 draws of one frame, with a fixed list of seeds, so that the answer is always
the same, against what the rules promise:

- **Inclusion.** In a stratum of N entities of which n are drawn, each is drawn with probability n/N. Of S draws the
  counts c have X² = Σ(c − Sn/N)² / (S·n/N·(1 − n/N)) · (N − 1)/N distributed like chi-square with N − 1 degrees of
  freedom (the factor is for drawing without replacement), and each c lies within 5 standard deviations.
- **Pairs.** Two entities of a stratum are drawn together with probability n(n − 1)/(N(N − 1)): what a systematic
  sample, every k-th from a random start, gets wrong although every entity has its n/N.
- **Loads.** Inspectors of one bureau who may be sent to equally many entities can change names, so their loads have
  one expectation: with the deviations d of an inspector's load from the mean of these m in each draw, Σ over the m of
  (Σd)² / (S·mean d²) · (m − 1)/m is like chi-square with m − 1 degrees of freedom. The two bureaus of the frame are
  made alike, so that the mean loads of their inspectors agree; those of `*` fill the places that are left.
- **Company.** For a drawn entity each of these inspectors is equally likely, whatever the entity: the same sum, over
  the teams of each entity.

A statistic far *below* its expectation is as suspicious as one far above: what deals in turns is too even to be
random. Both bounds are set at odds of one in a million, by Wilson and Hilferty's cube root.

The planted faults at the end are real ones: two dice modulo N, the systematic sample and the round-robin of the
platform in DOMAIN.md 6, ties broken by name, an operator who throws again. Every one must be caught.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache

import numpy as np
import numpy.typing as npt
import pytest

from sampler.allocation import allocate
from sampler.assignment import ANYWHERE, Assignment, Duty, Matching, assign
from sampler.draw import Target, draw
from sampler.frame import Frame
from sampler.plan import Sizes
from sampler.seed import order_key
from sampler.tickets import tickets_of

SEEDS = [hashlib.sha256(f"statistics {i}".encode()).hexdigest() for i in range(2500)]
ONE_IN_A_MILLION = 4.89  # standard deviations, on both sides

ENTITIES = {"enterprise/A": 40, "enterprise/D": 12, "individual": 30, "rare": 4}  # unequal rates, and one drawn whole
SIZES = Sizes.parse(["1/10", "enterprise/D=1/3", "individual=3/20", "rare=4"])
BUREAUS = ("101", "102")
OWN = {bureau: [f"{bureau}-{i}" for i in range(4)] for bureau in BUREAUS}
POOL = ["pool-0", "pool-1", "pool-2"]
TEAM = 2

ROWS = [
    (f"{9 - kind}{i:017}", name, BUREAUS[i % 2]) for kind, (name, n) in enumerate(ENTITIES.items()) for i in range(n)
]
FRAME = Frame.from_columns(*(list(column) for column in zip(*ROWS, strict=True)))
# every inspector of a bureau is recused from one entity of it, all of one stratum: they stay alike
RECUSALS = [(OWN[bureau][i // 2], entity, "亲属") for i, (entity, _, bureau) in enumerate(ROWS[:8])]
DUTY = Duty(
    inspectors=tuple(sorted([*((who, b) for b in BUREAUS for who in OWN[b]), *((who, ANYWHERE) for who in POOL)])),
    recusals=tuple(sorted(RECUSALS)),
)
UNRECUSED = {row[0] for row in ROWS[8:]}

Draw = Callable[[str], Sequence[Target]]
Match = Callable[[str, Sequence[Target]], Iterable[Assignment]]
Counts = npt.NDArray[np.float64]


def drawn(seed: str) -> Sequence[Target]:
    return draw(FRAME, seed, allocate(dict(FRAME.counts()), SIZES)).targets


def matched(seed: str, targets: Sequence[Target]) -> Iterable[Assignment]:
    return assign(Matching.begin(seed, TEAM, DUTY), targets)


@dataclass(slots=True)
class Centred:
    """Sums over draws of what each of some people got, less their mean in that draw."""

    people: Sequence[str]
    sums: Counts = field(init=False)
    squares: float = 0.0

    def __post_init__(self) -> None:
        self.sums = np.zeros(len(self.people))

    def add(self, got: Counts) -> None:
        deviations = got - got.mean()
        self.sums += deviations
        self.squares += float((deviations**2).sum())

    @property
    def chi_square(self) -> float:
        """With m − 1 degrees of freedom; 0 where everybody always got the same."""
        m = len(self.people)
        return float((self.sums**2).sum()) / self.squares * (m - 1) if self.squares else 0.0


@dataclass(slots=True)
class Tally:
    """What came out of all draws."""

    together: dict[str, Counts] = field(default_factory=dict)  # by stratum: how often i and j were drawn together
    loads: dict[str, Centred] = field(default_factory=dict)
    company: dict[str, Centred] = field(default_factory=dict)
    totals: dict[str, int] = field(default_factory=dict)
    places: int = 0


POSITIONS = {name: {row[0]: i for i, row in enumerate([r for r in ROWS if r[1] == name])} for name in ENTITIES}
GROUPS = {**OWN, ANYWHERE: POOL}


def tally(draws: Draw, matches: Match, seeds: Sequence[str] = SEEDS) -> Tally:
    found = Tally(
        together={name: np.zeros((n, n)) for name, n in ENTITIES.items()},
        loads={group: Centred(people) for group, people in GROUPS.items()},
        company={entity: Centred(OWN[bureau]) for entity, _, bureau in ROWS if entity in UNRECUSED},
        totals=dict.fromkeys(GROUPS, 0),
    )
    for seed in seeds:
        targets = draws(seed)
        for name in ENTITIES:
            at = [POSITIONS[name][target.id] for target in targets if target.stratum == name]
            found.together[name][np.ix_(at, at)] += 1
        add_teams(found, tuple(matches(seed, targets)))
    return found


def add_teams(found: Tally, teams: Sequence[Assignment]) -> None:
    loads = dict.fromkeys((who for people in GROUPS.values() for who in people), 0)
    for team in teams:
        for who in team.inspectors:
            loads[who] += 1
        if team.id in found.company:
            people = found.company[team.id].people
            found.company[team.id].add(np.array([float(who in team.inspectors) for who in people]))
    for group, people in GROUPS.items():
        found.loads[group].add(np.array([float(loads[who]) for who in people]))
        found.totals[group] += sum(loads[who] for who in people)
    found.places += sum(loads.values())


def bounds(degrees: float) -> tuple[float, float]:
    """Between which chi-square lies but for one in a million on each side (Wilson and Hilferty 1931)."""
    spread = 2 / (9 * degrees)
    low, high = ((1 - spread + sign * ONE_IN_A_MILLION * spread**0.5) for sign in (-1, 1))
    return degrees * max(low, 0) ** 3, degrees * high**3


def faults(found: Tally, seeds: int = len(SEEDS)) -> set[str]:
    """Which of the promises the draws break."""
    broken = set()
    for name, entities in ENTITIES.items():
        n = allocate(ENTITIES, SIZES)[name]
        broken |= inclusion_faults(found.together[name], entities, n, seeds)
    for group, centred in found.loads.items():
        low, high = bounds(len(GROUPS[group]) - 1)
        if not low <= centred.chi_square <= high:
            broken.add("loads")
    low, high = bounds(sum(len(centred.people) - 1 for centred in found.company.values()))
    if not low <= sum(centred.chi_square for centred in found.company.values()) <= high:
        broken.add("company")
    return broken


def inclusion_faults(together: Counts, entities: int, n: int, seeds: int) -> set[str]:
    """A stratum that is drawn whole has nothing to chance."""
    counts, share = np.diag(together), n / entities
    if n == entities:
        return set() if (together == seeds).all() else {"inclusion"}
    variance = seeds * share * (1 - share)
    deviations = counts - seeds * share
    statistic = float((deviations**2).sum()) / variance * (entities - 1) / entities
    low, high = bounds(entities - 1)
    broken = set() if low <= statistic <= high and (abs(deviations) <= 5 * variance**0.5).all() else {"inclusion"}
    return broken | pair_faults(together, entities, n, seeds)


def pair_faults(together: Counts, entities: int, n: int, seeds: int) -> set[str]:
    """The counts of pairs hang together a little, so their own bounds are taken a third wider."""
    chance = n * (n - 1) / (entities * (entities - 1))
    pairs = together[np.triu_indices(entities, 1)]
    statistic = float(((pairs - seeds * chance) ** 2).sum()) / (seeds * chance * (1 - chance))
    low, high = bounds(len(pairs))
    return set() if low / 1.33 <= statistic <= high * 1.33 else {"pairs"}


@cache
def honest() -> Tally:
    return tally(drawn, matched)


def test_every_entity_every_pair_and_every_inspector_gets_its_share() -> None:
    assert faults(honest()) == set()


def test_strata_are_drawn_at_their_own_rates() -> None:
    n = allocate(ENTITIES, SIZES)
    assert n == {"enterprise/A": 4, "enterprise/D": 4, "individual": 5, "rare": 4}
    for name in ENTITIES:
        assert np.diag(honest().together[name]).sum() == len(SEEDS) * n[name]


def test_every_place_is_filled_and_the_bureaus_that_are_alike_carry_alike() -> None:
    found = honest()
    assert found.places == sum(found.totals.values()) == len(SEEDS) * TEAM * sum(allocate(ENTITIES, SIZES).values())
    first, second = (found.totals[bureau] for bureau in BUREAUS)
    # which bureau a drawn entity belongs to is a fair coin for each of its places
    assert abs(first - second) <= ONE_IN_A_MILLION * (TEAM * found.places) ** 0.5
    per_head = [found.totals[group] / len(people) / len(SEEDS) for group, people in GROUPS.items()]
    assert max(per_head) - min(per_head) < 1  # whoever carries least is sent next, so that all carry alike


def test_nobody_visits_an_entity_that_they_are_recused_from() -> None:
    recused = {(who, entity) for who, entity, _ in RECUSALS}
    seen = {(who, team.id) for seed in SEEDS[:500] for team in matched(seed, drawn(seed)) for who in team.inspectors}
    assert not recused & seen
    assert {entity for _, entity in recused} <= {entity for _, entity in seen}


# ---- planted faults: each is a way in which real draws went wrong, and each must be caught


def chosen(at: Iterable[int], name: str) -> list[Target]:
    rows = [row for row in ROWS if row[1] == name]
    return [
        Target(stratum=name, rank=rank, ticket="0" * 64, id=rows[i][0], bureau=rows[i][2])
        for rank, i in enumerate(at, 1)
    ]


def by_stratum(pick: Callable[[str, str, int, int], Iterable[int]]) -> Draw:
    """A draw that picks `n` positions of `entities` in each stratum."""
    n = allocate(ENTITIES, SIZES)
    return lambda seed: [
        target for name, entities in ENTITIES.items() for target in chosen(pick(seed, name, entities, n[name]), name)
    ]


def modulo(seed: str, name: str, entities: int, n: int) -> list[int]:
    """Two dice modulo N until n are found: the remainders below 100 mod N come more often."""
    found: list[int] = []
    dice = int(hashlib.sha512(f"{seed} {name}".encode()).hexdigest(), 16)
    while len(found) < n:
        dice, thrown = divmod(dice, 100)
        if thrown % entities not in found:
            found.append(thrown % entities)
    return found


def systematic(seed: str, name: str, entities: int, n: int) -> list[int]:
    """Every k-th from a random start, around the end of the list."""
    start = int(hashlib.sha256(f"{seed} {name}".encode()).hexdigest(), 16) % entities
    return [(start + i * entities // n) % entities for i in range(n)]


def in_turn(seed: str, name: str, entities: int, n: int) -> list[int]:
    """Each draw goes on where the last one ended: nobody is random, everybody gets exactly his share."""
    begin = SEEDS.index(seed) * n
    return [(begin + i) % entities for i in range(n)]


def thrown_again(seed: str) -> Sequence[Target]:
    """An operator throws a second time where a friend of his is drawn."""
    first, friend = drawn(seed), ROWS[0][0]
    return drawn(seed[::-1]) if friend in {target.id for target in first} else first


def round_robin(seed: str, targets: Sequence[Target]) -> Iterable[Assignment]:
    """The next two of the bureau's list for each target, in the order of the codes."""
    turn = dict.fromkeys(BUREAUS, 0)
    for target in sorted(targets, key=lambda target: target.id):
        people = [*OWN[target.bureau], *POOL]
        at = turn[target.bureau]
        team = (people[at % len(people)], people[(at + 1) % len(people)])
        turn[target.bureau] += TEAM
        yield Assignment(id=target.id, bureau=target.bureau, inspectors=team)


def ties_by_name(seed: str, targets: Sequence[Target]) -> Iterable[Assignment]:
    """The least loaded, and of several the first by name."""
    loads = dict.fromkeys((who for who, _ in DUTY.inspectors), 0)
    for target in sorted(targets, key=lambda target: order_key(seed, target.id)):
        people = [*OWN[target.bureau], *POOL]
        team = sorted(people, key=lambda who: (loads[who], who))[:TEAM]
        for who in team:
            loads[who] += 1
        yield Assignment(id=target.id, bureau=target.bureau, inspectors=tuple(team))


@pytest.mark.parametrize(
    ("draws", "matches", "caught"),
    [
        (by_stratum(modulo), matched, "inclusion"),
        (by_stratum(systematic), matched, "pairs"),
        (by_stratum(in_turn), matched, "inclusion"),
        (thrown_again, matched, "inclusion"),
        (drawn, round_robin, "loads"),
        (drawn, round_robin, "company"),
        (drawn, ties_by_name, "loads"),
    ],
)
def test_what_is_not_random_is_caught(draws: Draw, matches: Match, caught: str) -> None:
    assert caught in faults(tally(draws, matches))


def test_the_columns_give_the_tickets_that_the_rule_gives() -> None:
    """The tickets themselves: each of their bits is set in half of them, and bounds as above hold for their bytes."""
    ids = [row[0].encode() for row in ROWS]
    tickets = np.concatenate([tickets_of(seed, ids, len(ids)) for seed in SEEDS[:500]])
    bits = np.unpackbits(tickets, axis=1).sum(axis=0, dtype=np.int64)
    assert (abs(bits - len(tickets) / 2) <= 5 * (len(tickets) / 4) ** 0.5).all()
    counts = np.bincount(tickets.reshape(-1), minlength=256)
    expected = tickets.size / 256
    low, high = bounds(255)
    assert low <= float(((counts - expected) ** 2).sum()) / expected <= high
