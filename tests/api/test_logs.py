"""The log of a served site: lines of JSON, an id a request, nothing of people."""

import json
import logging
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from flask import request

from api.app import create_app
from api.logs import Lines, log_failure
from api.settings import Settings
from sampler.errors import Broken
from sampler.store.session import Store
from tests.api.people import Desk, create, trail_of, wired
from tests.server import start_server


def test_each_request_is_a_line_and_says_nothing_of_people(settings_of_an_empty_site: Settings) -> None:
    process, address = start_server(settings_of_an_empty_site.data)
    try:
        with urlopen(
            Request(f"{address}search?credit_code=914403001922038216", headers={"X-Request-ID": "forged"})
        ) as one:
            given = one.headers["X-Request-ID"]
        with pytest.raises(HTTPError) as missing:
            urlopen(f"{address}draws/zhang-san")
        missing.value.close()
    finally:
        process.terminate()
        lines = [json.loads(line) for line in process.communicate(timeout=30)[1].splitlines()]
    assert process.returncode == 0
    first, second = (line for line in lines if line["event"] == "request")
    assert (first["level"], first["route"], first["method"], first["status"]) == ("info", "search.show", "GET", 200)
    assert first["request_id"] == given != "forged"
    assert first["ms"] > 0
    assert first["time"].endswith("+00:00")
    assert second["status"] == 404
    text = json.dumps(lines)
    assert not [word for word in ("914403001922038216", "zhang-san", "127.0.0.1", "forged") if word in text]


def record(name: str, message: str, *values: object, error: BaseException | None = None) -> dict[str, object]:
    info = (type(error), error, error.__traceback__) if error else None
    made = logging.LogRecord(name, logging.ERROR, __file__, 1, message, values, info)
    return dict(json.loads(Lines().format(made)))


def test_of_an_error_only_its_class_and_places_are_told() -> None:
    try:
        raise ValueError("张三 13900001234")
    except ValueError as error:
        line = record("sampler.site", "broken: %s", "database_busy", error=error)
    assert (line["event"], line["error"]) == ("broken: database_busy", "ValueError")
    assert "test_logs.py" in str(line["places"])
    assert "张三" not in json.dumps(line, ensure_ascii=False)


def test_a_crash_names_its_route_and_nothing_that_was_typed(
    settings_of_an_empty_site: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    """No log of ours is set up here: any handler that this process has may write what it gets."""

    def crash(**_given: str) -> str:
        raise ValueError(request.full_path)

    app = create_app(settings_of_an_empty_site)
    for path, route in (("/search?credit_code=914403001922038216", "search.show"), ("/draws/zhang-san", "draws.show")):
        caplog.clear()
        app.view_functions[route] = crash
        assert app.test_client().get(path).status_code == 500
        [crashed] = [one for one in caplog.records if one.getMessage().startswith("crashed")]
        line = json.loads(Lines().format(crashed))
        assert (line["event"], line["error"]) == (f"crashed: {route}: ValueError", "ValueError")
        assert "test_logs.py" in line["places"][-1]
        for said in (caplog.text, *(str(vars(one)) for one in caplog.records)):
            assert not [word for word in ("914403001922038216", "zhang-san", "/search") if word in said]


def test_what_is_broken_is_named_by_its_code(caplog: pytest.LogCaptureFixture) -> None:
    log_failure("broken: disk_failed", Broken("disk_failed", reason="/home/zhang.san"))
    assert "broken: disk_failed: Broken" in caplog.text
    assert "zhang" not in caplog.text + str(vars(caplog.records[0]))


def test_of_a_library_s_sentence_the_values_are_left_out() -> None:
    line = record("api", "Exception on %s [%s]", "/staff/users/zhang.san", "GET")
    assert (line["event"], line["logger"]) == ("Exception on %s [%s]", "api")
    assert "zhang" not in json.dumps(line)


@pytest.mark.parametrize(("setting", "origin"), [("", "127.0.0.1"), ("1", "198.51.100.4")])
def test_the_trail_says_from_where_behind_a_proxy(database: Store, tmp_path: Path, setting: str, origin: str) -> None:
    with wired(database, tmp_path, SAMPLER_TRUSTED_PROXIES=setting) as wiring:
        create(wiring, "auditor", "auditor")
        desk = Desk(wiring)
        desk.enter_as("auditor")
        headers = {"X-Forwarded-For": "6.6.6.6, 198.51.100.4"}
        assert desk.get("/staff/users", headers=headers).status_code == 403
        assert trail_of(wiring)[-1].origin == origin
