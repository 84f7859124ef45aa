"""What was published of a draw (公示), with versions: a correction or withdrawal stands beside what it replaces."""

from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from sampler.store.tables.base import Base
from sampler.store.types import Code, Hash, Moment, choice, hashes


class PublicationKind(StrEnum):
    """公示 更正 撤销, by the words of the chain's entries."""

    PUBLICATION = "publication"
    CORRECTION = "correction"
    WITHDRAWAL = "withdrawal"


class PublicationRow(Base):
    """`findings` is the digest of what was published (work/publications.py); its files are papers of this version."""

    __tablename__ = "publication"
    __table_args__ = (
        *hashes("findings"),
        CheckConstraint("(kind = 'publication') = (reason = '') AND version >= 1", name="reason"),
    )

    draw_id: Mapped[Code] = mapped_column(ForeignKey("draw.draw_id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[PublicationKind] = mapped_column(choice(PublicationKind, "kind"))
    entry: Mapped[Hash] = mapped_column(ForeignKey("entry.hash"), unique=True)
    findings: Mapped[Hash]
    reason: Mapped[str] = mapped_column(Text)
    approved_by: Mapped[Code]
    at: Mapped[Moment]
