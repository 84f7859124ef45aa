"""The trail (存证): append only. Triggers refuse every update, any row out of order, and the deletion of whatever no
checkpoint covers that is 184 days younger (sampler/trail/checkpoint.py).
"""

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from sampler.store.tables.base import Base
from sampler.store.types import Code, Hash, Moment, hashes


class TrailRow(Base):
    """The fields of `sampler.trail.TrailEntry`. `prev` is unique: two acts cannot follow the same row."""

    __tablename__ = "trail"
    __table_args__ = (*hashes("prev", "hash"),)

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    prev: Mapped[Hash] = mapped_column(unique=True)
    at: Mapped[Moment] = mapped_column(index=True)
    actor: Mapped[Code] = mapped_column(index=True)
    origin: Mapped[Code]
    act: Mapped[Code] = mapped_column(index=True)
    object: Mapped[str] = mapped_column(Text, index=True)
    result: Mapped[Code]
    digest: Mapped[Code]
    details: Mapped[str] = mapped_column(Text)
    hash: Mapped[Hash]
