"""The local offices that inspect (监管所). `parent` may be an office that is not listed here.

No word means two bureaus that live; the act asks, since a name may pass from one to another in one list.
"""

from sqlalchemy import JSON, Text, false
from sqlalchemy.orm import Mapped, mapped_column

from sampler.store.tables.base import Base
from sampler.store.types import Code


class BureauRow(Base):
    __tablename__ = "bureau"

    code: Mapped[Code] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    aliases: Mapped[list[str]] = mapped_column(JSON)
    parent: Mapped[Code | None]
    retired: Mapped[bool] = mapped_column(default=False, server_default=false())
