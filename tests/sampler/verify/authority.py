"""An invented authority that keeps a chain of entries in a folder, so that a test can break exactly one rule.

It writes entries, tables and hashes; the sample and the teams it takes from `verify.Lottery`, which the golden
vectors hold to SSJ1. Every method may be told to write something false: a key by its name, a file by `write`.
"""

import hashlib
from pathlib import Path

from sampler import verify as v

ZEROS = "0" * 64
SALT = "0123456789abcdef" * 4
NOW = "2027-01-01T00:00:00Z"
EMPTY = hashlib.sha256().hexdigest()


def sha(data):
    return hashlib.sha256(data if isinstance(data, bytes) else data.encode()).hexdigest()


def table(rows):
    return "".join("\t".join(map(str, row)) + "\n" for row in rows)


def entities(number, stratum="enterprise", kind="1", bureaus=("101", "102")):
    """Frame rows whose ids sort as they come."""
    return [(f"9{kind}410212{i:09}X", stratum, bureaus[i % len(bureaus)]) for i in range(number)]


FRAME = entities(12) + entities(8, "individual", "2")
INSPECTORS = [("a1", "101"), ("a2", "101"), ("a3", "101"), ("b1", "102"), ("b2", "102"), ("p1", "*"), ("p2", "*")]


class Authority:
    """Keeps the next number, the last entry hash and the time, a minute further with each entry."""

    def __init__(self, root: Path):
        self.root = root
        self.number = 0
        self.prev = ZEROS
        self.minutes = 0

    def head(self, **false):
        self.number += 1
        self.minutes += 1
        head = {
            "authority": "410212",
            "number": self.number,
            "prev": self.prev,
            "at": self.time(),
        }
        return head | {key: value for key, value in false.items() if key in head}

    def time(self):
        return f"2026-11-{10 + self.minutes // 1440:02}T{self.minutes // 60 % 24:02}:{self.minutes % 60:02}:00Z"

    def pass_to(self, hour):
        """Let time pass until `hour` o'clock; a day may be passed, never gone back."""
        self.minutes = max(self.minutes, self.minutes // 1440 * 1440 + hour * 60)

    def enter(self, path: Path, kind, values, **false):
        """Write an entry; `false` overrides keys. What follows it goes on from its hash."""
        values = {**self.head(**false), **values}
        values.update({key: value for key, value in false.items() if key in values})
        text = f"SSJ1 {kind}\n" + "".join(f"{key}={value}\n" for key, value in values.items())
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        self.prev = sha(text)
        return self.prev

    def draw(self, name="draw", **terms):
        return Draw(self, name, **terms)

    def verify(self, now=NOW, **more):
        return v.verify([], self.root, now=now, **more)


class Draw:
    """One draw of the authority: `frame`, `inspectors`, `recusals`, `excluded` are rows, the rest notice keys."""

    def __init__(
        self,
        authority,
        name,
        /,
        frame=FRAME,
        inspectors=INSPECTORS,
        recusals=(),
        excluded=(),
        salt="",
        arrange=sorted,
        **keys,
    ):
        if authority.minutes % 1440 >= 23 * 60:
            authority.pass_to(25)
        self.authority, self.folder, self.salt = authority, authority.root / name, salt
        self.id = keys.pop("draw_id", f"410212-{name}")
        self.folder.mkdir(parents=True, exist_ok=True)
        tables = {v.FRAME: frame, v.INSPECTORS: inspectors, v.RECUSALS: recusals, v.EXCLUDED: excluded}
        for file, rows in tables.items():
            self.write(file, table(arrange(rows)))
        self.keys = {"draw_id": self.id, **self.figures(frame, excluded), **self.terms()}
        self.hash = authority.enter(self.folder / v.NOTICE, "draw", self.keys, **keys)
        self.keys.update({key: value for key, value in keys.items() if key in self.keys})
        self.number = authority.number
        self.lottery = None

    def write(self, file, text):
        (self.folder / file).write_bytes(text if isinstance(text, bytes) else text.encode())

    def figures(self, frame, excluded):
        strata = sorted({row[1] for row in frame})
        ids = sorted(row[0] for row in (*frame, *excluded))
        lines = (self.folder / v.FRAME).read_bytes().split(b"\n")[:-1]
        return {
            "registry_sha256": sha("".join(f"{i}\n" for i in ids)),
            "registry_count": len(ids),
            "frame_count": len(frame),
            "frame_sha256": sha((self.folder / v.FRAME).read_bytes()),
            "frame_merkle": merkle(lines),
            "excluded_count": len(excluded),
            "excluded_sha256": sha((self.folder / v.EXCLUDED).read_bytes()),
            "inspectors_sha256": sha((self.folder / v.INSPECTORS).read_bytes()),
            "recusals_sha256": sha((self.folder / v.RECUSALS).read_bytes()),
            **{f"count.{s}": sum(row[1] == s for row in frame) for s in strata},
            **{f"size.{s}": "1/3" for s in strata},
        }

    def terms(self):
        return {
            "min_per_stratum": 1,
            "team_size": 2 if (self.folder / v.INSPECTORS).read_bytes() else 0,
            "replace": "注销,迁出",
            "salt_sha256": sha(self.salt) if self.salt else "",
            "open_by": "2026-12-20T00:00:00Z" if self.salt else "",
            "redraw_of": "",
            "seed_format": "digits:20",
            "seed_source": "20 ten-sided dice, thrown one after the other",
            "seed_at": self.authority.time()[:11] + "23:00:00Z",
        }

    def enter(self, kind, file=None, values=None, **false):
        """An entry of this draw. Without `file` it goes to entries/<number>/entry.txt."""
        path = (
            self.folder / file if file else self.authority.root / "entries" / str(self.authority.number + 1) / v.ENTRY
        )
        return self.authority.enter(path, kind, {"draw_id": self.id, "of": self.hash, **(values or {})}, **false)

    def ceremony(self, value="31415926535897932384", **false):
        self.authority.pass_to(23)
        self.value = value
        return self.enter("ceremony", v.CEREMONY, {"public_value": value}, **false)

    def outcome(self, **false):
        """Files 20 to 50, SHA256SUMS and the outcome, as they follow from what is in the folder."""
        record = v.check_folder(v.Verdict(), str(self.folder), "")
        text = f"SSJ1|seed|{self.hash}|{self.value}|{self.salt}"
        self.lottery = v.Lottery(record, text.encode())
        for file, data in self.lottery.results().items():
            self.write(file, data)
        return self.enter("outcome", v.OUTCOME, {"record": sums(self.folder)}, **false)

    def complete(self):
        self.ceremony()
        self.outcome()
        return self

    def seal(self):
        """Take away what is not public before the opening."""
        for file in v.RESULT_FILES:
            (self.folder / file).unlink()

    def void(self, **false):
        values = {"reason": "停电", "approved_by": "410212-leader-1", "salt": self.salt}
        return self.enter("void", None, values, **false)

    def opening(self, **false):
        return self.enter("opening", None, {"salt": self.salt}, **false)

    def change(self, kind, lines, salt_line=None, **false):
        """`lines` of changes.tsv as they stand; while sealed the salt line is added unless `salt_line` says else."""
        salt_line = (f"salt\t{self.salt}\n" if self.salt else "") if salt_line is None else salt_line
        data = "".join(line + "\n" for line in lines) + salt_line
        self.attach("changes.tsv", data)
        values = {"changes_sha256": sha(data), "approved_by": "410212-leader-2"}
        return self.enter(kind, None, values, **false)

    def publish(self, kind="publication", files=((EMPTY, 0, "publication.pdf"),), reason="", **false):
        data = table(files)
        self.attach("files.tsv", data)
        values = {"files_sha256": sha(data), "reason": reason, "approved_by": "410212-leader-1"}
        return self.enter(kind, None, values, **false)

    def attach(self, name, text):
        folder = self.authority.root / "entries" / str(self.authority.number + 1)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)

    def replaced(self, gone, reason="注销"):
        return self.lottery.replace(gone, reason)

    def reassigned(self, entity, old, reason="unavailable"):
        return self.lottery.reassign(entity, old, reason)


