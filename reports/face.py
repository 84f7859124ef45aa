"""One face of a font file: which characters it has, how wide they are, and the part of it that a paper embeds.

HarfBuzz reads, subsets and instances: 550 characters of a 17 MB variable font come out at the wanted weight in some
10 ms. A face never changes after it is opened, so one process opens it once and every paper uses it.
"""

import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import uharfbuzz as hb

from reports.cff import cids

FAMILY, TYPOGRAPHIC_FAMILY, POSTSCRIPT_NAME = 1, 16, 6
NEEDED_TABLES = frozenset({"CFF ", "glyf", "loca", "head", "hhea", "hmtx", "maxp", "fvar", "gvar", "avar", "HVAR"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """The embedded part of a face: an sfnt with glyf outlines, or a bare CFF table. `glyphs`: code → glyph id in it."""

    data: bytes
    cff: bool
    glyphs: Mapping[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Metrics:
    """What a font descriptor states, in thousandths of an em."""

    ascent: int
    descent: int
    box: tuple[int, int, int, int]


class FontUnreadable(Exception):
    """The file cannot be opened."""


class Face:
    """A face by file, index in its collection, and weight where the file is variable."""

    def __init__(self, path: Path, index: int = 0, weight: int | None = None) -> None:
        self.path, self.index = path, index
        try:
            self._face = hb.Face(hb.Blob.from_file_path(str(path)), index)
        except hb.HarfBuzzError as error:
            raise FontUnreadable(path) from error
        self._font = hb.Font(self._face)
        self._axis = next((a for a in self._face.axis_infos if a.tag == "wght"), None)
        if self._axis and weight is not None:
            self._font.set_variations({"wght": self.nearest_weight(weight)})
        self.weight = self.nearest_weight(weight or 400)

    @property
    def usable(self) -> bool:
        """Whether there are outlines that a PDF takes."""
        return self._face.glyph_count > 0 and bool({"glyf", "CFF "} & set(self._face.table_tags))

    @property
    def faces(self) -> int:
        """How many faces the file holds."""
        return int(self._face.count)

    @cached_property
    def family(self) -> str:
        return self._face.get_name(TYPOGRAPHIC_FAMILY) or self._face.get_name(FAMILY) or ""

    @cached_property
    def name(self) -> str:
        """The PostScript name; an instance of a variable font adds its weight."""
        name = self._face.get_name(POSTSCRIPT_NAME) or self.path.stem
        name = "".join(c for c in name if c.isascii() and (c.isalnum() or c in "-_")) or "Font"
        return f"{name.partition('-')[0]}-wght{self.weight}" if self._axis else name

    def nearest_weight(self, weight: int) -> int:
        """The weight that this file can give: its own, or within the range of its axis."""
        if self._axis:
            return int(min(max(weight, self._axis.min_value), self._axis.max_value))
        table = self._face.reference_table("OS/2").data
        return int(struct.unpack_from(">H", table, 4)[0]) if len(table) >= 6 else 400

    def code(self, codepoint: int) -> int | None:
        """What a paper writes for a character: its CID in a CID-keyed font, else its glyph id; None: not covered."""
        glyph = self._font.get_nominal_glyph(codepoint)
        return self._cids[glyph] if glyph else None

    def advance(self, code: int) -> int:
        """Width in thousandths of an em."""
        units: int = self._font.get_glyph_h_advance(self._glyphs[code])
        return round(units * 1000 / int(self._face.upem))

    @cached_property
    def metrics(self) -> Metrics:
        scale = 1000 / self._face.upem
        extents = self._font.get_font_extents("ltr")
        box = struct.unpack_from(">4h", self._face.reference_table("head").data, 36)
        return Metrics(
            ascent=round(extents.ascender * scale),
            descent=round(extents.descender * scale),
            box=(round(box[0] * scale), round(box[1] * scale), round(box[2] * scale), round(box[3] * scale)),
        )

    def subset(self, codes: Iterable[int]) -> Program:
        """The outlines of `codes` alone, without hints, layout and names; a variable font comes at its weight."""
        glyphs = {code: self._glyphs[code] for code in sorted(codes)}
        plan = hb.SubsetPlan(self._face, self._request(glyphs.values()))
        sfnt, moved = plan.execute().blob.data, plan.old_to_new_glyph_mapping
        return Program(
            data=_table(sfnt, b"CFF ") if self._cff else sfnt,
            cff=self._cff,
            glyphs={code: moved[glyph] for code, glyph in glyphs.items()},
        )

    def _request(self, glyphs: Iterable[int]) -> hb.SubsetInput:
        request = hb.SubsetInput()
        request.flags = hb.SubsetFlags.NO_HINTING | hb.SubsetFlags.NO_LAYOUT_CLOSURE | hb.SubsetFlags.NOTDEF_OUTLINE
        if self._cff:
            request.flags |= hb.SubsetFlags.DESUBROUTINIZE
        if self._cff and self._charset is None:  # a PDF names the glyphs of such a font by their position
            request.flags |= hb.SubsetFlags.RETAIN_GIDS
        request.glyph_set.update(glyphs)
        unneeded = set(self._face.table_tags) - NEEDED_TABLES
        request.drop_table_tag_set.update(int.from_bytes(tag.encode(), "big") for tag in unneeded)
        if self._axis:
            request.pin_axis_location(self._face, "wght", self.weight)
        return request

    @cached_property
    def _cff(self) -> bool:
        return "CFF " in self._face.table_tags

    @cached_property
    def _charset(self) -> Sequence[int] | None:
        return cids(self._face.reference_table("CFF ").data) if self._cff else None

    @cached_property
    def _cids(self) -> "range | tuple[int, ...]":
        """CID by glyph id where the font is CID-keyed, else the glyph id itself."""
        every = range(self._face.glyph_count)
        if self._charset is None or list(self._charset) == list(every):
            return every
        return tuple(self._charset)

    @cached_property
    def _glyphs(self) -> "range | dict[int, int]":
        """Glyph id by code."""
        return self._cids if isinstance(self._cids, range) else {cid: glyph for glyph, cid in enumerate(self._cids)}


def _table(sfnt: bytes, tag: bytes) -> bytes:
    """One table of an sfnt file."""
    (count,) = struct.unpack_from(">H", sfnt, 4)
    for at in range(12, 12 + 16 * count, 16):
        if sfnt[at : at + 4] == tag:
            start, length = struct.unpack_from(">II", sfnt, at + 8)
            return sfnt[start : start + length]
    raise ValueError(tag)  # the subset of a CFF font holds a CFF table
