"""The checker as one copied file, without the project, without site packages; its command line and what it prints."""

import ast
import io
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sampler import verify as v

from .authority import Authority
from .test_golden import GOLDEN, NOW


@pytest.fixture
def alone(tmp_path):
    """Run the copied file in an empty folder: (exit status, standard output, standard error)."""
    shutil.copyfile(v.__file__, tmp_path / "verify.py")

    def run(*arguments, env=None):
        command = [sys.executable, "-I", "-S", "verify.py", *map(str, arguments)]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, env=env, timeout=60)
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    return run


@pytest.fixture
def tampered(tmp_path):
    folder = tmp_path / "tampered"
    shutil.copytree(GOLDEN / "open", folder, copy_function=shutil.copyfile)
    text = (folder / v.SAMPLE).read_text()
    (folder / v.SAMPLE).write_text(text.replace("93410212000000063J", "93410212000000014G"))
    return folder


def test_it_imports_the_standard_library_only():
    tree = ast.parse(Path(v.__file__).read_text())
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0
            names.add(node.module)
    assert {name.split(".")[0] for name in names} <= sys.stdlib_module_names


def test_a_folder_and_a_chain_hold(alone):
    status, out, err = alone(GOLDEN / "open", "--chain", GOLDEN, "--now", NOW)
    assert (status, err) == (0, "")
    assert "OK: " in out
    assert "FAIL" not in out
    assert "authority 410212, entry 1 5b9b1a8e" in out
    assert "last number seen 27" in out
    assert "commitment unproven" not in out


def test_each_failure_is_one_line_naming_file_and_rule(alone, tampered):
    status, out, err = alone(tampered)
    assert (status, err) == (1, "")
    failed = [line for line in out.split("\n") if line.startswith("FAIL ")]
    assert [line.split(": ")[:2] for line in failed] == [
        ["FAIL 40-sample.tsv", "sample_recomputed"],
        ["FAIL 40-sample.tsv", "sums"],
    ]
    assert "抽取名单按种子重算一致 (SSJ1 6): expected line 3: cooperative\\t3\\t2318d9e0" in failed[0]
    assert "NOT OK: 2 of " in out


def test_json_is_one_object(alone, tampered):
    status, out, err = alone(tampered, "--json")
    document = json.loads(out)
    assert (status, err, document["ok"]) == (1, "", False)
    assert all(set(check) == {"name", "file", "expected", "found", "fault", "params"} for check in document["checks"])
    failed = [check for check in document["checks"] if check["expected"] != check["found"]]
    assert {check["file"] for check in failed} == {v.SAMPLE}
    assert failed[0]["fault"] == "{text}, not {wanted}"
    assert failed[0]["params"]["line"] == 3
    assert failed[0]["found"] == f"line 3: {failed[0]['params']['text']}"
    assert document["stages"] == {str(tampered): "drawn"}
    assert document["authority"] == "410212"
    assert document["last_number"] == 3
    status, out, _ = alone(GOLDEN / "open", "--json")
    assert (status, json.loads(out)["ok"]) == (0, True)


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["--json"],
        ["--chain"],
        ["x", "--now", "today"],
        ["x", "--now", "2026-02-30T00:00:00Z"],
        ["x", "--tsa-root", "none.pem"],
        ["x", "--more"],
        ["x", "y", "--public-value", "1"],
        ["--chain", "x", "--public-value", "1"],
        ["--proof", "x"],
        ["--proof", "x", "y", "z"],
        ["--proof", "x", "y", "--chain", "z"],
        ["--proof", "x", "y", "--public-value", "1"],
    ],
)
def test_usage(alone, arguments):
    status, out, err = alone(*arguments)
    assert status == 2
    assert out == "" or json.loads(out)["error"]["code"] == "usage"
    assert bool(out) == ("--json" in arguments)
    assert err.startswith("usage: verify")


def test_a_usage_error_is_one_json_object_too(alone):
    status, out, _ = alone("--json", "--nope", "x")
    document = json.loads(out)
    assert (status, document["ok"]) == (2, False)
    assert document["error"] == {"code": "usage", "params": {}, "message": "unrecognized arguments: --nope"}


def test_an_answer_that_cannot_be_written_is_no_verdict():
    with open("/dev/full", "w") as full:
        command = [sys.executable, "-I", "-S", v.__file__, str(GOLDEN / "open")]
        run = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert run.returncode == 3
    assert run.stderr == "verify: the answer cannot be written: No space left on device\n"


def test_help(alone):
    status, out, _ = alone("--help")
    assert status == 0
    assert "--tsa-root" in out


def test_a_folder_that_is_not_there(alone):
    for folder in (["nowhere"], ["--chain", "nowhere"], ["verify.py"]):
        status, out, err = alone(*folder)
        assert (status, err) == (1, "")
        fault, verdict = out.splitlines()
        assert fault.startswith(f"FAIL {folder[-1]}: readable: ")
        assert fault.endswith(("found No such file or directory", "found Not a directory"))
        assert verdict == "NOT OK: 1 of 1 checks fail 不成立"


def test_main_returns_the_status(tampered, capsys):
    assert v.main([str(GOLDEN / "open")]) == 0
    assert v.main([str(tampered)]) == 1
    assert v.main([]) == 2
    assert "OK: " in capsys.readouterr().out


@pytest.mark.parametrize("encoding", ["ascii", "gb18030", "latin-1"])
def test_terminals_that_cannot_show_everything(tampered, monkeypatch, encoding):
    stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    monkeypatch.setattr(sys, "stdout", stream)
    assert v.main([str(tampered)]) == 1
    stream.flush()
    assert b"FAIL 40-sample.tsv" in stream.buffer.getvalue()


def test_nothing_in_a_folder_can_act_on_the_terminal(tmp_path):
    """Escapes, line ends and direction characters in file names and bytes are shown, never sent."""
    draw = Authority(tmp_path).draw(seed_source="\x1b[2J\u202e")
    (draw.folder / "a\nFAIL b\x1b[2J\u202e").write_text("")
    (draw.folder / v.EXCLUDED).write_bytes("x\u202e\x1b[2J\n".encode())
    verdict = v.verify([draw.folder])
    text = "\n".join(v.as_lines(verdict)) + v.as_json(verdict)
    assert all(c.isprintable() or c == "\n" for c in text)
    assert len(list(v.as_lines(verdict))) == len("\n".join(v.as_lines(verdict)).split("\n"))
    assert "a\\nFAIL b\\x1b[2J\\u202e" in text


def test_a_large_folder_holds(tmp_path):
    towns = [f"4102120{i:02}" for i in range(15)]
    frame = [(f"91410212{i:09}X", "enterprise", towns[i % 15]) for i in range(45_000)]
    people = sorted((f"{town}-{i}", town) for town in towns for i in range(6))
    draw = Authority(tmp_path).draw(frame=frame, inspectors=people, **{"size.enterprise": "3/100"}).complete()
    assert v.verify([draw.folder]).ok
