"""People with accounts: who they are, what they may do, how they prove it.

No secret is here in the clear: passwords as argon2 hashes, the second factor's secret encrypted (api/keys.py), backup
codes as digests of 80 random bits.
"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from sampler.role import Role
from sampler.store.tables.base import Base
from sampler.store.types import Code, Hash, Moment, Time, choice, hashes

EVERYWHERE = "*"  # the bureau of a grant for the whole authority: no code can be this


class UserState(StrEnum):
    """启用 停用."""

    ACTIVE = "active"
    LOCKED = "locked"


class UserRow(Base):
    """`bureau` is where the person works, None: in no bureau alone. `second_factor_step` is the newest code's, which
    opens nothing again.
    """

    __tablename__ = "user"
    __table_args__ = (
        CheckConstraint("(second_factor IS NULL) = (second_factor_at IS NULL)", name="second_factor"),
        CheckConstraint("(second_factor IS NULL) = (second_factor_step IS NULL)", name="second_factor_step"),
    )

    name: Mapped[Code] = mapped_column(primary_key=True)
    full_name: Mapped[str] = mapped_column(Text)
    bureau: Mapped[Code | None]
    state: Mapped[UserState] = mapped_column(choice(UserState, "state"))
    password_hash: Mapped[Code]
    password_at: Mapped[Moment]
    must_change: Mapped[bool]
    second_factor: Mapped[bytes | None] = mapped_column(LargeBinary)
    second_factor_at: Mapped[datetime | None] = mapped_column(Time())
    second_factor_step: Mapped[int | None] = mapped_column(BigInteger)
    created_at: Mapped[Moment]
    created_by: Mapped[Code]
    signed_in_at: Mapped[datetime | None] = mapped_column(Time())


class GrantRow(Base):
    __tablename__ = "grant"

    user: Mapped[Code] = mapped_column(ForeignKey("user.name"), primary_key=True)
    role: Mapped[Role] = mapped_column(choice(Role, "role"), primary_key=True)
    bureau: Mapped[Code] = mapped_column(primary_key=True)
    at: Mapped[Moment]
    granted_by: Mapped[Code]


class BackupCodeRow(Base):
    """A code that stands in for the device once."""

    __tablename__ = "backup_code"
    __table_args__ = (*hashes("hash"),)

    user: Mapped[Code] = mapped_column(ForeignKey("user.name"), primary_key=True)
    hash: Mapped[Hash] = mapped_column(primary_key=True)
    used_at: Mapped[datetime | None] = mapped_column(Time())
