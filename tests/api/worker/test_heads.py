"""What is handed out prints the head that the trail had at that hour: pages, papers, publications."""

import shutil
import subprocess

import pytest

from api.app import create_app
from api.jobs.notices import papers_request
from api.jobs.packets import packets_request
from api.jobs.releases import release_request
from api.worker import Worker
from sampler.store import trail
from sampler.store.jobs import Request
from sampler.store.tables import PaperRow
from sampler.store.tables.jobs import JobState
from sampler.store.tables.papers import PaperKind
from tests.api.worker.authority import DEADLINE, DRAW_ID, HEADING, Authority, inspect
from tests.system_parts import missing


def head(authority: Authority) -> str:
    with authority.wiring.store.reading() as session:
        return trail.head(session)


def perform(authority: Authority, request: Request) -> None:
    job = authority.ask(request)
    Worker(authority.wiring).run(until_idle=True)
    assert authority.line(job).state is JobState.DONE, authority.line(job).error


def texts(authority: Authority, kind: PaperKind) -> list[str]:
    """The PDFs of a kind as another program reads them, without the spaces of their lines."""
    if not shutil.which("pdftotext"):
        missing("poppler")
    with authority.wiring.store.reading() as session:
        kept = [row.sha256 for row in session.query(PaperRow).filter_by(kind=kind) if row.name.endswith(".pdf")]
    read = []
    for sha256 in kept:
        path = authority.wiring.files.paper(sha256, "pdf")
        done = subprocess.run(["pdftotext", "-enc", "UTF-8", str(path), "-"], capture_output=True, check=True)
        read.append("".join(done.stdout.decode().split()))
    assert read
    return read


@pytest.mark.parametrize("kind", [PaperKind.NOTICE, PaperKind.TARGET_LIST])
def test_a_notice_and_a_list_print_it(embedded: Authority, kind: PaperKind) -> None:
    before = head(embedded)
    perform(embedded, papers_request(DRAW_ID, [kind], HEADING))
    assert head(embedded) != before
    assert all(before in text for text in texts(embedded, kind))


def test_packets_print_it(embedded: Authority) -> None:
    before = head(embedded)
    perform(embedded, packets_request(DRAW_ID, deadline=DEADLINE))
    assert all(before in text for text in texts(embedded, PaperKind.PACKET))


def test_a_publication_prints_it(embedded: Authority) -> None:
    inspect(embedded)
    before = head(embedded)
    with embedded.wiring.store.reading() as session:
        request = release_request(session, DRAW_ID, HEADING)
    perform(embedded, request)
    assert all(before in text for text in texts(embedded, PaperKind.PUBLICATION))


def test_the_page_of_a_notice_prints_it(embedded: Authority) -> None:
    page = create_app(embedded.wiring).test_client().get(f"/draws/{DRAW_ID}").text
    assert head(embedded) in page.replace("<wbr>", "")