def merkle(lines):
    """RFC 6962 as it is written there: split at the largest power of two below N."""
    if len(lines) == 1:
        return sha(b"\0" + lines[0])
    k = 1
    while k * 2 < len(lines):
        k *= 2
    return sha(b"\1" + bytes.fromhex(merkle(lines[:k])) + bytes.fromhex(merkle(lines[k:])))


def sums(folder):
    """Write SHA256SUMS to fit the folder; its hash."""
    text = "".join(f"{sha((folder / name).read_bytes())}  {name}\n" for name in v.LISTED_FILES)
    (folder / v.SUMS).write_text(text)
    return sha(text)


def edit(path, old, new):
    """Replace what stands exactly once."""
    data = path.read_bytes()
    old, new = (text.encode() if isinstance(text, str) else text for text in (old, new))
    assert data.count(old) == 1, (data.count(old), old)
    path.write_bytes(data.replace(old, new))


def set_key(path, key, value):
    lines = path.read_text().split("\n")
    at = next(i for i, line in enumerate(lines) if line.startswith(f"{key}="))
    lines[at] = f"{key}={value}"
    path.write_text("\n".join(lines))


def reseal(folder, prev=False):
    """Make SHA256SUMS fit the folder and the outcome fit SHA256SUMS; with `prev` its prev fits the ceremony too."""
    if not (folder / v.OUTCOME).exists():
        return
    present = [name for name in v.LISTED_FILES if (folder / name).exists()]
    text = "".join(f"{sha((folder / name).read_bytes())}  {name}\n" for name in present)
    (folder / v.SUMS).write_text(text)
    set_key(folder / v.OUTCOME, "record", sha(text))
    if prev:
        set_key(folder / v.OUTCOME, "prev", sha((folder / v.CEREMONY).read_bytes()))


def failing(verdict):
    """The failures as a set of (rule, file)."""
    return {(check.name, check.file) for check in verdict.failures}


def cautioned(verdict, name):
    return [caution.detail for caution in verdict.cautions if caution.name == name]


def entry(number):
    return f"entries/{number}/entry.txt"


def changes(number):
    return f"entries/{number}/changes.tsv"


def first(draw, i=0):
    """The drawn entity at place `i`."""
    return list(draw.lottery.places)[i]


def team(draw, entity):
    return draw.lottery.teams[entity]
