"""Record files, the record as a ZIP, papers and entries: the bytes, and how they may be kept."""

import io
import subprocess
import sys
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest
from flask.testing import FlaskClient

import sampler.verify
from sampler.store.queries.draws import published_draws
from tests.api.conftest import Visit
from tests.site import PDF, REHEARSAL, RELEASED, SALT, SEALED, VOID, Site


def test_every_file_of_a_record_is_served_byte_for_byte(client: FlaskClient, site: Site) -> None:
    for name, data in site.released.files.items():
        response = client.get(f"/draws/{RELEASED}/files/{name}")
        assert (response.status_code, response.data) == (200, data)
        wanted = "text/tab-separated-values" if name.endswith(".tsv") else "text/plain"
        assert response.content_type == f"{wanted}; charset=utf-8"
        assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_a_file_may_be_kept_for_ever_and_asked_for_again(client: FlaskClient, site: Site) -> None:
    path = f"/draws/{RELEASED}/files/10-frame.tsv"
    response = client.get(path)
    assert response.headers["ETag"] == f'"{sha256(site.released.files["10-frame.tsv"]).hexdigest()}"'
    assert "immutable" in response.headers["Cache-Control"]
    again = client.get(path, headers={"If-None-Match": response.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    part = client.get(path, headers={"Range": "bytes=0-17"})
    assert (part.status_code, part.data) == (206, response.data[:18])


@pytest.mark.parametrize(
    "name", ["70-more.txt", "..", "%2e%2e%2fsampler.db", "../../sampler.db", "00-notice.txt/", "00-NOTICE.TXT", ""]
)
def test_nothing_but_a_record_file_is_found(client: FlaskClient, name: str) -> None:
    assert client.get(f"/draws/{RELEASED}/files/{name}").status_code in (404, 308)


def test_the_archive_is_the_record_and_always_the_same(client: FlaskClient, site: Site) -> None:
    response = client.get(f"/draws/{RELEASED}/record.zip")
    assert response.content_type == "application/zip"
    assert response.headers["Content-Disposition"] == f"attachment; filename={RELEASED}.zip"
    with zipfile.ZipFile(io.BytesIO(response.data)) as archive:
        assert archive.testzip() is None
        packed = {name: archive.read(name) for name in archive.namelist()}
    assert packed == {f"{RELEASED}/{name}": data for name, data in site.released.files.items()}
    assert client.get(f"/draws/{RELEASED}/record.zip").data == response.data
    again = client.get(f"/draws/{RELEASED}/record.zip", headers={"If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304
    assert client.get(f"/draws/{VOID}/record.zip").headers["ETag"] != response.headers["ETag"]


def test_what_is_downloaded_verifies(client: FlaskClient, tmp_path: Path) -> None:
    """What the page tells a reader to do, done."""
    (tmp_path / "verify.py").write_bytes(client.get("/verify.py").data)
    with zipfile.ZipFile(io.BytesIO(client.get(f"/draws/{RELEASED}/record.zip").data)) as archive:
        archive.extractall(tmp_path)
    subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=tmp_path / RELEASED, check=True, capture_output=True)
    checked = [sys.executable, "-I", "-S", "verify.py", RELEASED]
    subprocess.run(checked, cwd=tmp_path, check=True, capture_output=True)
    sample = tmp_path / RELEASED / "40-sample.tsv"
    sample.write_bytes(sample.read_bytes()[:-2] + b"0\n")
    assert subprocess.run(checked, cwd=tmp_path, check=False, capture_output=True).returncode == 1


def test_the_program_is_the_one_that_is_installed(client: FlaskClient, visit: Visit) -> None:
    response = client.get("/verify.py")
    assert response.data == Path(sampler.verify.__file__).read_bytes()
    digest = sha256(response.data).hexdigest()
    assert response.headers["ETag"] == f'"{digest}"'
    assert digest in visit("/verify").text()


def test_the_worked_example_is_of_no_rehearsal_and_no_void_draw(
    visit: Visit, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    with site.wiring.store.reading() as session:
        draws = published_draws(session)
    ids = [draw.draw_id for draw in draws]
    assert ids.index(REHEARSAL) < ids.index(RELEASED)  # it is the newer one
    text = visit("/verify").text()
    assert site.released.seed in text
    assert site.records[REHEARSAL].seed not in text
    others = [draw for draw in draws if draw.draw_id in (REHEARSAL, VOID)]
    monkeypatch.setattr("api.pages.verify.published_draws", lambda session: others)
    assert '"SSJ1|ticket|种子|统一社会信用代码" | sha256sum' in visit("/verify").text()


def test_a_public_paper_is_found_by_its_digest(client: FlaskClient) -> None:
    response = client.get(f"/papers/{sha256(PDF).hexdigest()}.pdf")
    assert (response.status_code, response.data, response.mimetype) == (200, PDF, "application/pdf")
    assert "immutable" in response.headers["Cache-Control"]


@pytest.mark.parametrize(
    "name", ["0" * 64 + ".pdf", sha256(PDF).hexdigest() + ".xlsx", "x.pdf", sha256(PDF).hexdigest()]
)
def test_other_papers_are_not(client: FlaskClient, name: str) -> None:
    assert client.get(f"/papers/{name}").status_code == 404


def test_entries_are_served_as_they_were_hashed(client: FlaskClient, site: Site) -> None:
    links = [link for link in client.get("/chain").text.split('"') if link.endswith("/entry.txt")]
    kinds = []
    for link in links:
        data = client.get(link).data
        assert sha256(data).hexdigest() == link.split("/")[2]
        kinds.append(data.split(b"\n")[0].removeprefix(b"SSJ1 ").decode())
    assert kinds[-4:] == ["publication", "outcome", "ceremony", "draw"]  # the newest come first
    assert "void" in kinds
    publication = links[-4]
    table = client.get(publication.replace("entry.txt", "files.tsv")).data
    assert f"files_sha256={sha256(table).hexdigest()}" in client.get(publication).text
    assert client.get(publication.replace("entry.txt", "changes.tsv")).status_code == 404


def test_an_opened_draw_is_all_there(fresh_site: Site, fresh_client: FlaskClient) -> None:
    assert fresh_client.get(f"/draws/{SEALED}/record.zip").status_code == 404
    fresh_site.maker.reveal(SEALED, "2026-11-20")
    assert fresh_client.get(f"/draws/{SEALED}/record.zip").status_code == 200
    assert SALT in fresh_client.get(f"/draws/{SEALED}/files/20-seed.txt").text
    assert fresh_site.records[SEALED].seed in fresh_client.get(f"/draws/{SEALED}").text
    code = fresh_site.drawn(SEALED)
    assert "抽中" in fresh_client.get(f"/search?credit_code={code}").text
