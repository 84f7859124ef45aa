"""Which face serves which role, and what a face gives to a paper."""

from pathlib import Path

import pytest
import uharfbuzz as hb
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.t2CharStringPen import T2CharStringPen

from reports.cff import cids
from reports.face import Face
from reports.fonts import FALLBACK, FAMILIES, Fonts, Role, find_fonts, floor_folder
from sampler.errors import Broken

RARE = "𠮷㙟䶮𬭚𰻝"


def test_the_floor_serves_every_role_at_its_weight(floor: Fonts) -> None:
    faces = {role: floor.chain(role)[0] for role in Role}
    assert {role: face.weight for role, face in faces.items()} == {
        Role.TITLE: 900,
        Role.HEADING: 700,
        Role.BODY: 400,
        Role.LABEL: 400,
        Role.STRONG: 700,
        Role.NUMBER: 400,
    }
    assert {face.family for face in faces.values()} == {"Noto Sans SC"}


def test_the_system_sets_official_faces(system: Fonts) -> None:
    families = {role: system.chain(role)[0].family for role in Role}
    assert families[Role.TITLE] == families[Role.BODY] == "Noto Serif CJK SC"
    assert families[Role.LABEL] == "Noto Sans CJK SC"
    assert families[Role.NUMBER] == "LXGW WenKai"
    assert system.chain(Role.TITLE)[0].weight == 900


def test_rare_characters_are_covered(fonts: Fonts) -> None:
    for role in Role:
        for character in RARE:
            assert any(face.code(ord(character)) for face in fonts.chain(role)), (role, character)


def test_the_order_is_always_the_same() -> None:
    one, other = find_fonts(), find_fonts()
    for role in Role:
        assert [face.path for face in one.chain(role)] == [face.path for face in other.chain(role)]


def test_no_fonts_are_said_not_guessed(font_folder: Path) -> None:
    with pytest.raises(Broken, match="fonts_missing"):
        find_fonts(folders=[font_folder])


def test_a_file_named_after_a_role_serves_it(font_folder: Path) -> None:
    japanese = floor_folder() / "ofl/notosansjp/NotoSansJP[wght].ttf"
    (font_folder / "title.ttf").symlink_to(japanese)  # followed to its own name, it would not be the title's any more
    (font_folder / "number.ttf").write_bytes(japanese.read_bytes())
    (font_folder / "rare.ttf").write_bytes(japanese.read_bytes())
    (font_folder / "broken.ttf").write_bytes(b"no font")
    (font_folder / "empty.ttf").write_bytes(b"")
    found = find_fonts(own=font_folder, folders=[floor_folder()])
    assert found.chain(Role.TITLE)[0].family == found.chain(Role.NUMBER)[0].family == "Noto Sans JP"
    assert found.chain(Role.BODY)[0].family == "Noto Sans SC"
    assert found.chain(Role.BODY)[-1].path.name == "rare.ttf"


def test_a_variable_font_is_measured_and_cut_at_its_weight(floor: Fonts) -> None:
    heavy, light = floor.chain(Role.TITLE)[0], floor.chain(Role.BODY)[0]
    digit = heavy.code(ord("8"))
    assert digit is not None
    assert heavy.path == light.path
    assert heavy.advance(digit) > light.advance(digit)
    program = heavy.subset([0, digit])
    cut = hb.Font(hb.Face(program.data))
    assert "fvar" not in cut.face.table_tags
    assert cut.get_glyph_h_advance(program.glyphs[digit]) == heavy.advance(digit)


def test_a_regional_cut_keeps_the_cids_of_its_glyphs(system: Fonts, font_folder: Path) -> None:
    whole = system.chain(Role.BODY)[0]
    code = whole.code(ord("抽"))
    assert code is not None
    request = hb.SubsetInput()
    request.unicode_set.update(map(ord, "随机抽查"))
    path = font_folder / "cut.otf"
    path.write_bytes(hb.subset(hb.Face(hb.Blob.from_file_path(str(whole.path)), whole.index), request).blob.data)
    cut = Face(path)
    assert cut.code(ord("抽")) == code
    assert cut.advance(code) == 1000
    assert code in (cids(cut.subset([0, code]).data) or ())


def test_a_font_named_by_glyph_is_written_by_position(font_folder: Path) -> None:
    path = font_folder / "named.otf"
    _named_font().save(path)
    face = Face(path)
    assert face.usable
    assert [face.code(ord(c)) for c in "抽查机"] == [1, 2, None]
    assert face.advance(2) == 500
    program = face.subset([0, 2])
    assert program.cff
    assert program.glyphs == {0: 0, 2: 2}
    assert cids(program.data) is None


def _named_font() -> FontBuilder:
    names = [".notdef", "chou", "cha"]
    builder = FontBuilder(1000, isTTF=False)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({ord("抽"): "chou", ord("查"): "cha"})
    widths = {".notdef": 1000, "chou": 1000, "cha": 500}
    strings = {}
    for name in names:
        pen = T2CharStringPen(widths[name], None)
        pen.moveTo((0, 0))
        pen.lineTo((widths[name], 700))
        pen.lineTo((0, 700))
        pen.closePath()
        strings[name] = pen.getCharString()
    builder.setupCFF("Named", {"FullName": "Named"}, strings, {})
    builder.setupHorizontalMetrics({name: (width, 0) for name, width in widths.items()})
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupNameTable({"familyName": "Named", "styleName": "Regular", "psName": "Named"})
    builder.setupOS2()
    builder.setupPost()
    return builder


def test_the_notice_names_every_family_with_its_licence() -> None:
    notice = (Path(__file__).parents[2] / "sampler/codes/NOTICE.txt").read_text(encoding="utf-8")
    families = {*FALLBACK, *(name for names, _ in FAMILIES.values() for name in names)}
    assert [name for name in sorted(families) if name not in notice] == []
    assert notice.count("SIL Open Font License 1.1") >= 5
