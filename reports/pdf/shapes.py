"""Path operators, as text. Colours are the three numbers of `rg`, lengths are points."""

from itertools import groupby

ROUND = 0.5523  # of the radius: where a Bézier quarter circle has its control points


def box(x: float, y: float, width: float, height: float, colour: str) -> str:
    """A filled rectangle, by its lower left corner."""
    return f"{colour} rg {x:.2f} {y:.2f} {width:.2f} {height:.2f} re f"


def frame(x: float, y: float, width: float, height: float, colour: str, line: float = 0.5) -> str:
    """The outline of a rectangle."""
    return f"{colour} RG {line} w {x:.2f} {y:.2f} {width:.2f} {height:.2f} re S"


def rule(x: float, y: float, length: float, colour: str, line: float = 0.5) -> str:
    """A horizontal line."""
    return f"{colour} RG {line} w {x:.2f} {y:.2f} m {x + length:.2f} {y:.2f} l S"


def stroke(x: float, y: float, height: float, colour: str, line: float = 0.5) -> str:
    """A vertical line, upwards from y."""
    return f"{colour} RG {line} w {x:.2f} {y:.2f} m {x:.2f} {y + height:.2f} l S"


def ring(x: float, y: float, radius: float, colour: str, line: float = 1.0, dash: str = "") -> str:
    """A circle around x, y; `dash` is the array of the `d` operator."""
    r, k = radius, radius * ROUND
    quarters = [
        (x + r, y + k, x + k, y + r, x, y + r),
        (x - k, y + r, x - r, y + k, x - r, y),
        (x - r, y - k, x - k, y - r, x, y - r),
        (x + k, y - r, x + r, y - k, x + r, y),
    ]
    curves = " ".join(" ".join(f"{value:.2f}" for value in quarter) + " c" for quarter in quarters)
    return f"{colour} RG {line} w [{dash}] 0 d {x + r:.2f} {y:.2f} m {curves} s"


def modules(x: float, y: float, size: float, matrix: list[list[bool]], colour: str) -> str:
    """A QR code: its dark modules as one path, row by row from the top, neighbours in one rectangle."""
    unit = size / len(matrix)
    parts = [f"{colour} rg"]
    for row, cells in enumerate(matrix):
        column = 0
        for dark, run in groupby(cells):
            length = len(list(run))
            if dark:
                top = y + size - (row + 1) * unit
                parts.append(f"{x + column * unit:.3f} {top:.3f} {length * unit:.3f} {unit:.3f} re")
            column += length
    return " ".join([*parts, "f"])
