"""A round of drand: of a chain in the table, or of another, which only draws on files may name."""

from dataclasses import dataclass
from datetime import datetime

from sampler.drand import Chain, check_round, read_round
from sampler.errors import Invalid
from sampler.seed import format_time, parse_time
from sampler.source.source import Source, Stretch, groups_of

HEX_TOGETHER = 8
TEXT = "drand 公共随机信标 {chain} 链第 {round} 轮的随机值，即该轮签名的 SHA-256"
RESULTS = 2**256


@dataclass(frozen=True, slots=True, kw_only=True)
class Beacon(Source):
    """A round of a chain in the table."""

    chain: Chain
    round: int

    @property
    def seed_format(self) -> str:
        return f"drand:{self.chain.hash}:{self.round}"

    @property
    def text(self) -> str:
        return TEXT.format(chain=self.chain.name, round=self.round)

    @property
    def results(self) -> int:
        return RESULTS

    def check_time(self, seed_at: str) -> None:
        due = self.chain.time_of(self.round)
        if due < parse_time(seed_at):
            raise Invalid("drand_round_before_seed", round=self.round, due=format_time(due), seed_at=seed_at)

    def known_from(self, seed_at: datetime) -> datetime:
        return max(seed_at, self.chain.time_of(self.round))

    def read(self, typed: str) -> str:
        """The randomness of the round that a relay told, once its signature holds; of a chain whose signatures cannot
        be checked here, as it is typed.
        """
        if not self.chain.checkable:
            return Source.read(self, typed)
        told = read_round(typed)
        if told.number != self.round:
            raise Invalid("drand_round_differs", expected=self.round, read=told.number)
        check_round(self.chain, told)
        return told.randomness

    def stretches(self, value: str) -> tuple[Stretch, ...]:
        return (Stretch(groups=groups_of(value, HEX_TOGETHER)),)


@dataclass(frozen=True, slots=True, kw_only=True)
class StrangeBeacon(Source):
    """A round of a chain that is not in the table: nobody here can tell its time or check its signature."""

    chain_hash: str
    round: int
    words: str = ""

    @property
    def text(self) -> str:
        return self.words or TEXT.format(chain=self.chain_hash, round=self.round)

    @property
    def seed_format(self) -> str:
        return f"drand:{self.chain_hash}:{self.round}"

    @property
    def results(self) -> int:
        return RESULTS
