"""Check a draw, or an authority's whole chain of entries, against SSJ1. One file, Python 3.11 or later, nothing else.

    python3 -I -S verify.py RECORD_FOLDER… [--chain CHAIN_FOLDER] [--json]
        [--now TIME] [--tsa-root PEM] [--public-value VALUE]
    python3 -I -S verify.py --proof PROOF RECORD_FOLDER|NOTICE [--json]

**The rule in short.** Before anybody can know the seed, the authority publishes a notice (`00-notice.txt`) with the
hash of the frame: the list of all entities that can be drawn. Then a public value is made, by dice before witnesses.
The seed is the hash of notice, public value and salt; every entity's ticket is the hash of the seed and its id; in
each stratum the lowest tickets are drawn; a second row of hashes says who inspects whom. So the notice fixes the list
before the seed, the seed fixes the sample, and everything can be computed again. This file does that, written from
the text of SSJ1 alone and not from the program that draws, so that the two test each other.

**How to read it.** RULES below has a sentence for each rule. A `Check` is one rule at one file, with what the rule
expects and what was found: it holds where the two are equal. A `Caution` is what the reader must know though no rule
is broken. `check_folder` takes a record folder through section 9, `check_chain` an authority's entries through
section 2, `check_proof` a proof of inclusion. Where a check fails, what could only repeat it is left out.

**What it cannot show**: that the registry was complete and its entities rightly typed, that the dice were fair, that
nobody held back a notice nobody saw, who the people behind opaque numbers are. Exit status: 0 every check holds,
1 a check fails, 2 usage, 3 the answer cannot be written.
"""

import argparse
import hashlib
import json
import os
import re
import shutil
import subprocess  # only for `openssl ts`, which reads time-stamp tokens
import sys
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from itertools import islice
from typing import NoReturn

# ============ The rules: name → section of SSJ1, English, Chinese ============

RULES = {
    "readable": ("3", "the folder and its files can be read", "文件夹和文件可读"),
    "stray": ("3", "nothing else lies in the folder", "没有多余的文件"),
    "plain": ("3", "a plain file, no link and no folder", "须为普通文件，不得是链接或目录"),
    "present": ("3", "every file of the folder's stage is there", "本阶段的文件齐全"),
    "bytes": ("1", "UTF-8, LF at the end, no control or direction character, no BOM, no |", "字节规则"),
    "kind": ("2", "begins with SSJ1 and the kind that belongs here", "条目种类正确"),
    "keys": ("2, 3", "every key once, in the order given, and no other", "键名、次序正确，不多不少不重"),
    "values": ("1, 2, 3", "every value is written as its key asks", "键值格式正确"),
    "table": ("1, 3", "fields well-formed, lines sorted, none twice", "表格格式正确、有序、不重复"),
    "frame_sha256": ("3", "the notice names the hash of the frame", "抽样框与公告的指纹一致"),
    "inspectors_sha256": ("3", "the notice names the hash of the inspectors", "检查人员表与公告的指纹一致"),
    "recusals_sha256": ("3", "the notice names the hash of the recusals", "回避表与公告的指纹一致"),
    "excluded_sha256": ("3", "the notice names the hash of the excluded", "剔除表与公告的指纹一致"),
    "registry_sha256": ("3", "the notice names the hash of all ids", "名录库全部代码的指纹一致"),
    "frame_merkle": ("3", "the notice names the Merkle root of the frame", "抽样框的默克尔根一致"),
    "numbers_of_lines": ("3", "the notice's numbers are those of the tables", "公告的户数与表格一致"),
    "counts": ("3", "count.* are the frame's strata and their entities", "各层户数与抽样框一致"),
    "strata": ("3", "size.* are the frame's strata and no other", "各层均有且只有一个样本量"),
    "excluded_apart": ("3", "no excluded entity stands in the frame", "剔除的主体不在抽样框内"),
    "recusals_known": ("3", "each recusal's inspector and entity are listed", "回避的人员和主体均在册"),
    "team_files": ("3", "team_size 0: files 11 and 12 are 0 bytes", "每户人数为 0 时人员表、回避表为空"),
    "team_feasible": ("8", "every entity of the frame has inspectors enough", "抽样框内每户都有足够的检查人员"),
    "salt_and_open_by": ("3", "salt_sha256 and a later open_by, or neither", "密封抽取须有盐的指纹和揭示期限"),
    "drand_round": ("5", "the drand round is later than at and seed_at", "信标轮次晚于公告"),
    "times": ("9", "at < seed_at ≤ ceremony's at ≤ outcome's at", "时间次序正确"),
    "numbers": ("2", "entries stand in order; a sealed draw's outcome follows at once", "条目编号次序正确"),
    "same_draw": ("2", "authority and draw_id are those of the draw", "机关和摇号编号一致"),
    "of": ("2", "of is the hash of the entry it speaks of", "所指条目的指纹一致"),
    "prev": ("2", "prev is the hash of the entry before", "前一条目的指纹一致"),
    "record": ("2", "the outcome names the hash of SHA256SUMS", "结果条目与 SHA256SUMS 的指纹一致"),
    "sums_files": ("3", "SHA256SUMS lists the files 00 to 50, sorted", "SHA256SUMS 所列文件正确"),
    "sums": ("9", "the file has the hash that SHA256SUMS names", "文件与 SHA256SUMS 一致"),
    "public_value": ("5", "the public value has the notice's format", "公共值格式正确"),
    "public_value_given": ("9", "the public value is the one given with --public-value", "公共值与给定的一致"),
    "seed_text": ("5", "the seed text is made of notice, public value, salt", "种子文本由公告、公共值和盐组成"),
    "salt": ("5", "the salt has the hash that the notice names", "盐与公告的指纹一致"),
    "sizes_recomputed": ("4", "strata, N and n recomputed", "各层户数和样本量重算一致"),
    "cutoffs_recomputed": ("6", "cutoffs recomputed", "截止票号重算一致"),
    "sample_recomputed": ("6", "the sample recomputed from the seed", "抽取名单按种子重算一致"),
    "assignments_recomputed": ("8", "the teams recomputed from the seed", "检查人员按种子重算一致"),
    "token": ("3", "the time-stamp token proves the notice before seed_at", "时间戳证明公告早于摇号"),
    "entries": ("2", "the chain holds an entry", "链上有条目"),
    "place": ("2", "the entry lies where its kind and number belong", "条目存放位置正确"),
    "authority": ("2", "one chain, one authority", "一条链只属一个机关"),
    "fork": ("2", "no two entries with one number or one prev", "链不得分叉"),
    "gap": ("2", "numbered from 1 without a gap", "编号从 1 起连续"),
    "at": ("2", "at is never before the previous entry's", "时间不早于前一条目"),
    "draw_id": ("2", "a draw_id is used by one draw", "摇号编号不得重用"),
    "order": ("2", "the draw's entries come in the order allowed", "同一摇号的条目次序合规"),
    "rehearsal_unpublished": ("2", "a rehearsal gets no publication", "演练不得公示"),
    "outcome_in_time": ("2", "outcome or void within 24 h of seed_at", "24 小时内有结果或作废"),
    "opened_in_time": ("2", "a sealed draw is opened by open_by", "密封抽取按期揭示"),
    "opened_files": ("5", "files 20 to 50 are public from the opening on", "揭示后文件齐全"),
    "record_rebuilt": ("5", "the sealed outcome is bound to what the salt gives", "按盐重建的存档与结果条目一致"),
    "redraw_of": ("3", "redraw_of is a draw that was void before", "所重做的摇号此前已作废"),
    "attached": ("2", "the entry's table is there", "条目的附表齐全"),
    "changes_sha256": ("2", "the entry names the hash of changes.tsv", "变更表与条目的指纹一致"),
    "files_sha256": ("2", "the entry names the hash of files.tsv", "文件表与条目的指纹一致"),
    "salt_line": ("5", "changes.tsv ends with the salt while sealed, not after", "密封期间变更表末行为盐"),
    "changes_recomputed": ("7, 8", "the changes recomputed from the seed", "变更按种子重算一致"),
    "files_listed": ("2", "files.tsv: at least one file; 0 bytes for a withdrawal", "公示文件表正确"),
}

CAUTIONS = {
    "commitment_unproven": ("commitment unproven: nothing shows the notice was public before seed_at", "承诺未证实"),
    "commitment_by_chain": ("proven if you trust who kept this chain since before seed_at", "承诺以所给的链为据"),
    "commitment_by_token": ("the notice was there when the time-stamp token was made", "时间戳产生时公告已存在"),
    "public_value_not_compared": ("public value not compared with its source", "公共值未与来源核对"),
    "rehearsal": ("a rehearsal proves nothing", "演练，不证明任何事"),
    "not_by_chance": ("not by chance: n = N, the whole stratum is drawn", "全部抽取，并非随机"),
    "few_inspectors": ("entities had fewer than team_size + 2 eligible inspectors", "可选检查人员过少的户数"),
    "reassigned_again": ("entities reassigned more than once", "多次更换检查人员"),
    "voided_late": ("voided when the seed could be known", "种子可知之后作废"),
    "drand_time_unknown": ("this drand chain is not known here: its rounds' times are unchecked", "信标时间未核对"),
    "sealed": ("sealed: the changes cannot be recomputed before the opening", "尚未揭示，变更未重算"),
    "sealed_files": ("sealed and not opened, yet the files are here", "尚未揭示而文件在此"),
    "beyond_chain": ("the chain given ends before this entry's predecessor", "所给的链未及此条目"),
    "not_read": ("not part of a chain: not read", "不属于链，未读"),
}

# ============ The verdict ============

HOLDS = "holds"
LONG = 200  # characters of a value that are shown


