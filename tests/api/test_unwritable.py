"""Characters that PostgreSQL refuses or nobody can encode: a clean problem from every staff route, wherever it runs."""

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from api.unwritable import refuse_unwritable
from api.wiring import Wiring
from sampler.errors import Invalid
from sampler.role import SHORT, Role
from tests.api.matrix import rows
from tests.api.people import OWN, Desk, name_of
from tests.api.test_access import path_of, rules

COLUMNS = {short: role for role, short in SHORT.items()}
API = Path(__file__).parents[2] / "api"
READ = re.compile(r"""(?:form|given|asked|said)(?:\.get|\.getlist)?[\[(]"(\w+)"|name="(\w+)"|staff\.\w+\('(\w+)'""")
PLACES = ("pages/*.py", "templates/staff/*.html", "templates/ceremony/*.html")
SOURCES = [file.read_text(encoding="utf-8") for pattern in PLACES for file in API.glob(pattern)]
FIELDS = {name for source in SOURCES for found in READ.findall(source) for name in found if name} - {"csrf_token"}
TOO_LONG = "9" * 30


def posts(wiring: Wiring) -> Iterator[tuple[Desk, str, str]]:
    """Every form route with somebody who may send it: their browser, its path, their token."""
    desks: dict[Role, Desk] = {}
    for route, row in rows().items():
        rule: Rule = rules(Desk(wiring))[route]
        if "POST" not in (rule.methods or ()) or route == "sessions.sign_out":
            continue
        role = next(
            COLUMNS[short] for short, cell in row.items() if short != "nobody" and cell in ("own", "all", "any")
        )
        if role not in desks:
            desks[role] = Desk(wiring)
            desks[role].enter_as(name_of(role))
        yield desks[role], path_of(desks[role], rule, OWN), desks[role].form_token()


def refused(response: TestResponse) -> bool:
    return response.status_code == 400 and "有一个字不能保存" in response.text


def test_no_form_takes_what_no_database_takes(wiring: Wiring) -> None:
    tried = 0
    for desk, path, token in posts(wiring):
        upload = (io.BytesIO(b"x"), "名录\0.csv")
        for sent in ({"reason": "停\0电"}, {"rea\0son": "停电"}, {"file": upload}):
            assert refused(desk.client.post(path, data={"csrf_token": token, **sent})), (path, list(sent))
        assert refused(desk.client.post(f"{path}?step=%00", data={"csrf_token": token})), path
        tried += 1
    assert tried > 30


def test_half_a_character_breaks_no_form(wiring: Wiring) -> None:
    """What is no UTF-8 comes in as U+FFFD, under every name that a form of the staff has."""
    assert {"draw_id", "reason", "full_name", "password", "bureau"} <= FIELDS
    body = "&".join(f"{name}=%ED%A0%80%F0%9F" for name in sorted(FIELDS))
    for desk, path, token in posts(wiring):
        response = desk.client.post(
            path, data=f"csrf_token={token}&{body}", content_type="application/x-www-form-urlencoded"
        )
        assert response.status_code < 500, path


def test_no_query_breaks_a_staff_page(wiring: Wiring) -> None:
    for route, row in rows().items():
        rule = rules(Desk(wiring))[route]
        if "GET" not in (rule.methods or ()) or not rule.rule.startswith("/staff"):
            continue
        desk = Desk(wiring)
        desk.enter_as(
            name_of(next(COLUMNS[s] for s, cell in row.items() if s != "nobody" and cell in ("own", "all", "any")))
        )
        path = path_of(desk, rule, OWN)
        for name in sorted(FIELDS | {"page", "before", "next", "lang"}):
            assert refused(desk.get(f"{path}?{name}=%00")), (path, name)
        for value in ("%ED%A0%80", TOO_LONG):
            query = "&".join(f"{name}={value}" for name in sorted(FIELDS | {"page", "before", "next"}))
            assert desk.get(f"{path}?{query}", buffered=True).status_code < 500, (path, value)


def test_no_number_is_longer_than_a_row_s(wiring: Wiring) -> None:
    desk = Desk(wiring)
    desk.enter_as(name_of(Role.OPERATOR))
    for number in ("2147483648", TOO_LONG):
        for path in (f"/staff/jobs/{number}", f"/staff/imports/{number}"):
            assert desk.get(path).status_code == 404


@pytest.mark.parametrize("text", ["\0", "a\ud800", "\udfff"])
def test_what_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="character_unwritable"):
        refuse_unwritable(["甲", text])
