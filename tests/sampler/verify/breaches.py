"""Records that a dishonest authority could publish: every hash fits, and a rule is broken. And some that hold, whose
terms the golden records do not have.

Every folder checker is held to verify.py's own answer: the same rules, of the same files. What each of them must be is
held by verify.py's tests.
"""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from sampler import verify as v

from .authority import FRAME, INSPECTORS, SALT, Authority, Draw, edit, set_key

Made = Callable[[Authority], Draw]
DEFAULT, QUICKNET, EVMNET = v.DRAND
UNKNOWN = "a" * 64
RANDOMNESS = "b" * 64
ROUNDS = {DEFAULT: 7_000_000, QUICKNET: 40_000_000, EVMNET: 40_000_000}  # all of later than 2026-11-10
ELSE = "91410212000000099X"  # in no frame


def frozen(authority: Authority, **terms: object) -> Draw:
    """A notice and its tables."""
    return authority.draw("a", **terms)


def held(authority: Authority, value: str = "31415926535897932384", entry: Mapping[str, object] = {}, **terms: object):
    """With its ceremony, whose entry may be false in some keys."""
    draw = frozen(authority, **terms)
    draw.ceremony(value, **entry)
    return draw


def drawn(
    authority: Authority,
    value: str = "31415926535897932384",
    ceremony: Mapping[str, object] = {},
    outcome: Mapping[str, object] = {},
    **terms: object,
) -> Draw:
    """A whole record, whose entries may be false in some keys."""
    draw = held(authority, value, ceremony, **terms)
    draw.outcome(**outcome)
    return draw


def sealed(authority: Authority, **false: object) -> Draw:
    """A sealed draw before its opening."""
    draw = drawn(authority, salt=SALT, **false)
    draw.seal()
    return draw


def changed(authority: Authority, old: str, new: str) -> Draw:
    """A notice with other text in one place."""
    draw = frozen(authority)
    edit(draw.folder / v.NOTICE, old, new)
    return draw


def valued(authority: Authority, key: str, value: str) -> Draw:
    """A notice with another value of one key."""
    draw = frozen(authority)
    set_key(draw.folder / v.NOTICE, key, value)
    return draw


def of_drand(chain: str, number: int) -> Made:
    return partial(drawn, value=RANDOMNESS, seed_format=f"drand:{chain}:{number}")


HOLDING: Mapping[str, Made] = {
    "open": drawn,
    "sealed": sealed,
    "a floor for each stratum": partial(drawn, min_per_stratum=5, **{"size.enterprise": "1/100"}),
    "a floor above a stratum": partial(drawn, min_per_stratum=999),
    "bureaus only": partial(drawn, inspectors=(), team_size=0),
    "recusals": partial(drawn, recusals=[("a1", FRAME[0][0], "亲属"), ("p1", FRAME[5][0], "亲属")]),
    "exclusions": partial(drawn, excluded=[(ELSE, "已抽查")]),
    "a rehearsal": partial(drawn, value="try-1", seed_format="rehearsal"),
    "the shortest digits": partial(drawn, value="1" * 12, seed_format="digits:12"),
    **{f"drand {chain[:4]}": of_drand(chain, number) for chain, number in ROUNDS.items()},
    "drand of an unknown chain": of_drand(UNKNOWN, 7),
}

