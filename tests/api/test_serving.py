"""The server: it says where it is, answers, and leaves when it is told to."""

import json
import signal
import socket
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest

from api.app import create_app
from api.serving import serve
from api.settings import Settings
from sampler.errors import Broken
from tests.server import ROOT, start_server


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


def test_it_says_where_it_is_on_stdout_and_logs_alone_on_stderr(settings_of_an_empty_site: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-c", f"from api.cli import main; main(['serve', '--port', '{port}'])"],
        cwd=ROOT,
        env={"SAMPLER_DATA": str(settings_of_an_empty_site.data), "PATH": "/usr/bin:/bin"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    try:
        assert process.stdout.readline() == f"http://127.0.0.1:{port}/\n"
        with urlopen(f"http://127.0.0.1:{port}/healthz", timeout=20):
            process.terminate()
    finally:
        process.terminate()
        log = process.communicate(timeout=30)[1]
    assert [json.loads(line)["event"] for line in log.splitlines()] == ["request"]


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


def test_a_request_under_way_is_answered_before_the_server_leaves(settings_of_an_empty_site: Settings) -> None:
    """Half a form was sent when the server is told to stop; the other half still gets its answer."""
    process, address = start_server(settings_of_an_empty_site.data)
    parts = urlsplit(address)
    try:
        with socket.create_connection((parts.hostname, parts.port), timeout=20) as visitor:
            head = "POST /staff/sign-in HTTP/1.1\r\nHost: {}\r\nContent-Length: 20\r\nConnection: close\r\n"
            kind = "Content-Type: application/x-www-form-urlencoded\r\n\r\n"
            visitor.sendall((head.format(parts.netloc) + kind + "name=").encode())
            time.sleep(1)  # until a thread waits for the rest
            process.send_signal(signal.SIGTERM)
            time.sleep(1)
            assert process.poll() is None
            visitor.sendall(b"a" * 15)
            answer = b"".join(iter(lambda: visitor.recv(65536), b""))
        assert answer.startswith(b"HTTP/1.1 400")  # the form bears no token
        assert answer.rstrip().endswith(b"</html>")
        assert process.wait(timeout=20) == 0
    finally:
        process.kill()
        _out, problems = process.communicate()
    assert "Traceback" not in problems


def test_ready_is_who_can_write_too(settings_of_an_empty_site: Settings, tmp_path: Path) -> None:
    client = create_app(settings_of_an_empty_site).test_client()
    assert client.get("/readyz").json == {"status": "ok"}
    no_folder = replace(settings_of_an_empty_site, data=tmp_path / "sampler.db", secret_key="k" * 32)
    broken = create_app(no_folder).test_client()
    answer = broken.get("/readyz")
    assert (answer.status_code, answer.json) == (503, {"status": "broken", "problem": "disk_write_failed"})
    assert broken.get("/healthz").status_code == 200
    old = create_app(replace(settings_of_an_empty_site, database_url=f"sqlite:///{tmp_path}/new.db")).test_client()
    assert old.get("/readyz").json == {"status": "broken", "problem": "database_not_upgraded"}
    assert old.get("/healthz").status_code == 200
