"""Writing in one role: each character in the first face of the chain that has it."""

from itertools import groupby

from reports.face import Face
from reports.pdf.document import Document
from reports.pdf.embedding import EmbeddedFont, Uncovered

EM = 1000


class FontBox:
    """The fonts that a document has taken out so far, and the characters that none of them has."""

    def __init__(self) -> None:
        self._fonts: list[EmbeddedFont] = []
        self.uncovered: dict[str, None] = {}

    def fonts_of(self, face: Face) -> list[EmbeddedFont]:
        return [font for font in self._fonts if font.face is face]

    def take(self, face: Face) -> EmbeddedFont:
        """A new font of the face; a second one where two characters share a glyph, so that each can be read back."""
        font = EmbeddedFont(face, f"F{len(self._fonts) + 1}")
        self._fonts.append(font)
        return font

    def embed(self, document: Document) -> dict[str, str]:
        """Key and reference of each font that was written with."""
        return {font.key: font.embed(document) for font in self._fonts if len(font)}


class Pen:
    """A role's chain of faces at work in one document."""

    def __init__(self, box: FontBox, chain: tuple[Face, ...]) -> None:
        self._box, self._chain = box, chain
        self._first = next(iter(box.fonts_of(chain[0]) or [box.take(chain[0])]))
        self._widths = _Widths(self)

    def width(self, text: str) -> float:
        """In ems.

        Nearly every text is measured before it is drawn, so this is a sum over a table that fills itself.
        """
        return sum(map(self._widths.__getitem__, text)) / EM

    def runs(self, text: str) -> list[tuple[str, str]]:
        """Font key and hex digits, piece by piece."""
        try:
            return [(self._first.key, self._first.encode(text))]
        except Uncovered:
            fonts = [(self.font_of(character), character) for character in text]
        pieces = groupby(((font, c) for font, c in fonts if font is not None), key=lambda pair: pair[0].key)
        return [(key, "".join(font.encode(c) for font, c in piece)) for key, piece in pieces]

    def font_of(self, character: str) -> EmbeddedFont | None:
        """The font that writes a character; None, and the character is noted, where there is none."""
        for face in self._chain:
            if face.code(ord(character)) is not None:
                return self._font_of(face, character)
        self._box.uncovered[character] = None
        return None

    def _font_of(self, face: Face, character: str) -> EmbeddedFont:
        for font in self._box.fonts_of(face):
            try:
                font[ord(character)]
            except Uncovered:
                continue
            return font
        return self._box.take(face)


class _Widths(dict[str, int]):
    """Character → thousandths of an em, filled as it is read."""

    def __init__(self, pen: Pen) -> None:
        self._pen = pen

    def __missing__(self, character: str) -> int:
        font = self._pen.font_of(character)
        self[character] = EM if font is None else font.advance(character)
        return self[character]
