"""Papers that were made: their bytes lie in the content-addressed store under `sha256` (sampler/files.py)."""

from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from sampler.store.tables.base import Base
from sampler.store.types import Code, Hash, Moment, choice, hashes, words


class PaperKind(StrEnum):
    """锁定公告 抽查名单公告 任务单 抽查结果公示 公示数据 会议记录."""

    NOTICE = "notice"
    TARGET_LIST = "target_list"
    PACKET = "packet"
    PUBLICATION = "publication"
    OPEN_DATA = "open_data"
    MINUTES = "minutes"


class PaperRow(Base):
    """`name` is what a reader downloads; a newer `version` of it stands beside the old one."""

    __tablename__ = "paper"
    __table_args__ = (*hashes("sha256"), CheckConstraint("bytes >= 0 AND version >= 1", name="counts"))

    draw_id: Mapped[Code] = mapped_column(ForeignKey("draw.draw_id"), primary_key=True)
    name: Mapped[str] = mapped_column(words(), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[PaperKind] = mapped_column(choice(PaperKind, "kind"))
    bureau: Mapped[Code | None]
    bytes: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[Hash]
    public: Mapped[bool]
    at: Mapped[Moment]
