"""Draws, their strata, targets and teams."""

from datetime import datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    Text,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column

from sampler.plan import TargetState, TaskState
from sampler.store.tables.base import Base
from sampler.store.types import Code, Hash, Moment, Time, choice, hashes, words


class DrawRow(Base):
    """A task from its freeze on; what the ceremony gives is null until it was held. `listed`: 名单公示, whether the
    list of targets is published before the checks; one that isn't is sealed.

    `at` is the time of its freeze. `notice` is the text of 00-notice.txt, `notice_hash` its hash, `number` its place in
    the chain: until the announcement what they would have been at the freeze.
    """

    __tablename__ = "draw"
    __table_args__ = (
        *hashes("notice_hash", "seed", "record_hash", "outcome_hash"),
        CheckConstraint("frame_count >= 1 AND number >= 1 AND team_size >= 0", name="counts"),
        CheckConstraint("(seed IS NULL) = (drawn IS NULL)", name="ceremony"),
    )

    draw_id: Mapped[Code] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(Text)
    state: Mapped[TaskState] = mapped_column(choice(TaskState, "state"))
    authority: Mapped[Code]
    number: Mapped[int]
    snapshot: Mapped[Hash] = mapped_column(ForeignKey("snapshot.digest"))
    at: Mapped[Moment]
    seed_at: Mapped[Moment]
    notice: Mapped[bytes] = mapped_column(LargeBinary)
    notice_hash: Mapped[Hash] = mapped_column(unique=True)
    frame_count: Mapped[int]
    team_size: Mapped[int]
    inspectors: Mapped[int]
    exclusions: Mapped[list[tuple[str, int]]] = mapped_column(JSON)
    rehearsal: Mapped[bool]
    demo: Mapped[bool]
    sealed: Mapped[bool]
    listed: Mapped[bool] = mapped_column(server_default=true())
    announced_at: Mapped[datetime | None] = mapped_column(Time())
    ceremony_at: Mapped[datetime | None] = mapped_column(Time())
    public_value: Mapped[Code | None]
    seed: Mapped[Hash | None]
    record_hash: Mapped[Hash | None]
    outcome_hash: Mapped[Hash | None]
    drawn: Mapped[int | None]
    published_at: Mapped[datetime | None] = mapped_column(Time())


class StratumRow(Base):
    __tablename__ = "stratum"
    __table_args__ = (
        *hashes("cutoff"),
        CheckConstraint("entities >= 1 AND places BETWEEN 1 AND entities", name="places"),
        CheckConstraint("(places IS NULL) = (cutoff IS NULL)", name="drawn"),
    )

    draw_id: Mapped[Code] = mapped_column(ForeignKey("draw.draw_id"), primary_key=True)
    name: Mapped[str] = mapped_column(words(), primary_key=True)
    entities: Mapped[int]
    size: Mapped[Code]
    places: Mapped[int | None]
    cutoff: Mapped[Hash | None]


class RecordFileRow(Base):
    """One file of the draw's record folder: what a page lists without touching the disk."""

    __tablename__ = "record_file"
    __table_args__ = (*hashes("sha256"), CheckConstraint("bytes >= 0", name="bytes"))

    draw_id: Mapped[Code] = mapped_column(ForeignKey("draw.draw_id"), primary_key=True)
    name: Mapped[Code] = mapped_column(primary_key=True)
    bytes: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[Hash]


class TargetRow(Base):
    """A drawn entity. `version` counts its findings; 0 until the first is submitted."""

    __tablename__ = "target"
    __table_args__ = (
        *hashes("ticket"),
        CheckConstraint("rank >= 1 AND version >= 0", name="counts"),
        CheckConstraint("(version = 0) = (state = 'open')", name="open"),
        ForeignKeyConstraint(["draw_id", "stratum"], ["stratum.draw_id", "stratum.name"]),
        Index(None, "draw_id", "stratum", "rank", unique=True),
        Index(None, "draw_id", "bureau"),
    )

    draw_id: Mapped[Code] = mapped_column(ForeignKey("draw.draw_id"), primary_key=True)
    entity_id: Mapped[Code] = mapped_column(primary_key=True)
    stratum: Mapped[str] = mapped_column(words())
    rank: Mapped[int]
    ticket: Mapped[Hash]
    bureau: Mapped[Code]
    state: Mapped[TargetState] = mapped_column(choice(TargetState, "state"))
    version: Mapped[int]


class AssignmentRow(Base):
    """`place` from 0 in the order the team was filled: the first leads it."""

    __tablename__ = "assignment"
    __table_args__ = (
        CheckConstraint("place >= 0", name="place"),
        ForeignKeyConstraint(["draw_id", "entity_id"], ["target.draw_id", "target.entity_id"]),
        Index(None, "draw_id", "entity_id", "inspector", unique=True),
    )

    draw_id: Mapped[Code] = mapped_column(primary_key=True)
    entity_id: Mapped[Code] = mapped_column(primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    inspector: Mapped[Code]
