"""What `freeze` and `complete` let pass the checker accepts: so what it refuses, they refuse first.

Every option is drawn from values that are right, values at the edge and values that are wrong. `verify` shares no code
with the method, so each finds what the other forgot.
"""

import tempfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from sampler.assignment import Duty
from sampler.ceremony import Frozen, Record, Terms, complete, freeze
from sampler.chain import Place
from sampler.errors import Invalid, SamplerError
from sampler.frame import Exclusions, Frame
from sampler.plan import Sizes
from sampler.seed import format_time, parse_time, salt_hash
from sampler.source import source_of
from sampler.verify import DRAND, verify

QUICKNET = "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971"
EVMNET = "04f1e9062b8a81f848fded9c12306733282b2727ecced50032187751166ec8c3"
SALT = "ab" * 32
AT, SEED_AT = "2026-11-24T01:00:00Z", "2026-11-24T02:00:00Z"
IDS = [f"914102120000{i:06d}" for i in range(6)]
INSPECTORS = (("i-1", "B1"), ("i-2", "B1"), ("i-3", "*"), ("i-4", "B2"))

times = st.sampled_from([
    AT, SEED_AT, "2026-11-24T01:00:01Z", "2026-12-01T00:00:00Z", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z",
    "2026-11-24T24:00:00Z", "2026-11-24T23:59:60Z", "2026-02-30T00:00:00Z", "2026-11-24 02:00:00Z", "2026-11-24",
    "２０２６-11-24T02:00:00Z", "2026-11-24T02:00:00+00:00", f"{SEED_AT}\n", "",
])  # fmt: skip
integers = st.sampled_from([-1, 0, 1, 2, 3, 4, 5, 999_999_998, 999_999_999, 1_000_000_000, 9_999_999_999])
names = st.sampled_from(
    ["410212", "410212-1", "a" * 64, "a" * 65, "entries", ".x", "..", "a b", "a/b", "１", "", "x\n"]
)
texts = st.sampled_from(["骰子", "a=b", "a|b", "a\tb", "a\nb", "\x85", "\u2028", "\u202e", "\ud800", "", ",", " "])
strata = st.sampled_from([
    "enterprise", "enterprise/A", "enterprise/a.b_c-d", "z", "Enterprise", "enterprise/", "enterprise//A", "/A",
    "enterprise/企业", "企业", "a=b", "a b", "",
])  # fmt: skip
# round 34227412 of quicknet is made at SEED_AT
rounds = st.integers(34_227_400, 34_227_420) | st.sampled_from([0, 1, 999_999_999, 1_000_000_000])
formats = st.sampled_from([
    "digits:20", "digits:12", "digits:11", "digits:012", "digits:1000000000", "digits:２０", "digits:", "rehearsal",
    "Rehearsal", f"drand:{'a' * 64}:1", f"drand:{QUICKNET}", f"drand:{QUICKNET}:01", "",
]) | st.builds("drand:{}:{}".format, st.sampled_from(sorted(DRAND)), rounds)  # fmt: skip
sizes = st.sampled_from(
    ["3/100", "1/1", "999999999", "1/999999999", "1", "0", "0/1", "2/1", "1000000000", "1/1000000000"]
)
hashes = st.sampled_from(["", "0" * 64, "a" * 64, "A" * 64, "a" * 63])
replaces = st.lists(texts | st.sampled_from(["注销", "吊销"]), max_size=3).map(",".join)

EACH = {
    "draw_id": names, "at": times, "seed_at": times, "seed_format": formats, "seed_source": texts,
    "min_per_stratum": integers, "team_size": integers, "replace": replaces, "salt": hashes, "open_by": times,
    "redraw_of": hashes, "size": sizes, "strata": st.lists(strata, min_size=6, max_size=6), "authority": names,
    "number": integers, "prev": hashes,
}  # fmt: skip
# a few at a time, or one wrong value would hide the others
options = st.lists(st.sampled_from(sorted(EACH)), min_size=1, max_size=3, unique=True).flatmap(
    lambda chosen: st.fixed_dictionaries({name: EACH[name] for name in chosen})
)


def frozen_with(given_options: dict[str, object]) -> Frozen:
    said = dict(given_options)
    names_of_strata = said.pop("strata", ["enterprise"] * 6)
    place = {"authority": "410212", **{key: said.pop(key) for key in ("authority", "number", "prev") if key in said}}
    terms = {
        "draw_id": "410212-1",
        "at": AT,
        "seed_at": SEED_AT,
        "sizes": Sizes.parse([str(said.pop("size", "3/100"))]),
    }
    frame = Frame.from_columns(IDS, names_of_strata, ["B1"] * 6)  # type: ignore[arg-type]
    duty = Duty(inspectors=INSPECTORS)
    return freeze(frame, Exclusions(rows=()), duty, Terms(**{**terms, **said}), Place(**place))  # type: ignore[arg-type]


