"""Accepted registries (快照). The rows are in the Parquet file of this digest; here is what is known of it."""

from sqlalchemy import JSON, CheckConstraint, Text
from sqlalchemy.orm import Mapped, mapped_column

from sampler.store.tables.base import Base
from sampler.store.types import Code, Hash, Moment, hashes


class SnapshotRow(Base):
    __tablename__ = "snapshot"
    __table_args__ = (
        *hashes("digest"),
        CheckConstraint("entities >= 0 AND rejected >= 0 AND rows = entities + rejected", name="rows"),
    )

    digest: Mapped[Hash] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(Text)
    rows: Mapped[int]
    entities: Mapped[int]
    rejected: Mapped[int]
    problems: Mapped[dict[str, int]] = mapped_column(JSON)
    mended: Mapped[dict[str, int]] = mapped_column(JSON)
    at: Mapped[Moment]
    actor: Mapped[Code]
