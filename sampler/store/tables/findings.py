"""What inspections found, and the signatures under it.

A finding is never changed: what is sent back gets a new version. Codes are rows: a real system that joined them as
"1,12" replaced substrings.
"""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Text
from sqlalchemy.orm import Mapped, mapped_column

from sampler.review import Step
from sampler.store.tables.base import Base
from sampler.store.types import Code, Moment, choice


class FindingRow(Base):
    __tablename__ = "finding"
    __table_args__ = (
        CheckConstraint("version >= 1", name="version"),
        ForeignKeyConstraint(["draw_id", "entity_id"], ["target.draw_id", "target.entity_id"]),
    )

    draw_id: Mapped[Code] = mapped_column(primary_key=True)
    entity_id: Mapped[Code] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    finished_on: Mapped[date]
    method: Mapped[Code]
    disposal: Mapped[Code]
    note: Mapped[str] = mapped_column(Text)
    actor: Mapped[Code]
    at: Mapped[Moment]


class FindingCodeRow(Base):
    __tablename__ = "finding_code"
    __table_args__ = (
        ForeignKeyConstraint(
            ["draw_id", "entity_id", "version"], ["finding.draw_id", "finding.entity_id", "finding.version"]
        ),
    )

    draw_id: Mapped[Code] = mapped_column(primary_key=True)
    entity_id: Mapped[Code] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[Code] = mapped_column(primary_key=True)


class ReviewRow(Base):
    """One signature under one version of a finding, or its being sent back with a reason."""

    __tablename__ = "review"
    __table_args__ = (
        ForeignKeyConstraint(
            ["draw_id", "entity_id", "version"], ["finding.draw_id", "finding.entity_id", "finding.version"]
        ),
        CheckConstraint("(step = 'send_back') = (reason <> '')", name="reason"),
    )

    draw_id: Mapped[Code] = mapped_column(primary_key=True)
    entity_id: Mapped[Code] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    step: Mapped[Step] = mapped_column(choice(Step, "step"), primary_key=True)
    actor: Mapped[Code]
    at: Mapped[Moment]
    reason: Mapped[str] = mapped_column(Text)