FRAMES = {
    "unsorted": [FRAME[1], FRAME[0], *FRAME[2:]],
    "a row twice": [FRAME[0], *FRAME],
    "an entity twice": sorted([(FRAME[0][0], "enterprise", "102"), *FRAME]),
    "a field more": [*FRAME, (ELSE, "enterprise", "101", "more")],
    "a field less": [*FRAME, (ELSE, "enterprise")],
    "no bureau": [*FRAME, (ELSE, "enterprise", "")],
    "any bureau": [*FRAME, (ELSE, "enterprise", "*")],
    "a bureau's name": [*FRAME, (ELSE, "enterprise", "城关")],
    "a lower-case id": [*FRAME, (ELSE.lower(), "enterprise", "101")],
    "a short id": [*FRAME, (ELSE[:-1], "enterprise", "101")],
    "a short number": [*FRAME, ("R:41021260000001", "enterprise", "101")],
    "a foreign id without a list": [*FRAME, ("X::1", "enterprise", "101")],
}
PEOPLE = {
    "an inspector twice": sorted([("a1", "102"), *INSPECTORS]),
    "an inspector's name": [*INSPECTORS, ("王 伟", "101")],
    "a bureau of stars": [*INSPECTORS, ("z1", "**")],
}
RECUSED = {
    "an unknown inspector": [("zz", FRAME[0][0], "亲属")],
    "an unknown entity": [("a1", ELSE, "亲属")],
    "twice": [("a1", FRAME[0][0], "x"), ("a1", FRAME[0][0], "y")],
    "without a reason": [("a1", FRAME[0][0], "")],
    "unsorted": [("a1", FRAME[2][0], "x"), ("a1", FRAME[0][0], "x")],
}
EXCLUDED = {
    "in the frame": [(FRAME[0][0], "注销")],
    "without a reason": [(ELSE, "")],
    "twice": [(ELSE, "x"), (ELSE, "y")],
    "nobody": [("nobody", "x")],
}
FIGURES = {
    "registry_sha256": UNKNOWN,
    "registry_count": 21,
    "frame_count": 21,
    "frame_merkle": UNKNOWN,
    "frame_sha256": UNKNOWN,
    "inspectors_sha256": UNKNOWN,
    "recusals_sha256": UNKNOWN,
    "excluded_sha256": UNKNOWN,
    "excluded_count": 1,
    "count.enterprise": 11,
    "team_size": 0,
    "seed_at": "2026-11-09T23:00:00Z",
    "open_by": "2026-12-20T00:00:00Z",
    "salt_sha256": UNKNOWN,
}
# other text in the place of some of a notice
KEYS = [
    ("team_size=2\n", ""),
    ("team_size=2\n", "team_size=2\nteam_size=2\n"),
    ("team_size=2\n", "team_size=2\nremark=none\n"),
    ("team_size=2\n", "team_size = 2\n"),
    ("team_size=2\n", "team_size 2\n"),
    ("team_size=2\n", "\nteam_size=2\n"),
    ("min_per_stratum=1\nteam_size=2\n", "team_size=2\nmin_per_stratum=1\n"),
    ("count.enterprise=12\ncount.individual=8\n", "count.individual=8\ncount.enterprise=12\n"),
    ("count.enterprise=12\n", "count.enterprise=12\ncount.enterprise=12\n"),
    ("size.enterprise=1/3\nsize.individual=1/3\n", "size.individual=1/3\nsize.enterprise=1/3\n"),
    ("size.enterprise=1/3\n", "count.zzz=1\nsize.enterprise=1/3\n"),
    ("count.enterprise=12\n", "size.enterprise=1/3\ncount.enterprise=12\n"),
    ("authority=410212\nnumber=1\n", "number=1\nauthority=410212\n"),
]
# what no key may hold
VALUES = {
    "authority": ["", "41 0212", "祥符", "a" * 65, "a/b"],
    "number": ["0", "01", "-1", "1.0", "", "1000000000", "１"],
    "prev": ["", "0" * 63, "A" * 64, "g" * 64],
    "at": ["", "2026-11-10", "2026-11-10T01:00:00", "2026-11-10t01:00:00Z", "2026-02-29T01:00:00Z"],
    "draw_id": ["", "410212 1", "x" * 65],
    "registry_sha256": ["", "A" * 64],
    "registry_count": ["0", "020"],
    "frame_count": ["0", "+20"],
    "frame_merkle": [""],
    "excluded_count": ["", "00"],
    "count.enterprise": ["0", "012", ""],
    "size.enterprise": ["0", "0/3", "4/3", "1/0", "1/3 ", "1/03", "01/3", "0.03", "3%", "", "1/3/3", "-1"],
    "min_per_stratum": ["0", ""],
    "team_size": ["", "02", "-2", "two"],
    "replace": [",", "注销,", ",注销", "注销,,迁出", "注销,注销"],
    "salt_sha256": ["abc"],
    "open_by": ["tomorrow", "2026-13-01T00:00:00Z"],
    "redraw_of": ["0"],
    "seed_format": [
        "",
        "digits",
        "digits:",
        "digits:11",
        "digits:012",
        "digits:1e3",
        "drand",
        f"drand:{'a' * 64}",
        f"drand:{'a' * 64}:0",
        f"drand:{'a' * 63}:1",
        f"drand:{'A' * 64}:1",
        "rehearsal:1",
        "dice",
    ],
    "seed_source": [""],
    "seed_at": ["", "2026-11-10T24:00:00Z", "2026-11-10T23:60:00Z", "2026-11-10T23:00:60Z", "0000-01-01T00:00:00Z"],
}
STRATA = {
    "a size less": ("size.individual=1/3\n", ""),
    "a count less": ("count.individual=8\n", ""),
    "a size more": ("size.individual=1/3\n", "size.individual=1/3\nsize.individual/A=1/3\n"),
    "a count more": ("count.individual=8\n", "count.individual=8\ncount.individual/A=1\n"),
}
TOO_FEW = {
    "at a bureau": [("a1", "101"), ("b1", "102"), ("b2", "102")],
    "at all": [],
}

