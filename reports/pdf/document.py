"""The PDF file: reportlab's numbering and objects, packed the way PDF 1.5 allows.

A tagged table of 20,000 rows is 140,000 small objects. reportlab writes each plain, with a 20-byte line in the
cross-reference table; here they go into compressed object streams (ISO 32000-1, 7.5.7), a fifth of the size. Nothing
in the file depends on a clock or on chance: its identifier is the digest of its content.

Used of reportlab beyond its documented classes: `PDFDocument.Reference`, `objectcounter`, `numberToId`, `idToObject`,
and `pdfdoc.format(…, toplevel=1)` with the `__RefOnly__` mark.
"""

import hashlib
import struct
import zlib

from reportlab.pdfbase import pdfdoc

OBJECTS_PER_STREAM = 200
HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"


class Stream(pdfdoc.PDFObject):  # type: ignore[misc]  # reportlab ships no types
    """A stream, compressed, with the end of line before `endstream` that PDF/A asks for and reportlab leaves out."""

    __RefOnly__ = 1

    def __init__(self, data: bytes, *, compress: bool = True, **entries: object) -> None:
        self.data = zlib.compress(data) if compress else data
        self.dictionary = pdfdoc.PDFDictionary(entries)
        self.dictionary["Length"] = len(self.data)
        if compress:
            self.dictionary["Filter"] = pdfdoc.PDFName("FlateDecode")

    def format(self, document: pdfdoc.PDFDocument) -> bytes:
        head: bytes = self.dictionary.format(document)
        return b"%s\nstream\n%s\nendstream" % (head, self.data)


class Raw(pdfdoc.PDFObject):  # type: ignore[misc]  # reportlab ships no types
    """An object that is already written out."""

    __RefOnly__ = 1

    def __init__(self, text: str) -> None:
        self.text = text

    def format(self, _document: pdfdoc.PDFDocument) -> bytes:
        return self.text.encode("ascii")


class Document(pdfdoc.PDFDocument):  # type: ignore[misc]  # reportlab ships no types
    """A PDF document whose objects are known by number as soon as they are added."""

    def __init__(self) -> None:
        super().__init__(dummyoutline=1, compression=1, invariant=1)
        self.fonts = pdfdoc.PDFDictionary()
        self.resources = self.add(pdfdoc.PDFDictionary({"Font": self.fonts}))

    def add(self, thing: pdfdoc.PDFObject) -> int:
        """Number `thing`; what it holds may change until the document is written."""
        self.Reference(thing)
        return int(self.objectcounter)

    def write(self, catalog: pdfdoc.PDFObject, info: pdfdoc.PDFObject) -> bytes:
        """The whole file."""
        root, about = self.add(catalog), self.add(info)
        packing = _Packing()
        number = 0
        while (number := number + 1) in self.numberToId:  # formatting one object may add others
            thing = self.idToObject[self.numberToId[number]]
            text = pdfdoc.format(thing, self, toplevel=1)
            packing.add(number, text, apart=isinstance(thing, Stream))
        return packing.finish(root, about)


def ref(number: int) -> str:
    """A reference as it stands in a file: direct text that reportlab passes on as it is."""
    return f"{number} 0 R"


class _Packing:
    """The bytes of the file so far, and where each object lies: at an offset, or in an object stream at a place."""

    def __init__(self) -> None:
        self._parts = [HEADER]
        self._offset = len(HEADER)
        self._places: dict[int, tuple[int, int, int]] = {0: (0, 0, 65535)}
        self._waiting: list[tuple[int, bytes]] = []

    def add(self, number: int, text: bytes, *, apart: bool) -> None:
        if apart:
            self._write(number, text)
        else:
            self._waiting.append((number, text))

    def finish(self, root: int, info: int) -> bytes:
        number = max(self._places.keys() | {n for n, _ in self._waiting}) + 1
        for start in range(0, len(self._waiting), OBJECTS_PER_STREAM):
            self._write_together(number, self._waiting[start : start + OBJECTS_PER_STREAM])
            number += 1
        return self._close(number, root, info)

    def _write(self, number: int, text: bytes) -> None:
        self._places[number] = (1, self._offset, 0)
        part = b"%d 0 obj\n%s\nendobj\n" % (number, text)
        self._parts.append(part)
        self._offset += len(part)

    def _write_together(self, number: int, objects: list[tuple[int, bytes]]) -> None:
        offset, index = 0, []
        for place, (member, text) in enumerate(objects):
            self._places[member] = (2, number, place)
            index.append(b"%d %d" % (member, offset))
            offset += len(text) + 1
        head = b" ".join(index) + b"\n"
        body = zlib.compress(head + b"\n".join(text for _, text in objects))
        entries = b"<</Type/ObjStm/N %d/First %d/Filter/FlateDecode/Length %d>>" % (len(objects), len(head), len(body))
        self._write(number, b"%s\nstream\n%s\nendstream" % (entries, body))

    def _close(self, number: int, root: int, info: int) -> bytes:
        start = self._offset
        self._places[number] = (1, start, 0)
        table = zlib.compress(b"".join(struct.pack(">BIH", *self._places[n]) for n in range(number + 1)))
        digest = hashlib.sha256()
        for part in self._parts:
            digest.update(part)
        name = digest.hexdigest()[:32].encode()
        entries = b"<</Type/XRef/W[1 4 2]/Size %d/Root %d 0 R/Info %d 0 R/ID[<%s><%s>]/Filter/FlateDecode/Length %d>>"
        head = entries % (number + 1, root, info, name, name, len(table))
        self._write(number, b"%s\nstream\n%s\nendstream" % (head, table))
        return b"".join([*self._parts, b"startxref\n%d\n%%%%EOF\n" % start])
