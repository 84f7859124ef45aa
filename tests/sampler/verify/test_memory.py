"""A chain may have hundreds of large draws: one draw's files are in memory at a time, and read again where needed."""

import tracemalloc

import pytest

from sampler import verify as v

from .authority import NOW, Authority, entities, failing, first


def peak(root, draws):
    """The most that checking a chain of so many draws holds, in bytes."""
    authority = Authority(root)
    for i in range(draws):
        draw = authority.draw(f"draw-{i}", frame=entities(1500)).complete()
        draw.change("replacement", [draw.replaced(first(draw))])  # so each draw is computed twice
    tracemalloc.start()
    try:
        assert v.verify([], root, now=NOW).ok
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_memory_does_not_grow_with_the_number_of_draws(tmp_path):
    one = peak(tmp_path / "one", 1)
    assert peak(tmp_path / "six", 6) < 1.5 * one


@pytest.mark.parametrize("change", [lambda path: path.write_bytes(b""), lambda path: path.unlink()])
def test_a_frame_that_changes_while_it_is_checked_is_no_answer(authority, drawn, monkeypatch, change):
    drawn.change("replacement", [drawn.replaced(first(drawn))])
    check_links = v.check_links

    def meanwhile(*arguments):
        change(drawn.folder / v.FRAME)
        check_links(*arguments)

    monkeypatch.setattr(v, "check_links", meanwhile)
    assert failing(authority.verify()) == {("readable", "draw/")}