def completed(frozen: Frozen, salt: str) -> Record:
    form = frozen.notice.seed_format
    value = "7" * int(form[7:]) if form.startswith("digits") else "ab" * 32
    source = source_of(form, frozen.notice.seed_source)
    earliest = source.known_from(parse_time(frozen.notice.seed_at))
    return complete(frozen, value, at=format_time(earliest), salt=salt)


def faults(files: dict[str, bytes]) -> list[tuple[str, str, str]]:
    with tempfile.TemporaryDirectory() as folder:
        for name, data in files.items():
            (Path(folder) / name).write_bytes(data)
        return [(check.name, check.file, check.found) for check in verify([folder]).failures]


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(options)
@example({"number": 9_999_999_999, "prev": "a" * 64})
@example({"seed_format": f"drand:{QUICKNET}:1"})
@example({"seed_format": f"drand:{EVMNET}:1"})
@example({"strata": ["Enterprise"] * 6})
@example({"number": 999_999_999, "prev": "a" * 64})
@example({"number": 999_999_998, "prev": "a" * 64})
def test_what_freeze_and_complete_accept_the_checker_accepts(given_options: dict[str, object]) -> None:
    try:
        frozen = frozen_with(given_options)
    except SamplerError:
        return  # refused, as it may be; what must be accepted stands below
    assert faults(dict(frozen.files)) == []
    with suppress(Invalid):  # an outcome's number has no room behind the last notice
        assert faults(dict(completed(frozen, str(given_options.get("salt", ""))).files)) == []


@pytest.mark.parametrize(
    "given_options",
    [
        {},
        {"number": 999_999_997, "prev": "a" * 64},
        {"at": "2026-11-24T01:59:59Z"},
        {"seed_format": "digits:12"},
        {"seed_format": "rehearsal"},
        {"seed_format": f"drand:{'a' * 64}:1"},
        {"seed_format": f"drand:{QUICKNET}:34227412"},
        {"seed_format": f"drand:{QUICKNET}:999999999"},
        {"strata": ["enterprise/a.b_c-d", "enterprise", "z", "z", "z/1/2", "z/1"]},
        {"team_size": 3},
        {"replace": "注销,吊销"},
        {"salt": SALT, "open_by": "2026-11-24T02:00:01Z"},
        {"size": "1/999999999"},
        {"size": "999999999", "min_per_stratum": 999_999_999},
        {"authority": "a" * 64, "draw_id": "b" * 64},
        {"seed_source": "a=b"},
        {"redraw_of": "a" * 64},
    ],
)
def test_what_both_accept(given_options: dict[str, object]) -> None:
    frozen = frozen_with(given_options)
    assert faults(dict(frozen.files)) == []
    record = completed(frozen, str(given_options.get("salt", "")))
    assert faults(dict(record.files)) == []
    assert frozen.notice.salt_sha256 in ("", salt_hash(SALT))


@pytest.mark.parametrize(
    ("duty", "code"),
    [
        (Duty(inspectors=(("i-1", "B1"), ("i-1", "B2"), ("i-2", "*"))), "inspector_repeated"),
        (Duty(inspectors=(("i-1", "B 1"), ("i-2", "*"), ("i-3", "*"))), "name_malformed"),
        (Duty(inspectors=INSPECTORS, recusals=(("i-9", IDS[0], "亲属"),)), "recusal_unknown_inspector"),
        (Duty(inspectors=INSPECTORS, recusals=(("i-1", "91410212000000000X", "亲属"),)), "recusal_outside_frame"),
    ],
)
def test_rosters_that_the_checker_refuses(duty: Duty, code: str) -> None:
    terms = Terms(draw_id="410212-1", at=AT, seed_at=SEED_AT, sizes=Sizes.parse([]), team_size=1)
    frame = Frame.from_columns(IDS, ["enterprise"] * 6, ["B1"] * 6)
    with pytest.raises(Invalid, match=code):
        freeze(frame, Exclusions(rows=()), duty, terms, Place(authority="410212"))


def test_an_excluded_entity_is_not_in_the_frame() -> None:
    terms = Terms(draw_id="410212-1", at=AT, seed_at=SEED_AT, sizes=Sizes.parse([]))
    frame = Frame.from_columns(IDS, ["enterprise"] * 6, ["B1"] * 6)
    with pytest.raises(Invalid, match="excluded_in_frame"):
        freeze(frame, Exclusions(rows=((IDS[0], "注销"),)), Duty(), terms, Place(authority="410212"))
