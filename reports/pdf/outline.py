"""Bookmarks: a tree of titles, each leading to a place on a page (ISO 32000-1, 12.3.3)."""

from dataclasses import dataclass, field

from reportlab.pdfbase import pdfdoc

from reports.pdf.document import Document, ref


@dataclass(slots=True, kw_only=True)
class Bookmark:
    """A title that leads to the height `top` of the page object `page`."""

    title: str
    page: int
    top: float
    children: list["Bookmark"] = field(default_factory=list)


def write_outline(document: Document, bookmarks: list[Bookmark]) -> int:
    """Add the tree, its first level folded, and return the number of its root."""
    root = pdfdoc.PDFDictionary({"Type": "/Outlines", "Count": len(bookmarks)})
    number = document.add(root)
    _write_level(document, bookmarks, number, root)
    return number


def _write_level(document: Document, bookmarks: list[Bookmark], parent: int, holder: pdfdoc.PDFDictionary) -> None:
    items = [pdfdoc.PDFDictionary({"Title": pdfdoc.PDFString(b.title), "Parent": ref(parent)}) for b in bookmarks]
    numbers = [document.add(item) for item in items]
    holder["First"], holder["Last"] = ref(numbers[0]), ref(numbers[-1])
    for place, (bookmark, item) in enumerate(zip(bookmarks, items, strict=True)):
        item["Dest"] = f"[{ref(bookmark.page)} /XYZ null {bookmark.top:.1f} null]"
        if place:
            item["Prev"] = ref(numbers[place - 1])
        if place + 1 < len(items):
            item["Next"] = ref(numbers[place + 1])
        if bookmark.children:
            item["Count"] = -len(bookmark.children)
            _write_level(document, bookmark.children, numbers[place], item)
