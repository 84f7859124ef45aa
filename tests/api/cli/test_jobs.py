"""`sampler jobs` and a command that waits for a job."""

import csv
import json

import pytest

from api.jobs.requests import request
from api.settings import read_settings
from api.wiring import now, wire
from sampler.store import jobs
from sampler.trail import Actor


@pytest.fixture
def enqueue(run, tmp_path):
    """Put jobs into the queue, of a kind that nobody knows: they wait."""
    assert run("db", "upgrade")[0] == 0
    wiring = wire(read_settings({"SAMPLER_DATA": str(tmp_path / "var")}))

    def enqueue_one(**params):
        with wiring.store.transaction() as session:
            return jobs.enqueue(session, now(), Actor(name="li.na"), request("newer", "draw:1", params))

    yield enqueue_one
    wiring.store.close()


def listed(run, *arguments):
    code, out, err = run("jobs", *arguments, "--json")
    assert code == 0, (out, err)
    return json.loads(out)


def test_an_import_is_a_job_that_is_done(run, tmp_path):
    assert run("synth", "--entities", 400, "--dirty", "0.1", "--out", "registry.csv")[0] == 0
    arguments = ("registry", "import", "registry.csv", "--bureau-from-code", "--rejects", "r.csv", "--json")
    code, out, err = run(*arguments)
    assert code == 0, err
    [job] = listed(run, "list")["jobs"]
    assert (job["kind"], job["state"], job["attempts"], job["actor"]) == ("import", "done", 1, "console")
    assert job["done"] == job["total"] > 0
    assert job["unit"] == "bytes"
    with open(tmp_path / "r.csv", encoding="utf-8-sig", newline="") as stream:
        assert len(list(csv.reader(stream))) == json.loads(out)["rejected"] + 1


def test_a_file_that_knows_its_rows_is_counted_in_rows(run):
    assert run("synth", "--entities", 400, "--dirty", "0.1", "--out", "registry.parquet")[0] == 0
    _, out, _ = run("registry", "import", "registry.parquet", "--bureau-from-code", "--json")
    [job] = listed(run, "list")["jobs"]
    rows = json.loads(out)["rows"]
    assert (job["done"], job["total"], job["unit"]) == (rows, rows, "rows")
    assert f"  {rows} 行，共 {rows} 行" in run("jobs", "list")[1]


def test_an_import_that_fails_says_why_with_the_file_s_own_name(run, tmp_path):
    (tmp_path / "名录.csv").write_bytes(b"%PDF-1.4 \n")
    code, out, _ = run("registry", "import", "名录.csv", "--json")
    assert code == 1
    error = json.loads(out)["error"]
    assert (error["code"], error["params"]["file"]) == ("file_kind_unread", "名录.csv")
    [job] = listed(run, "list")["jobs"]
    assert (job["state"], job["error"]["code"]) == ("failed", "file_kind_unread")
    code, out, _ = run("jobs", "list")
    assert out.startswith("1  失败  读入名录库  名录.csv  ")
    assert job["file"] == "名录.csv"


def test_the_newest_come_first(run, enqueue):
    first, second = enqueue(n=1), enqueue(n=2)
    assert [job["id"] for job in listed(run, "list")["jobs"]] == [second, first]


def test_a_job_is_cancelled_and_retried(run, enqueue):
    job = enqueue()
    assert listed(run, "cancel", job)["state"] == "cancelled"
    assert listed(run, "retry", job)["state"] == "queued"
    code, out, _ = run("jobs", "retry", job, "--json")
    assert code == 1
    assert json.loads(out)["error"]["code"] == "job_not_ended"
    code, out, _ = run("jobs", "cancel", job + 1, "--json")
    assert code == 1
    assert json.loads(out)["error"]["code"] == "job_unknown"


def test_only_whom_the_table_allows(run, enqueue):
    job = enqueue()
    for arguments in (("list",), ("retry", job), ("cancel", job)):
        code, out, _ = run("jobs", *arguments, "--actor", "nobody", "--json")
        assert code == 1
        assert json.loads(out)["error"]["code"] == "user_unknown"
    assert listed(run, "list")["jobs"][0]["state"] == "queued"


def test_an_actor_before_the_subcommand_is_no_way_around_the_table(run, enqueue):
    """A group that took options of its own would drop them, and the act would be the console's."""
    job = enqueue()
    assert listed(run, "cancel", job)["state"] == "cancelled"
    for arguments in (["--actor", "nobody", "retry", job], ["--actor", "nobody"], ["--json", "list"]):
        assert run("jobs", *arguments)[0] == 2
    assert listed(run, "list")["jobs"][0]["state"] == "cancelled"


def test_a_worker_without_work_leaves(run, enqueue):
    enqueue()
    assert run("worker", "--until-idle")[0] == 0
    assert listed(run, "list")["jobs"][0]["state"] == "queued"  # a newer program's: left to it
