"""The real server on a free port of this machine, in a process of its own."""

import subprocess
import sys
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

ROOT = Path(__file__).parents[1]
PROGRAM = """
import os
from api.serving import serve
from api.settings import read_settings
serve(read_settings(os.environ), "127.0.0.1", 0, ready=lambda address: print(address, flush=True))
"""

Server = subprocess.Popen[str]


def start_server(data: Path, **more: str) -> tuple[Server, str]:
    """The process and its address; `data` holds `sampler.db`."""
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM],
        cwd=ROOT,
        env={"SAMPLER_DATA": str(data), "PATH": "/usr/bin:/bin", **more},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    address = process.stdout.readline().strip()
    if not address:
        raise RuntimeError(process.communicate()[1])
    return process, address


@contextmanager
def running_server(data: Path, **more: str) -> Iterator[str]:
    """The address of a server that runs as long as the block; `more` are settings."""
    process, address = start_server(data, **more)
    log = Thread(target=deque, args=(process.stderr, 0), daemon=True)  # a pipe that nobody reads fills, and all stops
    with process:  # which closes its pipes
        log.start()
        try:
            yield address
        finally:
            process.terminate()
            process.wait(timeout=30)
            log.join()
