"""A rehearsal proves nothing, and whatever speaks of it says so: every page with its id in the address, found in the
site's own map, and every list in which it stands.
"""

import re
from collections.abc import Iterator

import pytest

from api.app import create_app
from tests.api.conftest import reader
from tests.site import REHEARSAL, Site, codes_of

KNOWN = {"draw_id": REHEARSAL, "entity_id": codes_of("enterprise")[0]}
WORDS = {"zh-CN": "演练", "en": "ehearsal"}
LISTS = ("/", "/chain", f"/search?credit_code={KNOWN['entity_id']}", "/feed.atom")


def addresses(site: Site, *, staff: bool) -> Iterator[str]:
    """What is asked for by the id of a draw alone, or with that of an entity."""
    for rule in create_app(site.wiring).url_map.iter_rules():
        asked = "GET" in (rule.methods or ()) and "draw_id" in rule.arguments <= KNOWN.keys()
        if asked and rule.rule.startswith("/staff") is staff:
            yield re.sub(r"<(?:\w+:)?(\w+)>", lambda found: KNOWN[found[1]], rule.rule)


@pytest.mark.parametrize("language", WORDS)
def test_every_page_of_a_rehearsal_says_so(site: Site, language: str) -> None:
    client, pages = reader(create_app(site.wiring)), 0
    for address in addresses(site, staff=False):
        answer = client.get(address, headers={"Accept-Language": language})
        assert answer.status_code == 200
        if answer.mimetype == "text/html":  # SSJ1 gives its files no room for words; the notice among them says it
            assert WORDS[language] in answer.text, address
            pages += 1
    assert pages >= 2  # the draw's and the proofs'


@pytest.mark.parametrize("path", LISTS)
def test_every_list_says_it_beside_the_rehearsal(site: Site, path: str) -> None:
    answer = reader(create_app(site.wiring)).get(path)
    part = r"<(tr|li|article|entry)\b(?:(?!</?\1\b).)*" + f"draws/{REHEARSAL}" + r"\"(?:(?!</?\1\b).)*</\1>"
    found = [match[0] for match in re.finditer(part, answer.text, re.DOTALL)]
    assert found
    assert [told for told in found if "演练" not in told] == []
