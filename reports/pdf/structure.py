"""The logical structure of a paper: what each marked piece of content is, in reading order (ISO 32000-1, 14.7).

Elements are numbered when they open, so that their children can name them, and written out when the document is.
"""

from reportlab.pdfbase import pdfdoc

from reports.pdf.document import Document, Raw, ref


class Element(pdfdoc.PDFObject):  # type: ignore[misc]  # reportlab ships no types
    """One element of the tree; its children are elements, and marked content of one or more pages."""

    __slots__ = ("__InternalName__", "attributes", "kids", "number", "page", "parent", "tag")
    __RefOnly__ = 1

    def __init__(self, tag: str, parent: int, attributes: str) -> None:
        self.tag, self.parent, self.attributes = tag, parent, attributes
        self.number = 0
        self.page: int | None = None
        self.kids: list[str] = []

    def mark(self, page: int, mark: int) -> None:
        """Take in the marked content `mark` of a page; a page other than the first is named each time."""
        if self.page is None:
            self.page = page
        self.kids.append(str(mark) if page == self.page else f"<</Type/MCR/Pg {ref(page)}/MCID {mark}>>")

    def format(self, _document: pdfdoc.PDFDocument) -> bytes:
        page = f"/Pg {ref(self.page)}" if self.page else ""
        kids = f"/K[{' '.join(self.kids)}]" if self.kids else ""
        return f"<</S/{self.tag}/P {ref(self.parent)}{page}{kids}{self.attributes}>>".encode("ascii")


class Structure:
    """The tree as it grows: elements open and close like brackets, content goes to the one that is open."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._root = pdfdoc.PDFDictionary({"Type": "/StructTreeRoot"})
        self.number = document.add(self._root)
        self._marks: list[list[int]] = []  # page by page, the element of each mark
        self._open: list[Element] = []
        self.open("Document")
        self._root["K"] = ref(self._open[0].number)

    def open(self, tag: str, attributes: str = "") -> None:
        parent = self._open[-1].number if self._open else self.number
        element = Element(tag, parent, attributes)
        element.number = self._document.add(element)
        if self._open:
            self._open[-1].kids.append(ref(element.number))
        self._open.append(element)

    def close(self) -> None:
        self._open.pop()

    def turn(self) -> None:
        """A new page: marks count from 0 again."""
        self._marks.append([])

    def mark(self, page: int) -> tuple[str, int]:
        """Give the next mark of the page to the open element: its tag, and the mark."""
        element, marks = self._open[-1], self._marks[-1]
        element.mark(page, len(marks))
        marks.append(element.number)
        return element.tag, len(marks) - 1

    def finish(self) -> None:
        """Write the tree that leads from a page's mark back to its element."""
        lines = [f"[{' '.join(ref(number) for number in marks)}]" for marks in self._marks]
        arrays = [ref(self._document.add(Raw(line))) for line in lines]
        pairs = " ".join(f"{page} {array}" for page, array in enumerate(arrays))
        self._root["ParentTree"] = ref(self._document.add(Raw(f"<</Nums[{pairs}]>>")))
        self._root["ParentTreeNextKey"] = len(arrays)
