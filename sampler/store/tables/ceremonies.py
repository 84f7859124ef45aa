"""What stands beside a draw until it ends: values as two people typed them, a void that waits, a salt under its key."""

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from sampler.store.tables.base import Base
from sampler.store.types import Code, Hash, Moment, choice, hashes
from sampler.values import Hand


class TypedValueRow(Base):
    """A public value as one of the two typed it; where the two of a `round` differ, the next round is typed."""

    __tablename__ = "typed_value"
    __table_args__ = (CheckConstraint("round >= 1", name="round"),)

    draw_id: Mapped[Code] = mapped_column(ForeignKey("draw.draw_id"), primary_key=True)
    round: Mapped[int] = mapped_column(primary_key=True)
    hand: Mapped[Hand] = mapped_column(choice(Hand, "hand"), primary_key=True)
    person: Mapped[Code]
    value: Mapped[Code]
    at: Mapped[Moment]


class VoidRequestRow(Base):
    """An operator's wish to void a draw, and why: it stays when somebody else has approved it."""

    __tablename__ = "void_request"

    draw_id: Mapped[Code] = mapped_column(ForeignKey("draw.draw_id"), primary_key=True)
    reason: Mapped[str] = mapped_column(Text)
    person: Mapped[Code]
    origin: Mapped[Code]
    at: Mapped[Moment]


class SaltRow(Base):
    """A sealed draw's salt, encrypted; `hash` is what the notice says of it. It is there before the draw is frozen."""

    __tablename__ = "salt"
    __table_args__ = (*hashes("hash"),)

    hash: Mapped[Hash] = mapped_column(primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[Moment]
