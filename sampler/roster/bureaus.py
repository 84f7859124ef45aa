"""The bureaus of an authority, and the words that files use for each of them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sampler.codes.folding import fold_word
from sampler.name import NAME
from sampler.registry import Field, Problem, Row, Table, read_table

BETWEEN_WORDS = re.compile(r"[、,，;；|/]+")
LEVELS = 8  # of offices one above the other; there are five from the state to a town

FIELDS = (
    Field(name="bureau", aliases=("监管所编码", "监管所代码", "监管所编号", "编码", "代码", "code", "bureau_code")),
    Field(name="name", aliases=("监管所名称", "监管所", "名称", "单位名称", "bureau_name")),
    Field(name="aliases", aliases=("别名", "其他名称", "又名", "简称", "alias"), required=False),
    Field(name="parent", aliases=("上级", "上级编码", "上级代码", "上级单位编码", "上级单位"), required=False),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bureau:
    """A local office: its code, its name, the other words that files use for it, the code of the office above it."""

    code: str
    name: str
    aliases: tuple[str, ...] = ()
    parent: str | None = None

    @property
    def words(self) -> tuple[str, ...]:
        """Every word that means it."""
        return (self.code, self.name, *self.aliases)


@dataclass(frozen=True, slots=True)
class Bureaus:
    """The list of an authority's bureaus; no word means two of them.

    >>> listed = Bureaus((Bureau(code="410212101", name="陈留市场监管所", aliases=("陈留所",)),))
    >>> listed.resolve(" 陈留所 "), listed.resolve("410212101"), listed.resolve("城关所"), listed.name("410212101")
    ('410212101', '410212101', None, '陈留市场监管所')
    """

    entries: tuple[Bureau, ...]
    by_word: Mapping[str, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_word = {fold_word(word): bureau.code for bureau in self.entries for word in bureau.words}
        object.__setattr__(self, "by_word", by_word)

    def resolve(self, word: str) -> str | None:
        """The code of the bureau that a file's word means: its code, its name or another of its names."""
        return self.by_word.get(fold_word(word))

    def name(self, code: str) -> str:
        """The name of a bureau; a code that is not listed is its own name."""
        return next((bureau.name for bureau in self.entries if bureau.code == code), code)


def read_bureaus(path: Path) -> Bureaus:
    """The list of bureaus in a file: code, name, other names (joined by 、), the code of the office above.

    Raises `Invalid("file_problems")` with every bad cell: bureau_missing, bureau_code_malformed, bureau_repeated,
    name_missing, bureau_word_taken (a word that already means another bureau), parent_malformed, parent_too_deep (more
    than `LEVELS` above each other, or in a circle); and `Invalid("rows_missing")` where it lists none.
    """
    table = read_table(path, FIELDS)
    bureaus = tuple(_bureau(row) for row in table.rows)
    cells = (problem for row in table.rows for problem in _problems(table, row))
    table.refuse([*cells, *_taken(table, bureaus), *_too_deep(table)])
    table.require_rows()
    return Bureaus(bureaus)


def _bureau(row: Row) -> Bureau:
    aliases = (word.strip() for word in BETWEEN_WORDS.split(row["aliases"]))
    return Bureau(
        code=row["bureau"],
        name=row["name"],
        aliases=tuple(word for word in aliases if word),
        parent=row["parent"] or None,
    )


def _problems(table: Table, row: Row) -> Iterator[Problem]:
    if not row["bureau"]:
        yield table.problem(row, "bureau", "bureau_missing")
    elif not NAME.fullmatch(row["bureau"]):
        yield table.problem(row, "bureau", "bureau_code_malformed")
    if not row["name"]:
        yield table.problem(row, "name", "name_missing")
    if row["parent"] and not NAME.fullmatch(row["parent"]):
        yield table.problem(row, "parent", "parent_malformed")


def _taken(table: Table, bureaus: tuple[Bureau, ...]) -> Iterator[Problem]:
    """Codes that come twice, and words that mean two bureaus."""
    owner: dict[str, str] = {}
    for row, bureau in zip(table.rows, bureaus, strict=True):
        if bureau.code and owner.get(fold_word(bureau.code)) == bureau.code:
            yield table.problem(row, "bureau", "bureau_repeated")
            continue
        for name, words in (("bureau", (bureau.code,)), ("name", (bureau.name,)), ("aliases", bureau.aliases)):
            for word in filter(None, words):
                if owner.setdefault(fold_word(word), bureau.code) != bureau.code:
                    yield table.problem(row, name, "bureau_word_taken", word)


def _too_deep(table: Table) -> Iterator[Problem]:
    parents = {row["bureau"]: row["parent"] for row in table.rows if row["bureau"]}
    for row in table.rows:
        above = row["bureau"]
        for _ in range(LEVELS):
            above = parents.get(above, "")
        if above:
            yield table.problem(row, "parent", "parent_too_deep")
