"""The programs themselves: `sampler worker`, and the workers within `sampler serve`."""

import os
import signal
import subprocess
import sys

from sqlalchemy import select

from api.jobs.packets import packets_request
from sampler.store.queries.packets import packets
from sampler.store.tables import PaperRow
from sampler.store.tables.jobs import JobState
from tests.api.worker.authority import DEADLINE, DRAW_ID, Authority
from tests.api.worker.processes import PATIENCE, wait_for
from tests.server import ROOT, start_server

SAMPLER = (sys.executable, "-c", "import sys; from api.cli import main; sys.exit(main())")


def start_worker(authority: Authority, *options: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "SAMPLER_DATA": str(authority.data), "SAMPLER_DATABASE_URL": authority.url}
    return subprocess.Popen(
        [*SAMPLER, "worker", *options], cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True
    )


def require_every_packet_once(authority: Authority) -> None:
    with authority.wiring.store.reading() as session:
        assert {line.bureau for line in packets(session, DRAW_ID)} == authority.bureaus
        names = session.scalars(select(PaperRow.name)).all()
    assert len(names) == len(set(names)) == 2 * len(authority.bureaus)


def test_the_worker_s_program_leaves_when_told_and_another_ends_the_work(authority: Authority) -> None:
    job = authority.ask(packets_request(DRAW_ID, deadline=DEADLINE))
    with start_worker(authority) as first:
        wait_for(lambda: authority.line(job).done >= 1)
        first.send_signal(signal.SIGTERM)
        said = first.communicate(timeout=PATIENCE)[1]
    assert first.returncode == 0
    assert f"job {job} packets: given back" in said
    assert "Traceback" not in said
    assert (authority.line(job).state, authority.line(job).error) == (JobState.QUEUED, None)
    with start_worker(authority, "--until-idle") as second:
        said = second.communicate(timeout=PATIENCE)[1]
    assert second.returncode == 0
    assert f"job {job} packets: attempt 2" in said
    assert authority.line(job).state is JobState.DONE
    require_every_packet_once(authority)


def test_on_the_embedded_database_the_server_performs_jobs(embedded: Authority) -> None:
    server, _ = start_server(embedded.data)
    try:
        job = embedded.ask(packets_request(DRAW_ID, deadline=DEADLINE))
        line = wait_for(lambda: found if (found := embedded.line(job)).finished else None)
    finally:
        server.terminate()
        said = server.communicate(timeout=PATIENCE)[1]
    assert (line.state, line.attempts) == (JobState.DONE, 1)
    assert server.returncode == 0
    assert "Traceback" not in said
    require_every_packet_once(embedded)


def test_a_server_told_to_leave_gives_its_job_back(embedded: Authority) -> None:
    server, _ = start_server(embedded.data)
    job = embedded.ask(packets_request(DRAW_ID, deadline=DEADLINE))
    try:
        wait_for(lambda: embedded.line(job).done >= 1)
    finally:
        server.terminate()
        said = server.communicate(timeout=PATIENCE)[1]
    assert server.returncode == 0
    assert "Traceback" not in said
    assert embedded.line(job).state in (JobState.QUEUED, JobState.DONE)
