"""Who may inspect (执法检查人员名录库), and who may not inspect whom (回避). A draw freezes what stands here then."""

from datetime import date

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from sampler.roster import Reason
from sampler.store.tables.base import Base
from sampler.store.types import Code, choice


class InspectorRow(Base):
    """`bureau` may be `*`: anywhere. `kept_off`: why the person is not sent, whatever the day; a certificate's end is
    a matter of the day.
    """

    __tablename__ = "inspector"

    number: Mapped[Code] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    bureau: Mapped[Code] = mapped_column(index=True)
    licence: Mapped[str] = mapped_column(Text)
    valid_until: Mapped[date | None]
    fields: Mapped[str] = mapped_column(Text)
    expert: Mapped[bool]
    kept_off: Mapped[Reason | None] = mapped_column(choice(Reason, "kept_off"))


class RecusalRow(Base):
    __tablename__ = "recusal"

    inspector: Mapped[Code] = mapped_column(ForeignKey("inspector.number"), primary_key=True)
    id: Mapped[Code] = mapped_column(primary_key=True)
    reason: Mapped[str] = mapped_column(Text)
