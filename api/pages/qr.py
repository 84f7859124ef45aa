"""Texts as QR codes."""

from io import BytesIO

import segno
from markupsafe import Markup


def qr_code(text: str, *, correction: str, border: int) -> Markup:
    """The picture as SVG, without a size. `correction` is at least l, m, q or h; `border` counts modules."""
    drawn = BytesIO()
    code = segno.make(text, error=correction, micro=False)
    code.save(
        drawn, kind="svg", xmldecl=False, svgns=False, omitsize=True, border=border, svgclass=None, lineclass=None
    )
    return Markup(drawn.getvalue().decode())  # noqa: S704  # segno's own, without words
