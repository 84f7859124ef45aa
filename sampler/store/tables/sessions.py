"""Who is signed in, and who failed to be."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from sampler.store.tables.base import Base
from sampler.store.types import Code, Hash, Moment, Time, choice, hashes


class Stage(StrEnum):
    """How far a sign-in has come: the password was right, or everything that was asked for."""

    PASSWORD = "password"  # noqa: S105  # a stage, not a secret
    COMPLETE = "complete"


class SessionRow(Base):
    """`hash` is the digest of the token that the browser holds: who reads this table cannot be anybody."""

    __tablename__ = "session"
    __table_args__ = (*hashes("hash"),)

    hash: Mapped[Hash] = mapped_column(primary_key=True)
    user: Mapped[Code] = mapped_column(ForeignKey("user.name"), index=True)
    stage: Mapped[Stage] = mapped_column(choice(Stage, "stage"))
    created_at: Mapped[Moment]
    seen_at: Mapped[Moment]
    address: Mapped[Code]
    agent: Mapped[str] = mapped_column(Text)
    revoked_at: Mapped[datetime | None] = mapped_column(Time())


class SignInFailureRow(Base):
    """Failures in a row under one name at one door, whether anybody has it or not; the name is digested, since people
    type their passwords there. `at` is when the newest was that puts off their being forgotten.
    """

    __tablename__ = "sign_in_failure"
    __table_args__ = (*hashes("name"), CheckConstraint("failures >= 1", name="failures"))

    name: Mapped[Hash] = mapped_column(primary_key=True)
    failures: Mapped[int]
    at: Mapped[Moment]
