"""The pages of a paper while they are drawn: text in roles, shapes, and what each piece means.

Lengths are points from the lower left corner of the page. Everything drawn is either tagged content or an artifact;
there is no third way, so that a paper is readable by machines as a whole.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from reportlab.pdfbase import pdfdoc

from reports.fonts import Fonts, Role
from reports.pdf.colour import srgb_profile
from reports.pdf.document import Document, Raw, Stream, ref
from reports.pdf.metadata import Metadata
from reports.pdf.outline import Bookmark, write_outline
from reports.pdf.pen import FontBox, Pen
from reports.pdf.shapes import frame
from reports.pdf.structure import Structure
from reports.style import PAGE_HEIGHT, PAGE_WIDTH, Align, Style
from reports.typesetting import break_lines, squeezed

SHIFT = {Align.LEFT: 0.0, Align.CENTRE: 0.5, Align.RIGHT: 1.0}


@dataclass(slots=True, kw_only=True)
class _Page:
    """A page and its two streams: what stands on every page lies beneath what was drawn."""

    number: int
    dictionary: pdfdoc.PDFDictionary
    body: list[str] = field(default_factory=list)
    furniture: list[str] = field(default_factory=list)
    streams: list[int] = field(default_factory=list)


class Canvas:
    """A document under the pen. `turn` begins a page; `save` returns the file."""

    def __init__(self, fonts: Fonts) -> None:
        self._document = Document()
        self._structure = Structure(self._document)
        self._box = FontBox()
        self._pens = {role: Pen(self._box, fonts.chain(role)) for role in Role}
        self._pages: list[_Page] = []
        self._ops: list[str] = []
        self._bookmarks: list[Bookmark] = []

    @property
    def pages(self) -> int:
        """How many pages there are so far."""
        return len(self._pages)

    @property
    def uncovered(self) -> tuple[str, ...]:
        """The characters that no font has, in the order they were met."""
        return tuple(self._box.uncovered)

    def pen(self, style: Style) -> Pen:
        return self._pens[style.role]

    def width(self, text: str, style: Style) -> float:
        """How wide a line is, in points."""
        return self.pen(style).width(text) * style.size + style.tracking * max(0, len(text) - 1)

    def turn(self) -> None:
        """Finish the page, and begin the next one."""
        self._shut()
        dictionary = pdfdoc.PDFDictionary(
            {
                "Type": "/Page",
                "MediaBox": f"[0 0 {PAGE_WIDTH} {PAGE_HEIGHT}]",
                "Resources": ref(self._document.resources),
                "StructParents": len(self._pages),
                "Tabs": "/S",
            }
        )
        page = _Page(number=self._document.add(dictionary), dictionary=dictionary)
        self._pages.append(page)
        self._structure.turn()
        self._ops = page.body

    def text(self, x: float, y: float, text: str, style: Style, align: Align = Align.LEFT) -> None:
        """A line with its baseline at y, beginning, centred or ending at x."""
        x -= SHIFT[align] * self.width(text, style) if align is not Align.LEFT else 0.0
        self._ops.append(f"BT {style.colour} rg {style.tracking:.3f} Tc 1 0 0 1 {x:.2f} {y:.2f} Tm")
        self._show(text, style)
        self._ops.append("ET")

    def lines(self, text: str, style: Style, width: float) -> list[str]:
        """`text` in lines of at most `width`; a `\\n` in it is a break that was asked for."""
        pen, size = self.pen(style), style.size
        if len(text) * size <= width and "\n" not in text:
            return [text]
        parts = text.split("\n")
        return [line for part in parts for line in break_lines(part, lambda t: pen.width(t) * size, width, size)]

    def squeezed_width(self, text: str, style: Style) -> float:
        """How wide a line is where marks that meet give up half an em."""
        pen = self.pen(style)
        return (pen.width(text) - (len(squeezed(text, pen.width)) - 1) / 2) * style.size

    def squeezed_text(self, x: float, y: float, text: str, style: Style, spread: float) -> None:
        """A line of running text, whose marks give way to each other; `spread` points go behind each character."""
        self._ops.append(f"BT {style.colour} rg {spread:.3f} Tc 1 0 0 1 {x:.2f} {y:.2f} Tm")
        for place, piece in enumerate(squeezed(text, self.pen(style).width)):
            if place:
                self._ops.append("[500]TJ")
            self._show(piece, style)
        self._ops.append("ET")

    def _show(self, text: str, style: Style) -> None:
        self._ops.extend(f"/{key} {style.size} Tf <{codes}>Tj" for key, codes in self.pen(style).runs(text))

    def tick_box(self, x: float, y: float, size: float, colour: str) -> None:
        """An empty box to tick, which reads as ☐: no font of ours has one."""
        self._ops.append(f"/Span <</ActualText <FEFF2610>>> BDC q {frame(x, y, size, size, colour, 0.6)} Q EMC")

    def draw(self, shape: str) -> None:
        """Operators of reports.pdf.shapes, as part of the content that is open."""
        self._ops.append(f"q {shape} Q")

    def decorate(self, *shapes: str) -> None:
        """Shapes that mean nothing: grounds, rules, borders."""
        self._ops.append("/Artifact BMC q " + " ".join(shapes) + " Q EMC")

    @contextmanager
    def artifact(self) -> Iterator[None]:
        """Text that is no part of the paper's own: running heads, page numbers, headings repeated on a new page."""
        self._ops.append("/Artifact BMC")
        yield
        self._ops.append("EMC")

    @contextmanager
    def group(self, tag: str, attributes: str = "") -> Iterator[None]:
        """An element that holds others."""
        self._structure.open(tag, attributes)
        yield
        self._structure.close()

    @contextmanager
    def content(self) -> Iterator[None]:
        """Content of the element that is open."""
        tag, mark = self._structure.mark(self._pages[-1].number)
        self._ops.append(f"/{tag} <</MCID {mark}>> BDC")
        yield
        self._ops.append("EMC")

    @contextmanager
    def tagged(self, tag: str, attributes: str = "") -> Iterator[None]:
        """An element and, at once, its content."""
        with self.group(tag, attributes), self.content():
            yield

    def figure(self, alternative: str, shape: str) -> None:
        """A drawing, with the words for those who don't see it."""
        words = pdfdoc.PDFString(alternative).format(self._document).decode("latin-1")
        with self.tagged("Figure", f"/Alt {words}"):
            self.draw(shape)

    def bookmark(self, title: str, top: float, level: int = 0) -> None:
        """A place that readers jump to; a level below another stands under its last one."""
        bookmarks = self._bookmarks
        for _ in range(level):
            bookmarks = bookmarks[-1].children
        bookmarks.append(Bookmark(title=title, page=self._pages[-1].number, top=top))

    @contextmanager
    def furniture(self, index: int) -> Iterator[None]:
        """Draw beneath the page `index`, once all pages are there: band, running head, page number."""
        self._shut()
        page = self._pages[index]
        self._ops = page.furniture
        with self.artifact():
            yield
        page.streams.insert(0, self._stream(page.furniture))
        self._ops = []

    def save(self, metadata: Metadata) -> bytes:
        """The file."""
        self._shut()
        for page in self._pages:
            page.dictionary["Contents"] = f"[{' '.join(ref(number) for number in page.streams)}]"
        for key, reference in self._box.embed(self._document).items():
            self._document.fonts[key] = reference
        self._structure.finish()
        return self._document.write(self._catalog(metadata), metadata.info())

    def _shut(self) -> None:
        """Pack the page's drawing away: a thousand open pages would not fit in a small machine."""
        if self._pages and self._pages[-1].body:
            self._pages[-1].streams.append(self._stream(self._pages[-1].body))
            self._pages[-1].body = []

    def _stream(self, ops: list[str]) -> int:
        return self._document.add(Stream("\n".join(ops).encode("ascii")))

    def _catalog(self, metadata: Metadata) -> pdfdoc.PDFDictionary:
        add = self._document.add
        kids = " ".join(ref(page.number) for page in self._pages)
        tree = add(Raw(f"<</Type/Pages/Count {len(self._pages)}/Kids[{kids}]>>"))
        for page in self._pages:
            page.dictionary["Parent"] = ref(tree)
        profile = add(Stream(srgb_profile(), N=3))
        intent = f"<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier(sRGB)/DestOutputProfile {ref(profile)}>>"
        entries = {
            "Type": "/Catalog",
            "Pages": ref(tree),
            "Lang": pdfdoc.PDFString(metadata.language),
            "Metadata": ref(add(Stream(metadata.xmp(), compress=False, Type="/Metadata", Subtype="/XML"))),
            "MarkInfo": "<</Marked true>>",
            "StructTreeRoot": ref(self._structure.number),
            "ViewerPreferences": "<</DisplayDocTitle true>>",
            "OutputIntents": f"[{intent}]",
        }
        if self._bookmarks:
            entries |= {"Outlines": ref(write_outline(self._document, self._bookmarks)), "PageMode": "/UseOutlines"}
        return pdfdoc.PDFDictionary(entries)
