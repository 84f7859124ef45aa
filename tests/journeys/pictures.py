"""The README's pictures, from a finished demo: `python -m tests.journeys.pictures DEMO_FOLDER OUT_FOLDER`."""

import subprocess
import sys
from pathlib import Path

from api.demo import DRAW_ID
from tests.journeys.browser import chromium
from tests.server import running_server

WIDTHS = {"wide": 1280, "phone": 390}
PAPERS = {"notice": 1, "publication": 1, "packet-410212101": 12}  # paper → page


def take_pages(address: str, folder: Path, code: str) -> None:
    """Home, the draw, a search's answer and the checking page, on a desk and on a phone."""
    pages = {"home": "/", "draw": f"/draws/{DRAW_ID}", "search": f"/search?credit_code={code}", "verify": "/verify"}
    with chromium() as browser:
        for width_name, width in WIDTHS.items():
            tab = browser.new_page(base_url=address, viewport={"width": width, "height": 1000})
            for name, path in pages.items():
                tab.goto(path)
                tab.screenshot(path=folder / f"{name}-{width_name}.png")
            tab.close()


def take_papers(papers: Path, folder: Path) -> None:
    """One page of each paper."""
    for name, page in PAPERS.items():
        source, target = papers / f"{name}.pdf", folder / name.partition("-")[0]
        pages = ["-f", str(page), "-l", str(page)]
        subprocess.run(["pdftoppm", "-r", "75", "-png", "-singlefile", *pages, source, target], check=True)


def main(demo: Path, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    sample = demo / "work" / "records" / DRAW_ID / "40-sample.tsv"
    code = sample.read_text().split("\t", 4)[3].partition("\n")[0]
    with running_server(demo / "work") as address:
        take_pages(address, folder, code)
    take_papers(demo / "papers", folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
