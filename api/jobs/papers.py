"""The papers of a draw as bytes, in sets: what a notice gives, what a ceremony gives, what findings give.

The command line writes them to a folder; the acts (api/jobs/packets.py and its neighbours) keep and register them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from api.words import Words
from reports.documents import packet_workbook
from reports.fonts import Fonts
from reports.render import render
from sampler.ceremony import Frozen, Record
from sampler.facts import (
    Entities,
    Occasion,
    Sitting,
    minutes_facts,
    notice_facts,
    packet_facts,
    publication_facts,
    target_list_facts,
)
from sampler.finding import Finding
from sampler.progress import Progress, no_progress
from sampler.publication import OPEN_DATA_NAME, PacketFacts, PacketInspector, check_publishable, open_data
from sampler.store.tables.papers import PaperKind
from sampler.values import Round

MINUTES_NAME = "minutes.pdf"
TARGET_LIST_NAME = "target-list.pdf"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """A paper that is made: what a reader downloads it as, and its bytes. `bureau` of a packet."""

    kind: PaperKind
    name: str
    data: bytes
    bureau: str | None = None

    @property
    def extension(self) -> str:
        return self.name.rpartition(".")[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """What every paper of a draw shares."""

    occasion: Occasion
    words: Words
    fonts: Fonts

    def notice(self, frozen: Frozen) -> tuple[Rendered, ...]:
        """锁定公告."""
        data = render(notice_facts(frozen, self.occasion), self.words, self.fonts)
        return (Rendered(kind=PaperKind.NOTICE, name="notice.pdf", data=data),)

    def target_list(self, record: Record, entities: Entities, bureaus: Mapping[str, str]) -> tuple[Rendered, ...]:
        """抽查名单公告."""
        facts = target_list_facts(record, entities, bureaus, self.occasion)
        check_publishable(facts)
        data = render(facts, self.words, self.fonts)
        return (Rendered(kind=PaperKind.TARGET_LIST, name=TARGET_LIST_NAME, data=data),)

    def minutes(
        self, record: Record, rounds: Sequence[Round], sitting: Sitting, *, announced_at: datetime, sealed: bool
    ) -> tuple[Rendered, ...]:
        """会议记录; the people of `rounds` by their names."""
        facts = minutes_facts(record, rounds, sitting, self.occasion, announced_at=announced_at, sealed=sealed)
        data = render(facts, self.words, self.fonts)
        return (Rendered(kind=PaperKind.MINUTES, name=MINUTES_NAME, data=data),)

    def packets(
        self,
        record: Record,
        entities: Entities,
        bureaus: Mapping[str, str],
        inspectors: Mapping[str, PacketInspector],
        deadline: date,
        progress: Progress = no_progress,
    ) -> tuple[Rendered, ...]:
        """任务单: for each bureau a PDF and a workbook."""
        made: list[Rendered] = []
        packets = packet_facts(record, entities, bureaus, inspectors, self.occasion, deadline)
        for done, facts in enumerate(packets, start=1):
            made += self.packet(facts)
            progress(done, len(packets))
        return tuple(made)

    def packet(self, facts: PacketFacts) -> tuple[Rendered, ...]:
        """One bureau's."""
        name = f"packet-{facts.bureau}"
        pdf, workbook = render(facts, self.words, self.fonts), packet_workbook.compose(facts, self.words)
        return (
            Rendered(kind=PaperKind.PACKET, name=f"{name}.pdf", data=pdf, bureau=facts.bureau),
            Rendered(kind=PaperKind.PACKET, name=f"{name}.xlsx", data=workbook, bureau=facts.bureau),
        )

    def publication(self, record: Record, entities: Entities, findings: Iterable[Finding]) -> tuple[Rendered, ...]:
        """抽查结果公示 and its rows as open data."""
        facts = publication_facts(record, entities, findings, self.occasion)
        check_publishable(facts)
        return (
            Rendered(kind=PaperKind.PUBLICATION, name="publication.pdf", data=render(facts, self.words, self.fonts)),
            Rendered(kind=PaperKind.OPEN_DATA, name=OPEN_DATA_NAME, data=open_data(facts)),
        )
