"""Column types that mean the same on SQLite and PostgreSQL.

SQLite checks neither lengths nor words and knows no time zone, PostgreSQL sorts text by the words of a language: codes
and hashes carry their own CHECKs and compare as bytes, times go in and come out as aware UTC.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated

from sqlalchemy import CheckConstraint, DateTime, Dialect, Enum, String, TypeDecorator
from sqlalchemy.orm import mapped_column


class Time(TypeDecorator[datetime]):
    """A moment in UTC, to the microsecond. A naive value is a mistake of the caller and is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise TypeError("a time without its zone cannot be stored")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def words() -> String:
    """Text compared byte by byte: what SQLite does anyway is COLLATE "C" on PostgreSQL.

    It has no length, since SQLite would not enforce one: the method checks its names before they come here.
    """
    return String().with_variant(String(collation="C"), "postgresql")


def choice(kind: type[StrEnum], name: str) -> Enum:
    """A closed choice, kept as its word, with a CHECK named after it."""
    return Enum(
        kind,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=32,
        values_callable=lambda members: [member.value for member in members],
    )


def hashes(*columns: str) -> Sequence[CheckConstraint]:
    """64 characters in each of these columns."""
    return [CheckConstraint(f"length({column}) = 64", name=column) for column in columns]


Moment = Annotated[datetime, mapped_column(Time())]
Code = Annotated[str, mapped_column(words())]
Hash = Annotated[str, mapped_column(words())]  # with `hashes` in the table's arguments
