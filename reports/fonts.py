"""The faces that papers are set in: found once, by name, in a fixed order, and handed to every `render`.

Each role takes the first family of its list that is there, so a machine with Noto Serif CJK and LXGW WenKai sets
official-looking papers and a machine with nothing but pip sets clean ones in Noto Sans SC. A character that a role's
face lacks comes from the first face of the fallback chain that has it.

A folder of the user's comes first: a file called `title`, `heading`, `body`, `label`, `strong` or `number` (say,
`title.ttf`, a licensed 小标宋) serves that role, and every other face in it ends the fallback chain.
"""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType

from reports.face import Face, FontUnreadable
from sampler.errors import Broken


class Role(StrEnum):
    """What a face is for: red heads, titles, running text, labels and digits, strong labels, document numbers."""

    TITLE = "title"
    HEADING = "heading"
    BODY = "body"
    LABEL = "label"
    STRONG = "strong"
    NUMBER = "number"


SERIF = ("Noto Serif CJK SC", "Source Han Serif SC", "Noto Serif SC")
SANS = ("Noto Sans CJK SC", "Source Han Sans SC", "Noto Sans SC")
FAMILIES: Mapping[Role, tuple[tuple[str, ...], int]] = MappingProxyType(
    {
        Role.TITLE: ((*SERIF, *SANS), 900),
        Role.HEADING: ((*SERIF, *SANS), 700),
        Role.BODY: ((*SERIF, *SANS), 400),
        Role.LABEL: ((*SANS, *SERIF), 400),
        Role.STRONG: ((*SANS, *SERIF), 700),
        Role.NUMBER: (("LXGW WenKai", *SERIF, *SANS), 400),
    }
)
FALLBACK = (*SERIF, "HanaMinA", "HanaMinB", "BabelStone Han", *SANS, "Noto Sans TC", "Noto Sans JP", "Noto Sans KR")
SUFFIXES = frozenset({".ttf", ".otf", ".ttc", ".otc"})
SYSTEM_FOLDERS = (Path("/usr/local/share/fonts"), Path("/usr/share/fonts"))


class Fonts:
    """The chain of faces of each role: its own face, then the fallback."""

    def __init__(self, chains: Mapping[Role, tuple[Face, ...]]) -> None:
        self._chains = MappingProxyType(dict(chains))

    def chain(self, role: Role) -> tuple[Face, ...]:
        return self._chains[role]


def floor_folder() -> Path:
    """Where the pip package lies that brings Noto Sans SC, TC, JP and KR."""
    return Path(str(files("justmytype_intl_cjk"))) / "fonts"


def find_fonts(own: Path | None = None, folders: Sequence[Path] | None = None) -> Fonts:
    """The fonts of this machine: the user's folder, then `folders` (by default the system's and the floor).

    Raises `Broken("fonts_missing")` where some role finds no face at all.
    """
    found = _Found(folders if folders is not None else (*SYSTEM_FOLDERS, floor_folder()))
    mine = [face for path in _font_files(own) for face in _faces(path)] if own else []
    extra = tuple(face for face in mine if face.path.stem.lower() not in set(Role))
    return Fonts({role: _chain(role, found, mine, extra) for role in Role})


def _chain(role: Role, found: "_Found", mine: list[Face], extra: tuple[Face, ...]) -> tuple[Face, ...]:
    families, weight = FAMILIES[role]
    named = [Face(face.path, face.index, weight) for face in mine if face.path.stem.lower() == role]
    chosen = named[:1] or [face for face in (found.nearest(family, weight) for family in families) if face][:1]
    if not chosen:
        raise Broken("fonts_missing", role=str(role), families=list(families))
    others = [face for face in (found.nearest(family, weight) for family in FALLBACK) if face]
    return (chosen[0], *(face for face in (*others, *extra) if face is not chosen[0]))


class _Found:
    """The faces of the families we use, each opened once at each weight."""

    def __init__(self, folders: Iterable[Path]) -> None:
        wanted = {family for families, _ in FAMILIES.values() for family in families} | set(FALLBACK)
        self._families: dict[str, list[Face]] = {}
        paths = [path.resolve() for folder in folders for path in _font_files(folder)]
        for face in (face for path in dict.fromkeys(paths) for face in _faces(path)):  # links lead to one file
            if face.family in wanted:
                self._families.setdefault(face.family, []).append(face)
        self._opened: dict[tuple[Path, int, int], Face] = {}

    def nearest(self, family: str, weight: int) -> Face | None:
        """The face whose weight is nearest; of two the one found first."""
        faces = self._families.get(family, [])
        if not faces:
            return None
        best = min(faces, key=lambda face: abs(face.nearest_weight(weight) - weight))
        key = (best.path, best.index, best.nearest_weight(weight))
        if key not in self._opened:
            self._opened[key] = Face(best.path, best.index, weight)
        return self._opened[key]


def _font_files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES and path.is_file())


def _faces(path: Path) -> list[Face]:
    """The faces of a file that a PDF can take; none where the file can't be read."""
    try:
        first = Face(path)
    except FontUnreadable:
        return []
    every = [first, *(Face(path, index) for index in range(1, first.faces))]
    return [face for face in every if face.usable]
