"""The opaque numbers by which people stand in entries of the chain (SSJ1 section 2)."""

from sqlalchemy import CheckConstraint, Integer
from sqlalchemy.orm import Mapped, mapped_column

from sampler.store.tables.base import Base
from sampler.store.types import Code


class PersonRow(Base):
    """Whoever acts under `name`, with or without an account. No row is ever changed or deleted, so that no number comes
    to mean somebody else.
    """

    __tablename__ = "person"
    __table_args__ = (CheckConstraint("number >= 1", name="number"),)

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    name: Mapped[Code] = mapped_column(unique=True)
