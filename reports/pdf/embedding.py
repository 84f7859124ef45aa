"""A face in a document: what was written with it, and the Type0 font that carries it (ISO 32000-1, 9.7).

The code of a character is its CID or glyph id in the original font, so a text is encoded before anybody knows which
characters the document will need in the end. The table that encodes is filled as it is read: its keys are the subset.
"""

import hashlib
from itertools import groupby

from reportlab.pdfbase import pdfdoc

from reports.face import Face, Program
from reports.pdf.document import Document, Stream, ref

CMAP_HEAD = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
"""
CMAP_TAIL = "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
CMAP_BLOCK = 100


class Uncovered(Exception):
    """A character that this font can't write; it is no LookupError, which `str.translate` would swallow."""


class EmbeddedFont(dict[int, str]):
    """A `str.translate` table, code point → the character whose number is the code, filled as it is used.

    A code stands for one character in a document, so that the text can be read back. Where two characters share a
    glyph (U+2F00 and U+4E00, often), the second one is not covered here, and the next font of the chain takes it.
    """

    def __init__(self, face: Face, key: str) -> None:
        self.face, self.key = face, key
        self._characters: dict[int, int] = {}

    def __missing__(self, codepoint: int) -> str:
        code = self.face.code(codepoint)
        if code is None or self._characters.setdefault(code, codepoint) != codepoint:
            raise Uncovered(chr(codepoint))
        self[codepoint] = chr(code)
        return self[codepoint]

    def encode(self, text: str) -> str:
        """The hex digits of a `Tj` operand; raises `Uncovered`."""
        return text.translate(self).encode("utf-16-be", "surrogatepass").hex()

    def advance(self, character: str) -> int:
        """Thousandths of an em; raises `Uncovered`."""
        return self.face.advance(ord(self[ord(character)]))

    def embed(self, document: Document) -> str:
        """Add the font's objects, and return the reference to its Type0 dictionary."""
        program = self.face.subset([0, *self._characters])
        tag = "".join(chr(65 + byte % 26) for byte in hashlib.sha256(program.data).digest()[:6])
        name = pdfdoc.PDFName(f"{tag}+{self.face.name}")
        descendant = document.add(self._cid_font(document, program, name))
        font = {
            "Type": "/Font",
            "Subtype": "/Type0",
            "BaseFont": name,
            "Encoding": "/Identity-H",
            "DescendantFonts": f"[{ref(descendant)}]",
            "ToUnicode": ref(document.add(Stream(self._to_unicode().encode("ascii")))),
        }
        return ref(document.add(pdfdoc.PDFDictionary(font)))

    def _cid_font(self, document: Document, program: Program, name: str) -> pdfdoc.PDFDictionary:
        font = {
            "Type": "/Font",
            "Subtype": "/CIDFontType0" if program.cff else "/CIDFontType2",
            "BaseFont": name,
            "CIDSystemInfo": "<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>",
            "DW": 1000,
            "W": self._widths(),
            "FontDescriptor": ref(document.add(self._descriptor(document, program, name))),
        }
        if not program.cff:
            font["CIDToGIDMap"] = ref(document.add(Stream(_cid_to_gid(program))))
        return pdfdoc.PDFDictionary(font)

    def _descriptor(self, document: Document, program: Program, name: str) -> pdfdoc.PDFDictionary:
        metrics = self.face.metrics
        kind = {"Subtype": "/CIDFontType0C"} if program.cff else {"Length1": len(program.data)}
        entries = {
            "Type": "/FontDescriptor",
            "FontName": name,
            "Flags": 4,
            "FontBBox": "[{} {} {} {}]".format(*metrics.box),
            "ItalicAngle": 0,
            "Ascent": metrics.ascent,
            "Descent": metrics.descent,
            "CapHeight": metrics.ascent,
            "StemV": 80,
            "FontFile3" if program.cff else "FontFile2": ref(document.add(Stream(program.data, **kind))),
        }
        return pdfdoc.PDFDictionary(entries)

    def _widths(self) -> str:
        """The `W` array: runs of neighbouring codes that are not one em wide."""
        widths = {code: self.face.advance(code) for code in sorted({0, *self._characters})}
        odd = [code for code, width in widths.items() if width != 1000]
        runs = [[code for _, code in run] for _, run in groupby(enumerate(odd), lambda pair: pair[1] - pair[0])]
        return "[" + " ".join(f"{run[0]}[{' '.join(str(widths[c]) for c in run)}]" for run in runs) + "]"

    def _to_unicode(self) -> str:
        lines = [
            f"<{code:04X}> <{chr(point).encode('utf-16-be').hex().upper()}>"
            for code, point in sorted(self._characters.items())
        ]
        blocks = [lines[start : start + CMAP_BLOCK] for start in range(0, len(lines), CMAP_BLOCK)]
        text = "".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar\n" for block in blocks)
        return CMAP_HEAD + text + CMAP_TAIL


def _cid_to_gid(program: Program) -> bytes:
    table = bytearray(2 * (max(program.glyphs) + 1))
    for code, glyph in program.glyphs.items():
        table[2 * code : 2 * code + 2] = glyph.to_bytes(2, "big")
    return bytes(table)
