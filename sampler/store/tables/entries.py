"""The authority's chain (SSJ1 section 2), bytes and all, so that its files can be written again after a crash.

Two entries with one number or one `prev` would be a fork: the primary key and the unique `prev` do not let it happen.
Nor does the index let a draw have two ceremonies, two outcomes or two ends.
"""

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from sampler.store.tables.base import Base
from sampler.store.types import Code, Hash, Moment, hashes

ONCE = sql("kind IN ('draw', 'ceremony', 'outcome', 'void', 'opening')")


class EntryRow(Base):
    """`text` is the entry file; `attachment` the files.tsv or changes.tsv that stands beside it."""

    __tablename__ = "entry"
    __table_args__ = (
        *hashes("hash", "prev"),
        CheckConstraint("number >= 1", name="number"),
        UniqueConstraint("authority", "prev"),
        Index("uq_entry_once", "draw_id", "kind", unique=True, sqlite_where=ONCE, postgresql_where=ONCE),
    )

    authority: Mapped[Code] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    prev: Mapped[Hash]
    hash: Mapped[Hash] = mapped_column(unique=True)
    kind: Mapped[Code]
    draw_id: Mapped[Code] = mapped_column(ForeignKey("draw.draw_id"), index=True)
    at: Mapped[Moment]
    text: Mapped[bytes] = mapped_column(LargeBinary)
    attachment: Mapped[bytes | None] = mapped_column(LargeBinary)
