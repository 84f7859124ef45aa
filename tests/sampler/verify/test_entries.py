"""What an entry may hold: SSJ1 1 byte by byte, the keys and values of 2 and 3. Each rule broken alone."""

import pytest

from sampler import verify as v

from .authority import FRAME, edit, entities, failing, reseal, set_key
from .breaches import KEYS, VALUES

BYTES = [
    (b"SSJ1 draw\n", b"\xef\xbb\xbfSSJ1 draw\n", "bytes"),
    (b"SSJ1 draw\n", b"SSJ1 draw\r\n", "bytes"),
    (b"SSJ1 draw\n", b"SSJ2 draw\n", "kind"),
    (b"SSJ1 draw\n", b"SSJ1  draw\n", "kind"),
    (b"SSJ1 draw\n", b"SSJ1 ceremony\n", "kind"),
    (b"SSJ1 draw\n", b"\nSSJ1 draw\n", "kind"),
    (b"thrown", b"th\x00rown", "bytes"),
    (b"thrown", b"th\x0brown", "bytes"),
    (b"thrown", b"th\trown", "bytes"),
    (b"thrown", b"th|rown", "bytes"),
    (b"thrown", b"th\x7frown", "bytes"),
    (b"thrown", "th\x80rown".encode(), "bytes"),
    (b"thrown", "th\x9frown".encode(), "bytes"),
    (b"thrown", "th\u202erown".encode(), "bytes"),
    (b"thrown", "th\u2066rown".encode(), "bytes"),
    (b"thrown", "th\u2069rown".encode(), "bytes"),
    (b"thrown", b"th\xffrown", "bytes"),
    (b"thrown", b"th\xed\xa0\x80rown", "bytes"),
]


@pytest.mark.parametrize(("old", "new", "rule"), BYTES)
def test_byte_rules_of_entries(authority, old, new, rule):
    draw = authority.draw()
    edit(draw.folder / v.NOTICE, old, new)
    assert failing(v.verify([draw.folder])) == {(rule, v.NOTICE)}


@pytest.mark.parametrize(
    ("new", "said"), [(b"th\x00rown", "line 27: U+0000 does not"), (b"th\xffrown", "line 27: not UTF-8")]
)
def test_the_line_is_named(authority, new, said):
    draw = authority.draw()
    edit(draw.folder / v.NOTICE, b"thrown", new)
    assert v.verify([draw.folder]).failures[0].found.startswith(said)


@pytest.mark.parametrize("file", [v.NOTICE, v.FRAME, v.RECUSALS, v.CEREMONY, v.OUTCOME, v.SUMS])
def test_every_file_but_the_seed_ends_with_lf(authority, file):
    draw = authority.draw(recusals=[("a1", FRAME[0][0], "亲属")]).complete()
    path = draw.folder / file
    path.write_bytes(path.read_bytes()[:-1])
    assert ("bytes", file) in failing(v.verify([draw.folder]))


def test_the_seed_does_not_end_with_lf(authority):
    draw = authority.draw().complete()
    (draw.folder / v.SEED).write_bytes((draw.folder / v.SEED).read_bytes() + b"\n")
    reseal(draw.folder)
    assert ("seed_text", v.SEED) in failing(v.verify([draw.folder]))


def test_names_may_hold_what_the_rules_do_not_forbid(authority):
    draw = authority.draw(seed_source="骰子 𠮷 𰻝 \u2028 = 20 × \u200b\ufeff")
    assert v.verify([draw.folder]).ok


@pytest.mark.parametrize(("old", "new"), KEYS)
def test_keys_stand_once_and_in_order(authority, old, new):
    draw = authority.draw()
    text = (draw.folder / v.NOTICE).read_text()
    (draw.folder / v.NOTICE).write_text(text.replace(old, new))
    found = failing(v.verify([draw.folder]))
    assert found <= {("keys", v.NOTICE), ("counts", v.NOTICE)}
    assert found


@pytest.mark.parametrize(("key", "value"), [(key, value) for key, values in VALUES.items() for value in values])
def test_a_value_is_written_as_its_key_asks(authority, key, value):
    draw = authority.draw()
    set_key(draw.folder / v.NOTICE, key, value)
    assert failing(v.verify([draw.folder])) == {("values", v.NOTICE)}


@pytest.mark.parametrize(
    ("kind", "key", "value"),
    [
        ("ceremony", "of", "none"),
        ("ceremony", "public_value", ""),
        ("outcome", "record", "A" * 64),
        ("outcome", "at", "2026-11-31T00:00:00Z"),
    ],
)
def test_a_value_of_ceremony_or_outcome(authority, kind, key, value):
    draw = authority.draw().complete()
    file = {"ceremony": v.CEREMONY, "outcome": v.OUTCOME}[kind]
    set_key(draw.folder / file, key, value)
    assert ("values", file) in failing(v.verify([draw.folder]))


def test_number_one_and_no_other_has_zeros_for_prev(authority):
    draw = authority.draw()
    set_key(draw.folder / v.NOTICE, "number", 2)
    assert failing(v.verify([draw.folder])) == {("values", v.NOTICE)}
    set_key(draw.folder / v.NOTICE, "number", 1)
    set_key(draw.folder / v.NOTICE, "prev", "a" * 64)
    assert failing(v.verify([draw.folder])) == {("values", v.NOTICE)}


@pytest.mark.parametrize(
    "name", ["Enterprise", "enterprise/", "enterprise//A", "enterprise/甲", "enterprise 1", "", "/A"]
)
def test_a_stratum_name(authority, name):
    draw = authority.draw(frame=entities(6, name))
    assert {("values", v.NOTICE), ("table", v.FRAME)} & failing(v.verify([draw.folder]))


@pytest.mark.parametrize("name", ["enterprise/A", "enterprise/A/410212101", "a/b.c_d-E"])
def test_a_stratum_name_may_have_parts(authority, name):
    assert v.verify([authority.draw(frame=entities(6, name)).folder]).ok
