"""What fails is told on a page of the site, with its status, and without what is nobody's business."""

import logging
import shutil

import pytest
from flask.testing import FlaskClient

from api.problems import STATUS, status_of
from sampler import errors
from tests.api.page import read_page
from tests.site import RELEASED, Site


def test_every_class_of_error_has_a_status() -> None:
    classes = {
        kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.SamplerError)
    }
    assert classes - {errors.SamplerError} == STATUS.keys()
    assert [status_of(kind("code")) for kind in STATUS] == [400, 403, 404, 409, 503]


def test_a_broken_database_is_a_503_page(fresh_site: Site, fresh_client: FlaskClient) -> None:
    (fresh_site.wiring.settings.data / "sampler.db").unlink()
    fresh_site.wiring.store.close()
    response = fresh_client.get("/")
    assert response.status_code == 503
    page = read_page("/", response)
    assert page.text("h1") == "服务暂时不可用"
    assert str(fresh_site.wiring.settings.data) not in response.text


def test_what_was_not_foreseen_is_a_500_page_and_logged(
    fresh_site: Site, fresh_client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    shutil.rmtree(fresh_site.wiring.files.record(RELEASED))
    with caplog.at_level(logging.ERROR):
        response = fresh_client.get(f"/draws/{RELEASED}")
    assert response.status_code == 500
    assert read_page("/", response).text("h1") == "出了点问题"
    assert "FileNotFoundError" in caplog.text
    assert "FileNotFoundError" not in response.text
    assert str(fresh_site.wiring.settings.data) not in response.text


def test_errors_carry_the_security_headers_and_so_do_styles(client: FlaskClient) -> None:
    for path in ("/nothing", "/static/site.css", "/robots.txt", "/healthz"):
        assert "default-src 'self'" in client.get(path).headers["Content-Security-Policy"]
