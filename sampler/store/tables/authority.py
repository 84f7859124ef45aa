"""What the authority (机关) says of itself, and the days on which it works."""

from datetime import date

from sqlalchemy import CheckConstraint, Text
from sqlalchemy.orm import Mapped, mapped_column

from sampler.store.tables.base import Base
from sampler.store.types import Code, Moment

ONLY = 1  # one installation serves one authority


class AuthorityRow(Base):
    """Empty: not said here. `red_head` is the title at the head of papers, where it is not the name."""

    __tablename__ = "authority"
    __table_args__ = (CheckConstraint("id = 1", name="only"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(Text)
    red_head: Mapped[str] = mapped_column(Text)
    division: Mapped[Code]
    at: Mapped[Moment]
    actor: Mapped[Code]


class SpecialDayRow(Base):
    """A day of the State Council's yearly notice."""

    __tablename__ = "special_day"

    on: Mapped[date] = mapped_column(primary_key=True)
    works: Mapped[bool]
    occasion: Mapped[str] = mapped_column(Text)
