"""The server: it says where it is, answers, and leaves when it is told to."""

import signal
import socket
from urllib.request import urlopen

import pytest

from api.serving import serve
from api.settings import Settings
from sampler.errors import Broken
from tests.server import start_server


@pytest.mark.parametrize("farewell", [signal.SIGTERM, signal.SIGINT])
def test_it_answers_and_leaves_when_told(settings_of_an_empty_site: Settings, farewell: signal.Signals) -> None:
    process, address = start_server(settings_of_an_empty_site.data)
    try:
        with urlopen(f"{address}healthz", timeout=20) as response:
            assert response.status == 200
        process.send_signal(farewell)
        assert process.wait(timeout=20) == 0
    finally:
        process.kill()
        _out, problems = process.communicate()
    assert "Traceback" not in problems


def test_a_taken_port_is_said_at_once(settings_of_an_empty_site: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(Broken, match="address_unavailable") as caught:
            serve(settings_of_an_empty_site, "127.0.0.1", port)
    assert caught.value.params["port"] == port


@pytest.mark.parametrize(("host", "port"), [("127.0.0.1", 70_000), ("not.a.host.invalid", 0)])
def test_an_address_that_cannot_be_is_said(settings_of_an_empty_site: Settings, host: str, port: int) -> None:
    with pytest.raises(Broken, match="address_unavailable"):
        serve(settings_of_an_empty_site, host, port)