BREACHES: Mapping[str, Made] = {
    **{f"frame: {name}": partial(held, frame=rows, arrange=list) for name, rows in FRAMES.items()},
    **{f"inspectors: {name}": partial(held, inspectors=rows, arrange=list) for name, rows in PEOPLE.items()},
    **{f"recusals: {name}": partial(held, recusals=rows, arrange=list) for name, rows in RECUSED.items()},
    **{f"excluded: {name}": partial(held, excluded=rows, arrange=list) for name, rows in EXCLUDED.items()},
    **{f"notice: {key}": partial(held, **{key: value}) for key, value in FIGURES.items()},
    **{f"strata: {name}": partial(changed, old=old, new=new) for name, (old, new) in STRATA.items()},
    **{f"keys: {number}": partial(changed, old=old, new=new) for number, (old, new) in enumerate(KEYS)},
    **{f"value: {key}={text}": partial(valued, key=key, value=text) for key in VALUES for text in VALUES[key]},
    **{f"too few {name}": partial(drawn, inspectors=rows, team_size=2) for name, rows in TOO_FEW.items()},
    "too few but for a recusal": partial(
        drawn, inspectors=INSPECTORS[:2] + INSPECTORS[3:5], recusals=[("a1", FRAME[0][0], "亲属")]
    ),
    "too large a team": partial(drawn, team_size=6),
    "files 11 and 12 for nobody": partial(held, team_size=0, recusals=[("a1", FRAME[0][0], "亲属")]),
    "opened before it is drawn": partial(held, salt=SALT, open_by="2026-11-10T22:00:00Z"),
    **{f"digits: {len(value)} of 20": partial(held, value=value) for value in ("1" * 19, "1" * 21)},
    "digits: a letter": partial(held, value="1" * 19 + "a"),
    "drand: no randomness": partial(held, value="b" * 63, seed_format=f"drand:{QUICKNET}:40000000"),
    "drand: capitals": partial(held, value="B" * 64, seed_format=f"drand:{QUICKNET}:40000000"),
    **{f"drand: an early round of {chain[:4]}": of_drand(chain, 5) for chain in ROUNDS},
    "rehearsal: a blank": partial(held, value="try 1", seed_format="rehearsal"),
    "ceremony before seed_at": partial(held, entry={"at": "2026-11-10T22:59:59Z"}),
    "ceremony of another draw": partial(held, entry={"draw_id": "410212-b"}),
    "ceremony of another authority": partial(held, entry={"authority": "410213"}),
    "ceremony of another notice": partial(held, entry={"of": UNKNOWN}),
    "ceremony after another entry": partial(held, entry={"prev": UNKNOWN}),
    "ceremony with the notice's number": partial(held, entry={"number": 1}),
    "ceremony far off, after the notice": partial(held, entry={"number": 9}),
    "outcome before the ceremony": partial(drawn, outcome={"at": "2026-11-10T22:59:59Z"}),
    "outcome of another draw": partial(drawn, outcome={"draw_id": "410212-b"}),
    "outcome of another notice": partial(drawn, outcome={"of": UNKNOWN}),
    "outcome after another entry": partial(drawn, outcome={"prev": UNKNOWN}),
    "outcome of another record": partial(drawn, outcome={"record": UNKNOWN}),
    "outcome with the ceremony's number": partial(drawn, outcome={"number": 2}),
    "outcome of a sealed draw, far off": partial(sealed, outcome={"number": 9, "prev": UNKNOWN}),
    "a sealed draw's salt for another": partial(drawn, salt=SALT, salt_sha256=UNKNOWN),
}


def made(name: str, root: Path) -> Path:
    """The folder of one of them."""
    return (HOLDING | BREACHES)[name](Authority(root)).folder
