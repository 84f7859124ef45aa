"""Pictures of a running site, for the README: `python -m tests.journeys.pictures ADDRESS FOLDER CREDIT_CODE`."""

import sys
from pathlib import Path

from tests.journeys.browser import chromium

WIDTHS = {"wide": 1280, "phone": 390}


def take(address: str, folder: Path, code: str) -> None:
    """Home, newest draw, search answer and checking page, on a desk and on a phone."""
    with chromium() as browser:
        for width_name, width in WIDTHS.items():
            tab = browser.new_page(base_url=address, viewport={"width": width, "height": 900})
            tab.goto("/")
            draw = tab.locator(".newest h3 a").get_attribute("href")
            for name, path in {
                "home": "/",
                "draw": draw,
                "search": f"/search?credit_code={code}",
                "verify": "/verify",
            }.items():
                tab.goto(path or "/")
                tab.screenshot(path=folder / f"{name}-{width_name}.png", full_page=name != "draw")
            tab.close()


if __name__ == "__main__":
    take(sys.argv[1], Path(sys.argv[2]), sys.argv[3])
