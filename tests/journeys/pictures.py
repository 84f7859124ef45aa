"""The README's pictures, from a finished demo: `python -m tests.journeys.pictures DEMO_FOLDER OUT_FOLDER`."""

import subprocess
import sys
from pathlib import Path

from api.demo import DRAW_ID
from api.settings import read_settings
from api.wiring import wire
from tests.api.people import PASSWORD, create
from tests.journeys.browser import chromium
from tests.server import running_server

HALL, WIDE, PHONE = "hall", "wide", "phone"
SIZES = {HALL: (1920, 1080), WIDE: (1280, 1000), PHONE: (390, 1000)}
ON_A_WALL = ("chain", "proof")  # public pages that a hall is shown, too
OPERATOR = "pictures"  # an account of the demo's office for whoever takes them
PAPERS = {"notice": 1, "publication": 1, "packet-410212101": 12}  # paper → page


def take_pages(address: str, folder: Path, code: str) -> None:
    """The public pages, on a desk and on a phone, some of them on a wall."""
    pages = {
        "home": "/",
        "draw": f"/draws/{DRAW_ID}",
        "search": f"/search?credit_code={code}",
        "verify": "/verify",
        "chain": "/chain",
        "proof": f"/draws/{DRAW_ID}/proofs/{code}",
    }
    with chromium() as browser:
        for size, (width, height) in SIZES.items():
            tab = browser.new_page(base_url=address, viewport={"width": width, "height": height}, locale="zh-CN")
            for name, path in pages.items():
                if size != HALL or name in ON_A_WALL:
                    tab.goto(path)
                    tab.screenshot(path=folder / f"{name}-{size}.png")
            tab.close()


def take_ceremony(address: str, folder: Path) -> None:
    """The first targets, as the last row of the hall sees them, and on smaller screens."""
    with chromium() as browser:
        tab = browser.new_page(base_url=address, locale="zh-CN", reduced_motion="reduce")
        tab.goto("/staff")
        tab.get_by_label("用户名").fill(OPERATOR)
        tab.get_by_label("密码").fill(PASSWORD)
        tab.get_by_role("button", name="登录").click()
        tab.goto(f"/staff/draws/{DRAW_ID}/ceremony?step=targets")
        for size, (width, height) in SIZES.items():
            tab.set_viewport_size({"width": width, "height": height})
            tab.screenshot(path=folder / f"ceremony-{size}.png")
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
    wiring = wire(read_settings({"SAMPLER_DATA": str(demo / "work")}))
    create(wiring, OPERATOR, "operator", bureau=None)
    wiring.store.close()
    with running_server(demo / "work") as address:
        take_pages(address, folder, code)
        take_ceremony(address, folder)
    take_papers(demo / "papers", folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