class Phrase:
    """A template and what stands in its places, so that it can be said in any language; before it a `line`, if any.

    >>> str(Phrase("{fields} fields, not {columns}", line=7, fields=2, columns=3))
    'line 7: 2 fields, not 3'
    """

    def __init__(self, template: str, /, **params: object) -> None:
        self.template, self.params = template, params

    def __str__(self) -> str:
        lead = "line {line}: " if "line" in self.params else ""
        return (lead + self.template).format(**self.params)

    def as_shown(self, most: int | None = None) -> dict[str, str | int]:
        """The parameters as they are shown, of each text the first `most` characters."""
        return {k: value if isinstance(value, int) else shown(str(value)[:most]) for k, value in self.params.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One rule at one file. `fault` and `params`: what is wrong, as a template and what stands in its places, also the
    `line` of the file and how many `more` faults there are; empty where the rule holds or two values differ."""

    name: str
    file: str
    expected: str
    found: str
    fault: str = ""
    params: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        return self.expected == self.found


@dataclass(frozen=True, slots=True, kw_only=True)
class Caution:
    """What the reader must know though no rule is broken; `detail` is `template` with `params` in its places."""

    name: str
    file: str
    detail: str
    template: str
    params: Mapping[str, str | int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of the chain. `table` is its changes.tsv or files.tsv, None where that is not there."""

    kind: str
    file: str
    hash: str
    values: Mapping[str, str]
    table: bytes | None = None

    @property
    def number(self) -> int:
        return int(self.values["number"])

    @property
    def at(self) -> str:
        return self.values["at"]

    @property
    def sealed(self) -> bool:
        return bool(self.values["salt_sha256"])

    @property
    def table_file(self) -> str:
        return self.file.removesuffix(ENTRY) + TABLE_OF.get(self.kind, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Everything that was checked and seen; `ok` only where every check holds.

    `counted`: caution → of how many it is to be said; section 9 asks for some numbers also where they are 0.
    """

    checks: list[Check] = field(default_factory=list)
    cautions: list[Caution] = field(default_factory=list)
    counted: Counter[str] = field(default_factory=Counter)
    stages: dict[str, str] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    proven: list[str] = field(default_factory=list)  # lines of the frame

    @property
    def ok(self) -> bool:
        return bool(self.checks) and all(check.ok for check in self.checks)

    @property
    def failures(self) -> list[Check]:
        return [check for check in self.checks if not check.ok]

    @property
    def authority(self) -> str:
        return ", ".join(sorted({entry.values["authority"] for entry in self.entries}))

    @property
    def first_entry(self) -> str | None:
        return next((entry.hash for entry in self.entries if entry.number == 1), None)

    @property
    def last_number(self) -> int | None:
        return max((entry.number for entry in self.entries), default=None)

    def same(self, name: str, file: str, expected: str, found: str, fault: Phrase | None = None, more: int = 0) -> bool:
        """Check that `found` is `expected`; long values are shown from where they part."""
        texts = contrast(expected, found)
        check = Check(name=name, file=shown(file), expected=texts[0], found=texts[1])
        if fault:
            params = fault.as_shown(LONG) | ({"more": more} if more else {})
            check = replace(check, fault=fault.template, params=params)
        self.checks.append(check)
        return expected == found

    def faultless(self, name: str, file: str, faults: Iterable[Phrase | None]) -> bool:
        """Check that there are no faults; the first is shown and the rest counted, up to a thousand."""
        some = list(islice(filter(None, faults), 1000))
        if not some:
            return self.same(name, file, HOLDS, HOLDS)
        rest = f" (and {len(some) - 1} more)" if len(some) > 1 else ""
        return self.same(name, file, HOLDS, str(some[0])[:LONG] + rest, some[0], len(some) - 1)

    def require(self, name: str, file: str, holds: bool, template: str, /, **params: object) -> bool:
        return self.faultless(name, file, [] if holds else [Phrase(template, **params)])

    def caution(self, name: str, file: str, template: str = "", /, **params: object) -> None:
        said = Phrase(template, **params)
        caution = Caution(
            name=name, file=shown(file), detail=shown(str(said)), template=template, params=said.as_shown()
        )
        self.cautions.append(caution)


def shown(text: str) -> str:
    r"""`text` on one line, with nothing in it that could act on a terminal; no two texts are shown alike.

    >>> print(shown("a\n\\\u202eb"))
    a\n\\\u202eb
    """
    return "".join(c if c.isprintable() and c != "\\" else c.encode("unicode_escape").decode() for c in text)


def contrast(expected: str, found: str) -> tuple[str, str]:
    """Both as they are shown: whole where short, else the stretch where they begin to differ."""
    start = 0
    if expected != found and max(len(expected), len(found)) > LONG:
        parts = (i for i, (a, b) in enumerate(zip(expected, found, strict=False)) if a != b)
        start = max(0, next(parts, min(len(expected), len(found))) - LONG // 4)
    lead = "…" if start else ""
    return lead + shown(expected[start : start + LONG]), lead + shown(found[start : start + LONG])


# ============ Section 1: bytes ============

POSITIVE = r"[1-9][0-9]{0,8}"
INTEGER = rf"(?:0|{POSITIVE})"
HASH = r"[0-9a-f]{64}"
NAME = r"[0-9A-Za-z._-]{1,64}"
STRATUM = r"[a-z]+(?:/[0-9A-Za-z._-]+)*"
ID = r"(?!.{65})(?:[0-9A-Z]{18}|R:[0-9]{15}|X:[0-9A-Z.-]+:[0-9A-Z:.-]+)"
TIME = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z"
TEXT = r".+"
ZEROS = "0" * 64

# What no file holds. A field holds no `|`, and a TAB stands between two fields and nowhere else.
IN_TABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069|]")
IN_ENTRY = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069|]")


def H(x: str | bytes) -> str:
    return hashlib.sha256(x.encode() if isinstance(x, str) else x).hexdigest()


def seconds(time: str) -> int:
    """Seconds since 1970 of a UTC time; ValueError where there is no such time.

    >>> seconds("1970-01-02T00:00:00Z")
    86400
    """
    return int(datetime.strptime(time, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC).timestamp())


def is_time(text: str) -> bool:
    try:
        return re.fullmatch(TIME, text) is not None and seconds(text) is not None
    except ValueError:
        return False


def text_of(verdict: Verdict, file: str, data: bytes, never: re.Pattern[str]) -> str | None:
    """The text of a file that keeps the byte rules, else None."""
    return data.decode() if verdict.faultless("bytes", file, [byte_fault(data, never)]) else None


def byte_fault(data: bytes, never: re.Pattern[str]) -> Phrase | None:
    if data.startswith(b"\xef\xbb\xbf"):
        return Phrase("begins with a byte order mark")
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        return Phrase("not UTF-8", line=1 + data.count(10, 0, error.start))
    if found := never.search(text):
        line = 1 + text.count("\n", 0, found.start())
        return Phrase("{character} does not belong here", line=line, character=f"U+{ord(found[0]):04X}")
    return None if not data or data.endswith(b"\n") else Phrase("does not end with LF")


# ============ Sections 2 and 3: entries, key by key ============

HEAD = ("authority", "number", "prev", "at", "draw_id")
FURTHER = {
    "ceremony": ("of", "public_value"),
    "outcome": ("of", "record"),
    "void": ("of", "reason", "approved_by", "salt"),
    "opening": ("of", "salt"),
    "replacement": ("of", "changes_sha256", "approved_by"),
    "reassignment": ("of", "changes_sha256", "approved_by"),
    "publication": ("of", "files_sha256", "reason", "approved_by"),
    "correction": ("of", "files_sha256", "reason", "approved_by"),
    "withdrawal": ("of", "files_sha256", "reason", "approved_by"),
}
BEFORE_STRATA = (
    "registry_sha256", "registry_count", "frame_count", "frame_sha256", "frame_merkle",
    "excluded_count", "excluded_sha256", "inspectors_sha256", "recusals_sha256",
)  # fmt: skip
AFTER_STRATA = (
    "min_per_stratum", "team_size", "replace", "salt_sha256", "open_by", "redraw_of",
    "seed_format", "seed_source", "seed_at",
)  # fmt: skip
ENTRY = "entry.txt"
TABLE_OF = {
    "replacement": "changes.tsv", "reassignment": "changes.tsv",
    "publication": "files.tsv", "correction": "files.tsv", "withdrawal": "files.tsv",
}  # fmt: skip

VALUES = {
    "authority": NAME, "number": POSITIVE, "prev": HASH, "at": TIME, "draw_id": NAME,
    "of": HASH, "public_value": TEXT, "record": HASH, "reason": TEXT, "approved_by": NAME,
    "salt": f"(?:{HASH})?", "changes_sha256": HASH, "files_sha256": HASH,
    "registry_sha256": HASH, "registry_count": POSITIVE, "frame_count": POSITIVE, "frame_sha256": HASH,
    "frame_merkle": HASH, "excluded_count": INTEGER, "excluded_sha256": HASH,
    "inspectors_sha256": HASH, "recusals_sha256": HASH, "count": POSITIVE, "size": f"{POSITIVE}(?:/{POSITIVE})?",
    "min_per_stratum": POSITIVE, "team_size": INTEGER, "replace": "(?:[^,]+(?:,[^,]+)*)?",
    "salt_sha256": f"(?:{HASH})?", "open_by": f"(?:{TIME})?", "redraw_of": f"(?:{HASH})?",
    "seed_format": rf"digits:(?:1[2-9]|[2-9][0-9]|[1-9][0-9]{{2,8}})|drand:{HASH}:{POSITIVE}|rehearsal",
    "seed_source": TEXT, "seed_at": TIME,
    ("publication", "reason"): "", ("opening", "salt"): HASH,
}  # fmt: skip


def read_entry(verdict: Verdict, file: str, data: bytes, kinds: Collection[str]) -> Entry | None:
    """The entry that a file holds, None where it is not one. `kinds`: those that may lie here."""
    text = text_of(verdict, file, data, IN_ENTRY)
    if text is None:
        return None
    first, *lines = text.split("\n")[:-1] or [""]
    kind = first.removeprefix("SSJ1 ")
    if not verdict.require("kind", file, first == f"SSJ1 {kind}" and kind in kinds, "{text}", line=1, text=first):
        return None
    pairs = [line.partition("=") for line in lines]
    keys = [key + equals for key, equals, _ in pairs]
    wanted = [key + "=" for key in keys_of(kind, [key for key, _, _ in pairs])]
    if not verdict.same("keys", file, " ".join(wanted), " ".join(keys)):
        return None
    values = {key: value for key, _, value in pairs}
    if not verdict.faultless("values", file, value_faults(kind, values)):
        return None
    return Entry(kind=kind, file=file, hash=H(data), values=values)


def keys_of(kind: str, read: Sequence[str]) -> list[str]:
    """The keys of an entry in their order; a notice has one count.* and size.* for each stratum it names."""
    if kind != "draw":
        return [*HEAD, *FURTHER[kind]]
    strata = [sorted({key for key in read if key.startswith(word)}) for word in ("count.", "size.")]
    return [*HEAD, *BEFORE_STRATA, *strata[0], *strata[1], *AFTER_STRATA]


def value_faults(kind: str, values: Mapping[str, str]) -> Iterator[Phrase]:
    for key, value in values.items():
        word, _, stratum = key.partition(".")
        pattern = VALUES[kind, key] if (kind, key) in VALUES else VALUES[word]
        good = re.fullmatch(pattern, value) is not None
        if word in ("at", "open_by", "seed_at") and value:
            good = good and is_time(value)
        if word == "size" and "/" in value:
            good = good and int(value.partition("/")[0]) <= int(value.partition("/")[2])
        if word == "replace":
            good = good and len(set(value.split(","))) == len(value.split(","))
        if not good or (stratum and not re.fullmatch(STRATUM, stratum)):
            yield Phrase("{key}={value}", key=key, value=value)
    if (values["number"] == "1") != (values["prev"] == ZEROS):
        yield Phrase("number={number} with prev={prev}", number=values["number"], prev=values["prev"])


# ============ Section 3: the folder and its tables ============

NOTICE, TOKEN, CEREMONY, OUTCOME = "00-notice.txt", "01-notice.tsr", "15-ceremony.txt", "60-outcome.txt"
FRAME, INSPECTORS, RECUSALS = "10-frame.tsv", "11-inspectors.tsv", "12-recusals.tsv"
EXCLUDED, SEED, STRATA = "13-excluded.tsv", "20-seed.txt", "30-strata.tsv"
SAMPLE, ASSIGNMENTS, SUMS = "40-sample.tsv", "50-assignments.tsv", "SHA256SUMS"

FROZEN_FILES = (NOTICE, FRAME, INSPECTORS, RECUSALS, EXCLUDED)
LISTED_FILES = (*FROZEN_FILES, CEREMONY, SEED, STRATA, SAMPLE, ASSIGNMENTS)  # those that SHA256SUMS lists
RESULT_FILES = (SEED, STRATA, SAMPLE, ASSIGNMENTS, SUMS)  # public from the opening of a sealed draw on
LARGE_FILES = (FRAME, RECUSALS, EXCLUDED, STRATA, SAMPLE, ASSIGNMENTS)  # they grow with the frame
STAGES = {
    "frozen": FROZEN_FILES,
    "ceremony": (*FROZEN_FILES, CEREMONY),
    "sealed": (*FROZEN_FILES, CEREMONY, OUTCOME),
    "drawn": (*LISTED_FILES, SUMS, OUTCOME),
}
FIRST, FIRST_TWO, LAST, WHOLE, NOTHING = slice(1), slice(2), slice(-1, None), slice(None), slice(0)
# file → its columns, and those of which no two lines have the same
TABLES = {
    FRAME: ((ID, STRATUM, NAME), FIRST),
    INSPECTORS: ((NAME, rf"\*|{NAME}"), FIRST),
    RECUSALS: ((NAME, ID, TEXT), FIRST_TWO),
    EXCLUDED: ((ID, TEXT), FIRST),
}
DIGESTS = {
    "frame_sha256": FRAME,
    "inspectors_sha256": INSPECTORS,
    "recusals_sha256": RECUSALS,
    "excluded_sha256": EXCLUDED,
}

Row = tuple[str, ...]


@dataclass(slots=True, kw_only=True)
class Record:
    """A record folder as far as it could be read. `label` stands before each file name in what is printed.

    A chain can have hundreds of draws: once a folder is checked, only the hashes of its large files stay.
    """

    label: str
    path: str
    files: dict[str, bytes]
    hashes: dict[str, str]  # of every file that was read
    entries: dict[str, Entry] = field(default_factory=dict)  # kind → entry
    tables: dict[str, list[Row]] = field(default_factory=dict)
    stage: str = "frozen"
    vouched: set[str] = field(default_factory=set)  # files that are what another file of the folder asks for
    sound: bool = False  # the draw can be computed from notice and tables

    @property
    def inspectors(self) -> dict[str, str]:
        return {row[0]: row[1] for row in self.tables[INSPECTORS]}

    def file(self, name: str) -> str:
        return self.label + name

    def put_away(self) -> None:
        """Let go of the large files and their tables; the hashes stay."""
        for name in LARGE_FILES:
            self.files.pop(name, None)
            self.tables.pop(name, None)

    def take_again(self) -> Phrase | None:
        """Read again the large tables that a sound record's draw is computed from; why that cannot be, or None."""
        for name in (FRAME, RECUSALS):
            try:
                data = read_file(self.path, name)
            except OSError as error:
                return Phrase("{name}: {error}", name=name, error=error.strerror or "cannot be read")
            if H(data) != self.hashes[name]:
                return Phrase("{name}: changed while it was checked", name=name)
            self.tables[name] = rows_of(data.decode())
        return None


def listing(verdict: Verdict, path: str, label: str) -> list[tuple[str, str]] | None:
    """The names in a folder, sorted, each a "file", a "folder", or a "link" (and whatever else there may be); None
    where there is no folder that can be read, of which nothing more is to be said."""
    try:
        with os.scandir(path) as items:
            return sorted((item.name, kind_of(item)) for item in items)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        verdict.require("readable", label or path, False, "{error}", error=why)
        return None


def kind_of(item: os.DirEntry[str]) -> str:
    if item.is_file(follow_symlinks=False):
        return "file"
    return "folder" if item.is_dir(follow_symlinks=False) else "link"


def read_folder(verdict: Verdict, path: str, label: str, allowed: Collection[str]) -> dict[str, bytes] | None:
    """The plain files of a folder that belong there. Links, folders and other files are faults; None: no folder."""
    items = listing(verdict, path, label)
    if items is None:
        return None
    files: dict[str, bytes] = {}
    for name, kind in items:
        belongs = verdict.require("stray", label + name, name in allowed, "not a file of SSJ1")
        if belongs and verdict.require("plain", label + name, kind == "file", "a {thing}", thing=kind):
            try:
                files[name] = read_file(path, name)
            except OSError as error:
                verdict.require("readable", label + name, False, "{error}", error=error.strerror or "cannot be read")
    return files


def read_file(path: str, name: str) -> bytes:
    with open(os.path.join(path, name), "rb") as source:
        return source.read()


def read_table(
    verdict: Verdict, file: str, data: bytes, columns: Sequence[str], key: slice, order: slice = WHOLE, least: int = 0
) -> list[Row] | None:
    """The rows of a sorted table, None where it is not one. No two have one `key`; `order` is what is sorted. A row
    has every column, or where `least` is given at least so many."""
    text = text_of(verdict, file, data, IN_TABLE)
    if text is None:
        return None
    rows = rows_of(text)
    fault = next(table_faults(rows, columns, key, order, least or len(columns)), None)
    return rows if verdict.faultless("table", file, [fault]) else None


def rows_of(text: str) -> list[Row]:
    return [tuple(line.split("\t")) for line in text.split("\n")[:-1]]


def table_faults(rows: Sequence[Row], columns: Sequence[str], key: slice, order: slice, least: int) -> Iterator[Phrase]:
    # Rows compare like the bytes of their lines: code points order like their UTF-8, and TAB is below the rest.
    matches = [re.compile(column).fullmatch for column in columns]
    seen: set[Row] = set()
    last: Row = ()
    for number, row in enumerate(rows, 1):
        if not least <= len(row) <= len(columns):
            yield Phrase("{fields} fields, not {columns}", line=number, fields=len(row), columns=len(columns))
        elif not all(match(value) for match, value in zip(matches, row, strict=False)):
            yield Phrase("malformed: {row}", line=number, row=" ".join(row))
        if row[order] < last:
            yield Phrase("not sorted", line=number)
        if row[key] in seen:
            yield Phrase("stands twice: {row}", line=number, row=" ".join(row[key]))
        seen.add(row[key])
        last = row[order]


def check_folder(verdict: Verdict, path: str, label: str, public_value: str | None = None) -> Record:
    """A record folder by section 9, as far as its stage goes."""
    files = read_folder(verdict, path, label, {*STAGES["drawn"], TOKEN})
    if files is None:
        return Record(label=label, path=path, files={}, hashes={})
    hashes = {name: H(data) for name, data in files.items()}
    record = Record(label=label, path=path, files=files, hashes=hashes)
    for kind, name in (("draw", NOTICE), ("ceremony", CEREMONY), ("outcome", OUTCOME)):
        if name in record.files and (entry := read_entry(verdict, record.file(name), record.files[name], [kind])):
            record.entries[kind] = entry
            verdict.entries.append(entry)
    check_stage(verdict, record)
    for name, (columns, key) in TABLES.items():
        if name in record.files:
            rows = read_table(verdict, record.file(name), record.files[name], columns, key)
            if rows is not None:
                record.tables[name] = rows
    if notice := record.entries.get("draw"):
        check_entries(verdict, record, notice)
        check_notice(verdict, record, notice)
        check_tables(verdict, record, notice)
        check_seed(verdict, record, notice, public_value)
        check_result(verdict, record, notice)
        check_sums(verdict, record)
    return record


def check_stage(verdict: Verdict, record: Record) -> None:
    """A folder may end after the freeze, after the ceremony, and, sealed, after the outcome; else it is complete."""
    notice = record.entries.get("draw")
    results = any(name in record.files for name in RESULT_FILES)
    if results or OUTCOME in record.files:
        record.stage = "sealed" if notice and notice.sealed and not results else "drawn"
    elif CEREMONY in record.files:
        record.stage = "ceremony"
    verdict.stages[shown(record.path)] = record.stage
    for name in STAGES[record.stage]:
        verdict.require(
            "present", record.file(name), name in record.files, "missing at stage {stage}", stage=record.stage
        )


def claim(
    verdict: Verdict, name: str, by: str, about: str, claimed: str, actual: str, vouched: Collection[str]
) -> bool:
    """`by` names a hash of `about`. Where it is wrong one of the two was changed: the one that nothing vouches for.
    If nothing vouches for either, both are at fault; if both are vouched for, the speaker."""
    if claimed == actual or about not in vouched:
        verdict.same(name, about, claimed, actual)
    if claimed != actual and (by not in vouched or about in vouched):
        verdict.same(name, by, actual, claimed)
    return claimed == actual


def check_entries(verdict: Verdict, record: Record, notice: Entry) -> None:
    """Ceremony and outcome: of the notice and its draw, in order; prev where two of the three are neighbours."""
    ceremony, outcome = record.entries.get("ceremony"), record.entries.get("outcome")
    claims = [("of", entry, notice, entry.values["of"]) for entry in (ceremony, outcome) if entry]
    earlier, listed = notice, listed_ceremony(record, outcome)
    for entry, since in ((ceremony, notice.values["seed_at"]), (outcome, ceremony.at if ceremony else "")):
        if entry is None:
            continue
        for key in ("authority", "draw_id"):
            verdict.same("same_draw", entry.file, notice.values[key], entry.values[key])
        verdict.require("times", entry.file, since <= entry.at, "at {at} is before {before}", at=entry.at, before=since)
        gap = {"number": entry.number, "earlier": earlier.number}
        at_once = notice.sealed and earlier.kind == "ceremony"
        in_order = earlier.number + 1 == entry.number if at_once else earlier.number < entry.number
        verdict.require("numbers", entry.file, in_order, "number {number} after number {earlier}", **gap)
        if earlier.number + 1 == entry.number:
            claims.append(("prev", entry, earlier, entry.values["prev"]))
        else:
            apart = entry.values["prev"] != earlier.hash
            verdict.require("prev", entry.file, apart, "prev of number {number} after number {earlier}", **gap)
        earlier = entry
    record.vouched = {about.file for _, _, about, named in claims if named == about.hash}
    blame = record.vouched | listed
    for name, by, about, named in claims:
        claim(verdict, name, by.file, about.file, named, about.hash, blame)


def listed_ceremony(record: Record, outcome: Entry | None) -> set[str]:
    """The ceremony's file, where the outcome names SHA256SUMS and this names it: then a wrong `prev` is at fault."""
    line = f"{record.hashes.get(CEREMONY)}  {CEREMONY}\n"
    named = outcome is not None and outcome.values["record"] == record.hashes.get(SUMS)
    named = named and line.encode() in record.files[SUMS]
    return {record.file(CEREMONY)} if named else set()


def check_sums(verdict: Verdict, record: Record) -> None:
    """SHA256SUMS: the files 00 to 50 sorted by name, and the hash of each; the outcome names its hash."""
    data, outcome = record.files.get(SUMS), record.entries.get("outcome")
    if data is None:
        return
    file, vouched = record.file(SUMS), record.vouched
    if outcome and claim(verdict, "record", outcome.file, file, outcome.values["record"], record.hashes[SUMS], vouched):
        vouched.add(file)
    text = text_of(verdict, file, data, IN_ENTRY)
    if text is None:
        return
    listed = [re.fullmatch(f"({HASH})  (.+)", line) for line in text.split("\n")[:-1]]
    names = [line[2] if line else "?" for line in listed]
    verdict.same("sums_files", file, " ".join(LISTED_FILES), " ".join(names))
    for line in listed:
        if line and line[2] in LISTED_FILES and line[2] in record.files:
            claim(verdict, "sums", file, record.file(line[2]), line[1], record.hashes[line[2]], vouched)


# chain hash → time of round 1, seconds between rounds: the public networks of the League of Entropy
DRAND = {
    "8990e7a9aaed2ffed73dbd7092123d6f289930540d7651336225dc172e51b2ce": (1595431050, 30),  # default
    "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971": (1692803367, 3),  # quicknet
    "04f1e9062b8a81f848fded9c12306733282b2727ecced50032187751166ec8c3": (1727521075, 3),  # evmnet
}


def check_notice(verdict: Verdict, record: Record, notice: Entry) -> None:
    """What the notice must satisfy by itself."""
    value, file = notice.values, notice.file
    at, seed_at, salt_sha256, open_by = notice.at, value["seed_at"], value["salt_sha256"], value["open_by"]
    verdict.require("times", file, at < seed_at, "at {at}, seed_at {seed_at}", at=at, seed_at=seed_at)
    paired = (open_by > seed_at) if notice.sealed else not open_by
    pair = {"salt_sha256": salt_sha256, "open_by": open_by}
    verdict.require("salt_and_open_by", file, paired, "salt_sha256={salt_sha256} open_by={open_by}", **pair)
    form, _, beacon = value["seed_format"].partition(":")
    if form == "rehearsal":
        verdict.caution("rehearsal", file)
    if form == "drand":
        chain, _, round_number = beacon.partition(":")
        if chain not in DRAND:
            verdict.caution("drand_time_unknown", file, "{chain}", chain=chain)
            return
        start, period = DRAND[chain]
        made = start + (int(round_number) - 1) * period
        late = made > seconds(at) and made >= seconds(seed_at)
        told = {"round": round_number, "seconds": made}
        verdict.require("drand_round", file, late, "round {round} is made at {seconds} s after 1970", **told)


def check_tables(verdict: Verdict, record: Record, notice: Entry) -> None:
    """The notice's hashes, numbers and strata against files 10 to 13, and a full team for every entity."""
    for key, name in DIGESTS.items():
        file, hash = record.file(name), record.hashes.get(name)
        if hash is not None and claim(verdict, key, notice.file, file, notice.values[key], hash, record.vouched):
            record.vouched.add(file)
    if not all(name in record.tables and record.file(name) in record.vouched for name in TABLES):
        return  # what follows compares the same two sides again
    check_figures(verdict, record, notice)
    ids = {row[0] for row in record.tables[FRAME]}
    both = (Phrase("{entity} stands in the frame", entity=row[0]) for row in record.tables[EXCLUDED] if row[0] in ids)
    verdict.faultless("excluded_apart", record.file(EXCLUDED), both)
    people = record.inspectors
    unknown = (
        Phrase("{inspector} {entity}: unknown", inspector=inspector, entity=entity)
        for inspector, entity, _ in record.tables[RECUSALS]
        if inspector not in people or entity not in ids
    )
    verdict.faultless("recusals_known", record.file(RECUSALS), unknown)
    check_feasible(verdict, record, int(notice.values["team_size"]))


def check_figures(verdict: Verdict, record: Record, notice: Entry) -> None:
    """Numbers of lines, strata, Merkle root and the hash of all ids."""
    value, file = notice.values, notice.file
    frame, excluded = record.tables[FRAME], record.tables[EXCLUDED]
    keys = ("frame_count", "excluded_count", "registry_count")
    numbers = (len(frame), len(excluded), len(frame) + len(excluded))
    verdict.same("numbers_of_lines", file, " ".join(map(str, numbers)), " ".join(value[key] for key in keys))
    everybody = sorted(row[0] for row in (*frame, *excluded))
    verdict.same("registry_sha256", file, H("".join(f"{entity}\n" for entity in everybody)), value["registry_sha256"])
    verdict.same("frame_merkle", file, merkle_root(record.files[FRAME].split(b"\n")[:-1]), value["frame_merkle"])
    counted = sorted(Counter(row[1] for row in frame).items())
    counts, sizes = of_strata(value, "count"), of_strata(value, "size")
    record.sound = all((
        verdict.same("counts", file, " ".join(f"{s}={n}" for s, n in counted),
                     " ".join(f"{s}={n}" for s, n in counts.items())),
        verdict.same("strata", file, " ".join(s for s, _ in counted), " ".join(sizes)),
    ))  # fmt: skip


def of_strata(value: Mapping[str, str], word: str) -> dict[str, str]:
    """stratum → the value of its line count.<stratum> or size.<stratum>."""
    return {key.partition(".")[2]: text for key, text in value.items() if key.startswith(f"{word}.")}


def merkle_root(lines: Sequence[bytes]) -> str:
    """The tree of RFC 6962: neighbours are joined level by level, and one that has no neighbour goes up as it is."""
    level = [hashlib.sha256(b"\0" + line).digest() for line in lines] or [hashlib.sha256().digest()]
    while len(level) > 1:
        pairs = zip(level[::2], level[1::2], strict=False)
        joined = [hashlib.sha256(b"\1" + left + right).digest() for left, right in pairs]
        level = joined + level[len(joined) * 2 :]
    return level[0].hex()


def check_feasible(verdict: Verdict, record: Record, team_size: int) -> None:
    """With team_size > 0 every entity of the frame needs that many inspectors; fewer than two more is said."""
    if team_size == 0:
        for name in (INSPECTORS, RECUSALS):
            verdict.require("team_files", record.file(name), not record.files[name], "not empty")
        return
    people = record.inspectors
    homes = Counter(people.values())
    bureaus = {entity: bureau for entity, _, bureau in record.tables[FRAME]}
    recused = Counter(
        entity
        for inspector, entity, _ in record.tables[RECUSALS]
        if people.get(inspector) in ("*", bureaus.get(entity))
    )
    eligible = {entity: homes[bureau] + homes["*"] - recused[entity] for entity, bureau in bureaus.items()}
    short = (
        Phrase("{entity}: {number} eligible", entity=entity, number=number)
        for entity, number in eligible.items()
        if number < team_size
    )
    verdict.faultless("team_feasible", record.file(INSPECTORS), short)
    few = sum(number < team_size + 2 for number in eligible.values())
    verdict.counted["few_inspectors"] += few
    if few:
        file = record.file(INSPECTORS)
        verdict.caution("few_inspectors", file, "{number} of {all} in the frame", number=few, all=len(eligible))


# ============ Sections 4 to 8: the draw ============


def size(entities: int, rule: str, least: int) -> int:
    """Section 4: how many of a stratum's entities are drawn.

    >>> size(9933, "3/100", 1), size(100, "7/100", 1), size(5, "9", 1), size(5, "1/100", 2)
    (298, 7, 5, 2)
    """
    p, _, q = rule.partition("/")
    wanted = (int(p) * entities + int(q) - 1) // int(q) if q else int(p)
    return min(entities, max(least, wanted))


def sizes_of(notice: Entry) -> dict[str, tuple[int, int]]:
    """stratum → its N and n, of a notice whose count.* and size.* name the same strata."""
    rules, least = of_strata(notice.values, "size"), int(notice.values["min_per_stratum"])
    counts = of_strata(notice.values, "count")
    return {s: (int(number), size(int(number), rules[s], least)) for s, number in counts.items()}


def seed_text(notice: Entry, public_value: str, salt: str) -> str:
    return f"SSJ1|seed|{notice.hash}|{public_value}|{salt}"


def salt_hash(salt: str) -> str:
    """What a notice says of a salt. What is no salt stands for itself: no notice can say that."""
    return H(salt) if re.fullmatch(HASH, salt) else salt


def public_value_fault(seed_format: str, value: str) -> Phrase | None:
    form, _, k = seed_format.partition(":")
    pattern = {"digits": "[0-9]+", "drand": HASH, "rehearsal": "[0-9A-Za-z.-]{1,64}"}[form]
    right_length = form != "digits" or len(value) == int(k)
    good = re.fullmatch(pattern, value) and right_length
    return None if good else Phrase("{value} is not {seed_format}", value=value, seed_format=seed_format)


RECOMPUTED = {
    "cutoffs_recomputed": STRATA,
    "sample_recomputed": SAMPLE,
    "assignments_recomputed": ASSIGNMENTS,
}


class Lottery:
    """Sections 6 to 8 for a sound record and a seed: the sample, the teams, and what later entries change."""

    def __init__(self, record: Record, seed_text: bytes) -> None:
        notice = record.entries["draw"]
        value = notice.values
        self.seed_text, self.seed = seed_text, H(seed_text)
        self.team_size = int(value["team_size"])
        self.reasons = set(value["replace"].split(",")) - {""}
        self.bureaus = {entity: bureau for entity, _, bureau in record.tables[FRAME]}
        self.recused = {(inspector, entity) for inspector, entity, _ in record.tables[RECUSALS]}
        self.pools: dict[str, list[str]] = defaultdict(list)
        for inspector, bureau in record.inspectors.items():
            self.pools[bureau].append(inspector)
        self.ranked: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for entity, stratum, _ in record.tables[FRAME]:
            self.ranked[stratum].append((self.hash("ticket", entity), entity))
        self.sizes = {stratum: n for stratum, (_, n) in sizes_of(notice).items()}
        self.used = dict(self.sizes)  # stratum → the last rank that entered
        self.places: dict[str, tuple[str, int]] = {}  # entity → its stratum and rank
        for stratum, n in self.sizes.items():
            self.ranked[stratum].sort()
            self.places |= {pair[1]: (stratum, i) for i, pair in enumerate(self.ranked[stratum][:n], 1)}
        self.loads: Counter[str] = Counter()
        self.unavailable: set[str] = set()
        self.replaced: set[str] = set()
        self.stood: dict[str, set[str]] = defaultdict(set)  # entity → everybody who ever stood in its team
        self.teams: dict[str, list[str]] = {}
        for entity in sorted(self.places, key=lambda entity: (self.hash("order", entity), entity)):
            self.fill(entity)

    def hash(self, word: str, *parts: str) -> str:
        return H("|".join(("SSJ1", word, self.seed, *parts)))

    def fill(self, entity: str) -> None:
        """Fill an entity's places one after the other."""
        self.teams[entity] = []
        while len(self.teams[entity]) < self.team_size and (inspector := self.next_inspector(entity)):
            self.teams[entity].append(inspector)
            self.stood[entity].add(inspector)
            self.loads[inspector] += 1

    def able(self, entity: str) -> list[str]:
        """Those who may still be sent to the entity."""
        barred = self.unavailable | self.stood[entity]
        pool = (*self.pools[self.bureaus[entity]], *self.pools["*"])
        return [who for who in pool if who not in barred and (who, entity) not in self.recused]

    def next_inspector(self, entity: str) -> str | None:
        """The least by (load, match hash, inspector) of those who may still be sent to the entity."""
        free = self.able(entity)
        least = min((self.loads[who] for who in free), default=0)
        tied = (who for who in free if self.loads[who] == least)
        return min(tied, key=lambda who: (self.hash("match", entity, who), who), default=None)

    def results(self) -> dict[str, bytes]:
        """Files 20 to 50 as they must be."""
        strata = [(s, str(len(self.ranked[s])), str(n), self.ranked[s][n - 1][0]) for s, n in self.sizes.items()]
        sample = [
            (stratum, str(rank), ticket, entity)
            for stratum, n in self.sizes.items()
            for rank, (ticket, entity) in enumerate(self.ranked[stratum][:n], 1)
        ]
        teams = [(entity, self.bureaus[entity], *team) for entity, team in self.teams.items()]
        tables: dict[str, Sequence[Row]] = {STRATA: strata, SAMPLE: sample, ASSIGNMENTS: teams}
        files = {name: "".join("\t".join(row) + "\n" for row in rows).encode() for name, rows in tables.items()}
        return {SEED: self.seed_text, **files}

    def change(self, kind: str, row: Row) -> str | Phrase:
        """A line of changes.tsv as it must be, or why it cannot be; who goes and why is taken from the line read."""
        return self.replace(row[4], row[5]) if kind == "replacement" else self.reassign(row[0], row[1], row[3])

    def replace(self, gone: str, reason: str) -> str | Phrase:
        """Section 7: the next rank of the stratum enters, with a full team or not at all."""
        if gone not in self.places:
            return Phrase("{entity} was not drawn", entity=gone)
        if gone in self.replaced:
            return Phrase("{entity} is replaced already", entity=gone)
        if reason not in self.reasons:
            return Phrase("{reason} is no reason of the notice", reason=reason)
        stratum, rank = self.places[gone][0], self.used[self.places[gone][0]] + 1
        if rank > len(self.ranked[stratum]):
            return Phrase("{stratum} is used up", stratum=stratum)
        ticket, entity = self.ranked[stratum][rank - 1]
        if len(self.able(entity)) < self.team_size:
            return Phrase("nobody is left")
        self.replaced.add(gone)
        self.used[stratum] = rank
        self.places[entity] = (stratum, rank)
        self.fill(entity)
        fields = (stratum, str(rank), ticket, entity, gone, reason, self.bureaus[entity], *self.teams[entity])
        return "\t".join(fields)

    def reassign(self, entity: str, old: str, reason: str) -> str | Phrase:
        """Section 8: the next of those who never stood in the team takes the place of `old`."""
        if old not in self.teams.get(entity, ()):
            return Phrase("{inspector} is not in the team of {entity}", inspector=old, entity=entity)
        new = self.next_inspector(entity)
        if new is None:
            return Phrase("nobody is left")
        self.teams[entity][self.teams[entity].index(old)] = new
        self.stood[entity].add(new)
        self.loads[old] -= 1
        self.loads[new] += 1
        if reason == "unavailable":
            self.unavailable.add(old)
        return "\t".join((entity, old, new, reason))


def check_seed(verdict: Verdict, record: Record, notice: Entry, given: str | None) -> None:
    """The public value has its format; the seed text names the notice, that value and a salt that fits."""
    ceremony, data = record.entries.get("ceremony"), record.files.get(SEED)
    if ceremony is None:
        return
    value = ceremony.values["public_value"]
    verdict.faultless("public_value", ceremony.file, [public_value_fault(notice.values["seed_format"], value)])
    if given is None:
        verdict.caution("public_value_not_compared", ceremony.file, "{value}", value=value)
    else:
        verdict.same("public_value_given", ceremony.file, given, value)
    if data is None:
        return
    found = data.decode(errors="backslashreplace")
    salt = found.rpartition("|")[2] if notice.sealed else ""
    if notice.sealed:
        verdict.same("salt", record.file(SEED), notice.values["salt_sha256"], salt_hash(salt))
    wanted = seed_text(notice, value, salt)
    agreed = {ceremony.file} if found.split("|")[3:4] == [value] else set()
    if claim(verdict, "seed_text", ceremony.file, record.file(SEED), wanted, found, record.vouched | agreed):
        record.vouched.add(record.file(SEED))


def check_result(verdict: Verdict, record: Record, notice: Entry) -> None:
    """Sizes, sample, cutoffs and assignments are those that frame, notice and seed give."""
    if not record.sound:
        return
    if whole := [stratum for stratum, (entities, n) in sizes_of(notice).items() if n == entities]:
        verdict.caution("not_by_chance", notice.file, "{strata}", strata=" ".join(whole))
    if SEED not in record.files:
        return
    results = Lottery(record, record.files[SEED]).results()
    if STRATA in record.files:
        sides = (text.decode(errors="backslashreplace") for text in (results[STRATA], record.files[STRATA]))
        ours, theirs = ([line.rpartition("\t")[0] for line in side.split("\n")] for side in sides)
        compare(verdict, "sizes_recomputed", record.file(STRATA), ours, theirs)
    for name, file in RECOMPUTED.items():
        if file in record.files:
            found = record.files[file].decode(errors="backslashreplace")
            if compare(verdict, name, record.file(file), results[file].decode().split("\n"), found.split("\n")):
                record.vouched.add(record.file(file))


def compare(verdict: Verdict, name: str, file: str, ours: Sequence[str], theirs: Sequence[str]) -> bool:
    """Two lists of lines are the same; else the first line that differs is shown."""
    if ours == theirs:
        return verdict.faultless(name, file, [])
    pairs = zip(ours, theirs, strict=False)
    at = next((i for i, (a, b) in enumerate(pairs) if a != b), min(len(ours), len(theirs)))
    wanted, found = (f"line {at + 1}: {side[at]}" if at < len(side) else f"only {at} lines" for side in (ours, theirs))
    if at == len(theirs):
        fault = Phrase("only {lines} lines, without {wanted}", lines=at, wanted=ours[at])
    elif at == len(ours):
        fault = Phrase("{text} is too much", line=at + 1, text=theirs[at])
    else:
        fault = Phrase("{text}, not {wanted}", line=at + 1, text=theirs[at], wanted=ours[at])
    return verdict.same(name, file, wanted, found, fault)


# ============ Section 3: when the notice was published ============

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
TOKEN_TIME = re.compile(r"^Time stamp: (\w{3}) +([0-9]{1,2}) ([0-9:]{8})(?:\.[0-9]+)? ([0-9]{4}) GMT\s*$", re.M)


def check_commitment(verdict: Verdict, record: Record, proven: Collection[str], root: str | None) -> None:
    """Proven by a chain somebody kept (`proven`: the hashes in it) or by a time-stamp token; else it's said."""
    notice = record.entries.get("draw")
    if notice is None:
        return
    why: Phrase | None = Phrase("no chain given that holds it and no 01-notice.tsr")
    if TOKEN in record.files and (openssl := shutil.which("openssl")):
        made, fault = read_token(openssl, os.path.join(record.path, TOKEN), notice, root)
        if fault or root is not None:
            verdict.faultless("token", record.file(TOKEN), [fault])
        if root is not None and not fault:
            verdict.caution("commitment_by_token", record.file(TOKEN), "{made}", made=made)
        why = Phrase("01-notice.tsr needs --tsa-root") if root is None else fault
    elif TOKEN in record.files:
        why = Phrase("openssl is not available")
    if why and notice.hash not in proven:
        verdict.caution("commitment_unproven", notice.file, why.template, **why.params)


def read_token(openssl: str, token: str, notice: Entry, root: str | None) -> tuple[str, Phrase | None]:
    """When the token was made, and why it does not prove the notice, or None. Its signer must have been good at the
    token's own time. Without a root only what is no token of a time before seed_at is a fault."""
    token = os.path.abspath(token)
    for form in ([], ["-token_in"]):  # a whole response, or the bare token
        # -token_out: of a response only what is signed. Its status may hold any text, a second time among it.
        said = ask(openssl, "-reply", "-in", token, *form, "-token_out", "-text")
        if said is not None and (stamp := TOKEN_TIME.search(said)) and stamp[1] in MONTHS:
            break
    else:
        return "", Phrase("no RFC 3161 token")
    made = f"{stamp[4]}-{MONTHS.index(stamp[1]) + 1:02}-{stamp[2]:0>2}T{stamp[3]}Z"
    seed_at = notice.values["seed_at"]
    if not is_time(made) or made >= seed_at:
        return made, Phrase("made at {made}, seed_at {seed_at}", made=made, seed_at=seed_at)
    if root is None:
        return made, None
    against = ("-digest", notice.hash, "-CAfile", os.path.abspath(root), "-attime", str(seconds(made)))
    if ask(openssl, "-verify", "-in", token, *form, *against) is not None:
        return made, None
    return made, Phrase("the imprint is not the notice's, or the signer does not lead to the root given")


def ask(openssl: str, *arguments: str) -> str | None:
    """What `openssl ts` prints; None where it refuses."""
    command = [openssl, "ts", *arguments]
    try:
        run = subprocess.run(  # noqa: S603 - the system's openssl, absolute paths, no shell
            command, capture_output=True, timeout=60, check=False, env={"LC_ALL": "C"}
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return run.stdout.decode(errors="replace") if run.returncode == 0 else None


# ============ Section 2: the chain ============

MUST_FOLLOW = {
    "outcome": "ceremony", "opening": "outcome", "replacement": "outcome", "reassignment": "outcome",
    "publication": "outcome", "correction": "outcome", "withdrawal": "outcome",
}  # fmt: skip
NEVER_AFTER = {"ceremony": "ceremony", "outcome": "outcome", "opening": "opening", "void": "publication"}
CORRECTS = ("correction", "withdrawal")


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """A draw with everything that was entered about it later, by number."""

    draw: Entry
    record: Record
    later: list[Entry] = field(default_factory=list)

    def first(self, *kinds: str) -> Entry | None:
        return next((entry for entry in self.later if entry.kind in kinds), None)


def read_chain(verdict: Verdict, path: str) -> list[Record]:
    """The record folders directly below `path`, each checked by itself, and the entries in entries/<number>/."""
    records = []
    for name, kind in listing(verdict, path, path) or ():
        if kind == "file" or name.startswith("."):
            verdict.caution("not_read", name)
        elif verdict.require("plain", name, kind == "folder", "a {thing}", thing=kind):
            if name == "entries":
                read_entries(verdict, os.path.join(path, name))
            else:
                records.append(check_folder(verdict, os.path.join(path, name), f"{name}/"))
                records[-1].put_away()
    if not verdict.failures:
        verdict.require("entries", path, bool(verdict.entries), "none")
    return records


def read_entries(verdict: Verdict, path: str) -> None:
    for name, kind in listing(verdict, path, "entries") or ():
        folder = f"entries/{name}/"
        numbered = kind == "folder" and re.fullmatch(POSITIVE, name) is not None
        lies = f"entries/{name}"
        if not verdict.require("stray", lies, numbered, "a {thing}, not the folder of a number", thing=kind):
            continue
        files = read_folder(verdict, os.path.join(path, name), folder, {ENTRY, *TABLE_OF.values()})
        if files is None or not verdict.require("present", folder + ENTRY, ENTRY in files, "missing"):
            continue
        entry = read_entry(verdict, folder + ENTRY, files.pop(ENTRY), FURTHER)
        if entry is None:
            continue
        verdict.same("place", entry.file, name, str(entry.number))
        here = entry.kind not in ("ceremony", "outcome")
        verdict.require("place", entry.file, here, "a {kind} lies in the folder of its draw", kind=entry.kind)
        table = files.pop(TABLE_OF.get(entry.kind, ""), None)
        verdict.entries.append(replace(entry, table=table))
        for other in files:
            verdict.require("stray", folder + other, False, "not a file of a {kind}", kind=entry.kind)


def check_chain(verdict: Verdict, records: Sequence[Record], last: int, now: str) -> None:
    """All entries seen, by section 2. `last`: the last number in the chain given; folders may hold later ones."""
    once = {entry.hash: entry for entry in reversed(verdict.entries)}
    entries = sorted(once.values(), key=lambda entry: (entry.number, entry.file))
    for entry in entries[1:]:
        verdict.same("authority", entry.file, entries[0].values["authority"], entry.values["authority"])
    histories = histories_of(verdict, entries, records)
    followed = {entry.values["prev"] for entry in entries}
    vouched = {entry.file for entry in entries if entry.hash in followed}
    vouched.update(*(listed_ceremony(record, record.entries.get("outcome")) for record in records))
    check_links(verdict, entries, last, vouched)
    for history in histories.values():
        check_order(verdict, history)
        check_deadlines(verdict, history, now)
        check_redraw(verdict, history, histories)
        check_history(verdict, history, vouched)


def check_history(verdict: Verdict, history: History, vouched: Collection[str]) -> None:
    """What hangs on the draw computed again: one draw's tables are in memory at a time."""
    lottery = lottery_of(verdict, history)
    check_salts(verdict, history, lottery)
    check_void(verdict, history, lottery)
    check_files(verdict, history, vouched)
    check_changes(verdict, history, lottery, vouched)


def check_links(verdict: Verdict, entries: Sequence[Entry], last: int, vouched: Collection[str]) -> None:
    """Numbers without gap or fork, each prev the hash of the entry before, times that never go back."""
    numbered, following = defaultdict(list), defaultdict(list)
    for entry in entries:
        numbered[entry.number].append(entry)
        following[entry.values["prev"]].append(entry)
    for entry in entries:
        rivals = [other.file for other in numbered[entry.number] if other is not entry]
        rivals += [other.file for other in following[entry.values["prev"]] if other is not entry]
        verdict.require("fork", entry.file, not rivals, "number or prev also in {files}", files=" ".join(rivals[:2]))
        before = numbered.get(entry.number - 1, [])
        if entry.number == 1:
            continue
        if not before and entry.number - 1 > last:
            told = {"number": entry.number, "last": last}
            verdict.caution("beyond_chain", entry.file, "number {number}, the chain ends at {last}", **told)
        elif verdict.require("gap", entry.file, bool(before), "there is no number {number}", number=entry.number - 1):
            prev = entry.values["prev"]
            previous = next((other for other in before if other.hash == prev), before[0])
            claim(verdict, "prev", entry.file, previous.file, prev, previous.hash, vouched)
            on_time = previous.at <= entry.at
            verdict.require("at", entry.file, on_time, "{at} after {previous}", at=entry.at, previous=previous.at)


def histories_of(verdict: Verdict, entries: Sequence[Entry], records: Sequence[Record]) -> dict[str, History]:
    """Hash of a draw → its history. Each later entry is of a draw, or of the publication that it corrects."""
    folders: dict[str, Record] = {}
    for record in sorted(records, key=lambda record: (record.sound, len(record.hashes))):  # of two copies the better
        if notice := record.entries.get("draw"):
            folders[notice.hash] = record
    draws = {e.hash: History(draw=e, record=folders[e.hash]) for e in entries if e.kind == "draw"}
    owners = dict(draws)
    names: dict[str, str] = {}
    by_hash = {entry.hash: entry for entry in entries}
    for entry in entries:
        if entry.kind == "draw":
            draw_id = entry.values["draw_id"]
            user = names.setdefault(draw_id, entry.file)
            verdict.require("draw_id", entry.file, user == entry.file, "{id} is {file}'s", id=draw_id, file=user)
            continue
        wanted = ("publication", "correction") if entry.kind in CORRECTS else ("draw",)
        target = by_hash.get(entry.values["of"])
        known = target is not None and target.kind in wanted and target.number < entry.number
        history = owners.get(entry.values["of"]) if known else None
        verdict.require("of", entry.file, history is not None, "of no earlier {kinds}", kinds=" or ".join(wanted))
        if history is None:
            continue
        owners[entry.hash] = history
        history.later.append(entry)
        for key in ("authority", "draw_id"):
            verdict.same("same_draw", entry.file, history.draw.values[key], entry.values[key])
    return draws


def check_order(verdict: Verdict, history: History) -> None:
    before: set[str] = set()
    for entry in history.later:
        verdict.faultless("order", entry.file, [order_fault(entry.kind, before, history.draw.sealed)])
        if TABLE_OF.get(entry.kind) == "files.tsv":
            real = history.draw.values["seed_format"] != "rehearsal"
            verdict.require("rehearsal_unpublished", entry.file, real, "{kind} of a rehearsal", kind=entry.kind)
        before.add(entry.kind)


def order_fault(kind: str, before: Collection[str], sealed: bool) -> Phrase | None:
    """Why an entry may not come after those of the kinds `before`; None where it may.

    >>> str(order_fault("ceremony", {"ceremony"}, False)), order_fault("void", {"ceremony", "outcome"}, False)
    ('a second ceremony', None)
    """
    if "void" in before:
        return Phrase("{kind} after a {other}", kind=kind, other="void")
    if kind in MUST_FOLLOW and MUST_FOLLOW[kind] not in before:
        return Phrase("{kind} without {other} before it", kind=kind, other=MUST_FOLLOW[kind])
    if NEVER_AFTER.get(kind) in before:
        if kind in before:
            return Phrase("a second {kind}", kind=kind)
        return Phrase("{kind} after a {other}", kind=kind, other=NEVER_AFTER[kind])
    return Phrase("opening of a draw that is not sealed") if kind == "opening" and not sealed else None


def check_deadlines(verdict: Verdict, history: History, now: str) -> None:
    """Outcome or void within 24 hours of seed_at; a sealed draw opened, or void, by open_by."""
    value = history.draw.values
    limits = [("outcome_in_time", ("outcome", "void"), seconds(value["seed_at"]) + 24 * 3600)]
    if history.draw.sealed:
        limits.append(("opened_in_time", ("opening", "void"), seconds(value["open_by"])))
    for name, kinds, due in limits:
        entry, wanted = history.first(*kinds), " or ".join(kinds)
        if entry is None:
            in_time = seconds(now) <= due
            verdict.require(name, history.draw.file, in_time, "{kinds}: neither by {now}", kinds=wanted, now=now)
        else:
            in_time = seconds(entry.at) <= due
            verdict.require(name, history.draw.file, in_time, "{kinds}: not before {at}", kinds=wanted, at=entry.at)


def check_redraw(verdict: Verdict, history: History, histories: Mapping[str, History]) -> None:
    wanted = history.draw.values["redraw_of"]
    if wanted:
        void = histories[wanted].first("void") if wanted in histories else None
        good = void is not None and void.number < history.draw.number
        verdict.require("redraw_of", history.draw.file, good, "{hash} is no draw that was void before", hash=wanted)


def salt_of(history: History) -> str | None:
    """The salt as far as anything shows it; empty for an open draw, None where it is not known."""
    if not history.draw.sealed:
        return ""
    told = [entry.values["salt"] for entry in history.later if entry.kind in ("opening", "void")]
    told.append(history.record.files.get(SEED, b"").decode(errors="replace").rpartition("|")[2])
    for entry in history.later:
        told.append((entry.table or b"").decode(errors="replace").removesuffix("\n").rpartition("\t")[2])
    return next((salt for salt in told if salt_hash(salt) == history.draw.values["salt_sha256"]), None)


def lottery_of(verdict: Verdict, history: History) -> Lottery | None:
    """The draw as it must be, where something hangs on it and record, public value and salt are known."""
    ceremony, salt, record = history.first("ceremony"), salt_of(history), history.record
    if ceremony is None or salt is None or not record.sound or not needs_lottery(history):
        return None
    if fault := record.take_again():
        verdict.faultless("readable", record.label or record.path, [fault])
        return None
    lottery = Lottery(record, seed_text(history.draw, ceremony.values["public_value"], salt).encode())
    record.put_away()
    return lottery


def needs_lottery(history: History) -> bool:
    """Changes are computed again, so is what a sealed outcome bound; what a late void threw away is shown."""
    changed = any(TABLE_OF.get(entry.kind) == "changes.tsv" for entry in history.later)
    return changed or history.record.stage == "sealed" or late_void(history) is not None


def late_void(history: History) -> Entry | None:
    void = history.first("void")
    return void if void is not None and void.at >= history.draw.values["seed_at"] else None


def check_salts(verdict: Verdict, history: History, lottery: Lottery | None) -> None:
    """Salts in openings and voids fit; from the opening on the files are there and are what the outcome bound."""
    record, opening, outcome = history.record, history.first("opening"), history.first("outcome")
    for entry in history.later:
        if entry.kind in ("opening", "void"):
            verdict.same("salt", entry.file, history.draw.values["salt_sha256"], salt_hash(entry.values["salt"]))
    for name in RESULT_FILES if opening else ():
        verdict.require("opened_files", record.file(name), name in record.hashes, "missing after the opening")
    if outcome and history.draw.sealed and record.stage == "drawn" and not history.first("opening", "void"):
        verdict.caution("sealed_files", record.file(SUMS))
    if outcome and lottery and record.stage == "sealed":
        hashes = record.hashes | {name: H(data) for name, data in lottery.results().items()}
        sums = "".join(f"{hashes.get(name, H(b''))}  {name}\n" for name in LISTED_FILES)
        verdict.same("record_rebuilt", outcome.file, H(sums), outcome.values["record"])


def check_void(verdict: Verdict, history: History, lottery: Lottery | None) -> None:
    """A void at or after seed_at: say so, with the sample that was thrown away."""
    void = late_void(history)
    if void is None:
        return
    if lottery is None:
        verdict.caution("voided_late", void.file, "{at}: the sample cannot be computed", at=void.at)
    else:
        thrown = {"number": len(lottery.places), "ids": " ".join(lottery.places)}
        verdict.caution("voided_late", void.file, "{at}: {number} thrown away: {ids}", at=void.at, **thrown)


def check_table(verdict: Verdict, entry: Entry, vouched: Collection[str]) -> bytes | None:
    """An entry's changes.tsv or files.tsv, whose hash the entry names."""
    file = entry.table_file
    if not verdict.require("attached", file, entry.table is not None, "missing"):
        return None
    key = "changes_sha256" if file.endswith("changes.tsv") else "files_sha256"
    claim(verdict, key, entry.file, file, entry.values[key], H(entry.table or b""), vouched)
    return entry.table


def check_files(verdict: Verdict, history: History, vouched: Collection[str]) -> None:
    for entry in history.later:
        if TABLE_OF.get(entry.kind) != "files.tsv":
            continue
        table = check_table(verdict, entry, vouched)
        if table is None:
            continue
        rows = read_table(verdict, entry.table_file, table, (HASH, INTEGER, TEXT), LAST, LAST)
        if rows is not None:
            fits = bool(rows) != (entry.kind == "withdrawal")
            told = {"number": len(rows), "kind": entry.kind}
            verdict.require("files_listed", entry.table_file, fits, "{number} files in a {kind}", **told)


def check_changes(verdict: Verdict, history: History, lottery: Lottery | None, vouched: Collection[str]) -> None:
    """Sections 7 and 8: every changes.tsv recomputed, loads going on from one to the next."""
    opened = False
    changed: Counter[str] = Counter()
    for entry in history.later:
        opened = opened or entry.kind == "opening"
        if TABLE_OF.get(entry.kind) != "changes.tsv":
            continue
        if entry.table is None and history.draw.sealed and not history.first("opening", "void"):
            verdict.caution("sealed", entry.file)  # it becomes public with the salt
            continue
        table = check_table(verdict, entry, vouched)
        salt_due = history.draw.sealed and not opened
        rows = None if table is None else change_rows(verdict, history, entry, table, salt_due)
        if rows is None or lottery is None:
            continue
        check_rows(verdict, entry, rows, lottery)
        if entry.kind == "reassignment":
            changed.update(row[0] for row in rows)
        else:
            places = [lottery.places.get(row[4], ("", 0)) for row in rows]
            verdict.require("table", entry.table_file, places == sorted(places), "not in the order of the replaced")
    again = [f"{entity} ({times})" for entity, times in changed.items() if times > 1]
    if all(entry.table is not None for entry in history.later if entry.kind == "reassignment"):
        verdict.counted["reassigned_again"] += len(again)
    if again:
        verdict.caution("reassigned_again", history.draw.file, "{entities}", entities=" ".join(again))


def check_rows(verdict: Verdict, entry: Entry, rows: Sequence[Row], lottery: Lottery) -> None:
    """Each line is what the seed gives; the first that can't be entered at all is a fault by itself."""
    file, expected = entry.table_file, [lottery.change(entry.kind, row) for row in rows]
    impossible = [
        Phrase(line.template, line=number, **line.params)
        for number, line in enumerate(expected, 1)
        if isinstance(line, Phrase)
    ]
    if impossible or not rows:
        verdict.faultless("changes_recomputed", file, impossible[:1] or [Phrase("no change")])
    else:
        compare(verdict, "changes_recomputed", file, [str(line) for line in expected], ["\t".join(row) for row in rows])


def change_rows(verdict: Verdict, history: History, entry: Entry, table: bytes, salt_due: bool) -> list[Row] | None:
    """The lines of a changes.tsv without the salt that ends it while the draw is sealed."""
    file = entry.table_file
    body, _, last = table.removesuffix(b"\n").rpartition(b"\n")
    word, *rest = last.decode(errors="replace").split("\t")
    is_salt = word == "salt" and len(rest) == 1  # a stratum may have that name too, but its line has more fields
    fits = is_salt and salt_hash(rest[0]) == history.draw.values["salt_sha256"]
    due = fits if salt_due else not is_salt
    verdict.require("salt_line", file, due, "last line: {text}", text=" ".join([word, *rest]))
    if is_salt:
        table = body + b"\n" if body else b""
    if entry.kind == "reassignment":
        return read_table(verdict, file, table, (ID, NAME, NAME, "recusal|unavailable"), WHOLE)
    team = min(int(history.draw.values["team_size"]), len(history.record.tables.get(INSPECTORS, [])))
    alone = (STRATUM, POSITIVE, HASH, ID, ID, TEXT, NAME)  # a short team is for the seed to judge: is anybody left?
    return read_table(verdict, file, table, (*alone, *[NAME] * team), WHOLE, NOTHING, least=len(alone))


# ============ Section 9: a proof of inclusion ============


def check_proof(verdict: Verdict, proof: str, notice: str) -> None:
    """A file of two lines, the frame's and `index⇥N⇥hash…`. N is the notice's frame_count, and what the line and the
    hashes give, folded up, is its frame_merkle."""
    data = {}
    for path in (notice, proof):
        try:
            data[path] = read_file("", path)
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or str(error)
            verdict.require("readable", path, False, "{error}", error=why)
            return
    entry = read_entry(verdict, notice, data[notice], ["draw"])
    if entry is None:
        return
    verdict.entries.append(entry)
    if entry.values["seed_format"] == "rehearsal":
        verdict.caution("rehearsal", notice)
    rows = proof_rows(data[proof])
    verdict.require("values", proof, rows is not None, "not a proof of inclusion")
    if rows is None:
        return
    line, (index, count, *hashes) = "\t".join(rows[0]), rows[1]
    whole = verdict.same("numbers_of_lines", proof, entry.values["frame_count"], count)
    root = folded(line, int(index), int(count), hashes)
    if verdict.same("frame_merkle", proof, entry.values["frame_merkle"], root) and whole:
        verdict.proven.append(line)


def proof_rows(data: bytes) -> list[Row] | None:
    """The two lines of a proof, None where there are others or they are not well-formed."""
    rows = rows_of(data.decode()) if byte_fault(data, IN_TABLE) is None else []
    if len(rows) != 2:
        return None
    hashes = len(rows[1]) - 2
    for row, columns in zip(rows, (TABLES[FRAME][0], (INTEGER, POSITIVE, *[HASH] * hashes)), strict=True):
        if len(row) != len(columns) or not all(map(re.fullmatch, columns, row)):
            return None
    index, count = map(int, rows[1][:2])
    return rows if index < count and hashes == sum(1 for _ in sides(index, count)) else None


def sides(index: int, count: int) -> Iterator[bool]:
    """For each node from a leaf to the root that has a neighbour: does that stand on the left? What has none goes up
    as it is."""
    while count > 1:
        if index % 2 or index + 1 < count:
            yield index % 2 == 1
        index, count = index // 2, (count + 1) // 2


def folded(line: str, index: int, count: int, hashes: Iterable[str]) -> str:
    """The root that a line and the hashes beside its way up give."""
    node = hashlib.sha256(b"\0" + line.encode()).digest()
    for on_left, sibling in zip(sides(index, count), map(bytes.fromhex, hashes), strict=True):
        node = hashlib.sha256(b"\1" + (sibling + node if on_left else node + sibling)).digest()
    return node.hex()


# ============ The command ============


def verify(
    folders: Sequence[str | os.PathLike[str]] = (),
    chain: str | os.PathLike[str] | None = None,
    *,
    now: str | None = None,
    tsa_root: str | None = None,
    public_value: str | None = None,
) -> Verdict:
    """Check record folders and, where given, a chain that somebody kept. Of one folder the files are named as they
    are, of several with the folder before them, of the chain by their place in it. `now` is a time of section 1, by
    default the clock's; overdue draws are measured against it. `public_value`: what the user read at the source."""
    verdict = Verdict()
    records = [] if chain is None else read_chain(verdict, os.fspath(chain))
    kept = {entry.hash for entry in verdict.entries}
    last = verdict.last_number or 0
    given = []
    for folder in folders:
        label = "" if len(folders) == 1 else os.path.join(os.fspath(folder), "")
        given.append(check_folder(verdict, os.fspath(folder), label, public_value))
        given[-1].put_away()
    asked, records = given or records, records + given
    for record in records:
        check_commitment(verdict, record, kept, tsa_root)
    if chain is not None:
        if any("draw" in record.entries and record.entries["draw"].hash in kept for record in asked):
            verdict.caution("commitment_by_chain", os.fspath(chain))
        check_chain(verdict, records, last, now or clock())
    return verdict


def verify_proof(proof: str | os.PathLike[str], notice: str | os.PathLike[str]) -> Verdict:
    """Check a proof of inclusion against a notice, or against that of a record folder."""
    verdict, path = Verdict(), os.fspath(notice)
    check_proof(verdict, os.fspath(proof), os.path.join(path, NOTICE) if os.path.isdir(path) else path)
    return verdict


def clock() -> str:
    # This file stands alone, so the clock is read here and not in api/wiring.py; only deadlines are measured by it.
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")  # noqa: TID251


def as_json(verdict: Verdict) -> str:
    document = {
        "ok": verdict.ok,
        "checks": [asdict(check) for check in verdict.checks],
        "cautions": [asdict(caution) for caution in verdict.cautions],
        "counted": verdict.counted,
        "authority": verdict.authority,
        "first_entry": verdict.first_entry,
        "last_number": verdict.last_number,
        "stages": verdict.stages,
        "proven": verdict.proven,
    }
    return json.dumps(document, ensure_ascii=False)


def as_lines(verdict: Verdict) -> Iterator[str]:
    """A line for each check that fails, then the cautions, then what was seen."""
    for check in verdict.failures:
        section, english, chinese = RULES[check.name]
        rule = f"{check.name}: {english} {chinese} (SSJ1 {section})"
        yield f"FAIL {check.file}: {rule}: expected {check.expected}; found {check.found}"
    for caution in verdict.cautions:
        english, chinese = CAUTIONS[caution.name]
        yield f"NOTE {caution.file}: {english} {chinese}" + (f": {caution.detail}" if caution.detail else "")
    for name, number in verdict.counted.items():
        if number == 0:
            english, chinese = CAUTIONS[name]
            yield f"{english} {chinese}: 0"
    for path, stage in verdict.stages.items():
        yield f"{path}: {stage} {STAGE_WORDS[stage]}"
    if verdict.entries:
        seen = f"entry 1 {verdict.first_entry or 'not seen'}, last number seen {verdict.last_number}"
        yield f"authority {verdict.authority}, {seen}"
    for line in verdict.proven:
        notice = verdict.entries[0].hash
        yield f"{' '.join(line.split())}: stands in the frame that this notice locked 在公告锁定的名单里: {notice}"
    if verdict.ok:
        yield f"OK: {len(verdict.checks)} checks hold 全部成立"
    else:
        yield f"NOT OK: {len(verdict.failures)} of {len(verdict.checks)} checks fail 不成立"


STAGE_WORDS = {"frozen": "已冻结", "ceremony": "已摇号", "sealed": "密封", "drawn": "已抽取"}


def say(line: str) -> None:
    """Print also where the terminal cannot show Chinese; where standard output was closed, nowhere."""
    if sys.stdout is None:
        return
    encoding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(line.encode(encoding, "backslashreplace").decode(encoding) + "\n")
    sys.stdout.flush()


class Arguments(argparse.ArgumentParser):
    """`fault`: why the command line is not understood, empty where it is."""

    fault = ""

    def error(self, message: str) -> NoReturn:
        self.fault = message
        super().error(message)


def arguments() -> Arguments:
    parser = Arguments(prog="verify", description="Check record folders and a chain against SSJ1.")
    parser.add_argument("folders", nargs="*", metavar="DIR", help="a record folder 存档文件夹")
    parser.add_argument(
        "--proof", metavar="FILE", help="a proof of inclusion in the frame of DIR or of a notice 入框证明"
    )
    parser.add_argument("--chain", metavar="DIR", help="the authority's chain, as you kept it 自己保存的链")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--now", metavar="TIME", help="measure what is overdue against this UTC time")
    parser.add_argument("--tsa-root", metavar="PEM", help="the root that 01-notice.tsr must lead to")
    parser.add_argument("--public-value", metavar="VALUE", help="the value as you read it at its source")
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    argv = sys.argv[1:] if argv is None else argv
    parser = arguments()
    try:
        given = parser.parse_args(argv)
        if not given.folders and given.chain is None:
            parser.error("give a record folder or --chain")
        if given.now is not None and not is_time(given.now):
            parser.error("--now is a UTC time like 2026-11-24T02:00:00Z")
        if given.tsa_root is not None and not os.path.isfile(given.tsa_root):
            parser.error("--tsa-root is a PEM file")
        if given.public_value is not None and len(given.folders) != 1:
            parser.error("--public-value speaks of one record folder")
        others = (given.chain, given.now, given.tsa_root, given.public_value)
        if given.proof is not None and (len(given.folders) != 1 or any(other is not None for other in others)):
            parser.error("--proof is checked against one notice or record folder")
    except SystemExit as stop:
        if stop.code and "--json" in argv:
            usage = {"code": "usage", "params": {}, "message": parser.fault}
            say(json.dumps({"ok": False, "error": usage}, ensure_ascii=False))
        return 2 if stop.code else 0
    if given.proof is not None:
        verdict = verify_proof(given.proof, given.folders[0])
    else:
        options = {"now": given.now, "tsa_root": given.tsa_root, "public_value": given.public_value}
        verdict = verify(given.folders, given.chain, **options)
    for line in [as_json(verdict)] if given.json else as_lines(verdict):
        say(line)
    return 0 if verdict.ok else 1


def alone() -> int:
    """`main` as a program of its own: an answer that cannot be written is no verdict."""
    try:
        return main()
    except OSError as failure:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is still held would fail again at exit
        sys.stderr.write(f"verify: the answer cannot be written: {failure.strerror}\n")
        return 3


if __name__ == "__main__":
    sys.exit(alone())
