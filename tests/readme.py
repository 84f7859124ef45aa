"""The commands of README.md, block by block."""

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
BLOCK = re.compile(r"^```sh *(?P<name>[a-z-]*)\n(?P<text>.*?)^```$", re.M | re.S)


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A fenced shell block; `name` stands behind ```sh."""

    name: str
    text: str

    @property
    def commands(self) -> list[str]:
        """Its commands, one a line, continued lines joined, without comments."""
        joined = self.text.replace("\\\n", " ")
        return [line.strip() for line in joined.splitlines() if line.strip() and not line.lstrip().startswith("#")]


def blocks() -> list[Block]:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    return [Block(name=found["name"], text=found["text"]) for found in BLOCK.finditer(text)]
