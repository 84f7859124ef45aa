"""Accounts from the shell; and every command that acts on the database, asked by somebody who may not."""

import json
from collections.abc import Callable, Iterator

import click
import pytest

from api.cli import cli, main
from api.jobs.sessions import sign_in
from api.role_words import matrix
from api.settings import read_settings
from api.wiring import Wiring, wire
from sampler.role import PERMISSIONS, Role
from sampler.store.tables import BureauRow
from sampler.store.tables.sessions import Stage
from tests.api.people import BUREAUS, COUNTY, FOREIGN, OWN, PASSWORD, create, trail_of

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def wiring(monkeypatch: pytest.MonkeyPatch, tmp_path) -> Iterator[Wiring]:
    """An empty folder with an authority's bureaus, as the commands find it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SAMPLER_DATA", str(tmp_path / "var"))
    monkeypatch.setenv("SAMPLER_LANG", "zh")
    wiring = wire(read_settings({"SAMPLER_DATA": str(tmp_path / "var")}))
    wiring.store.upgrade()
    with wiring.store.transaction() as session:
        session.add_all(BureauRow(code=c, name=n, aliases=[], parent=p) for c, (n, p) in BUREAUS.items())
    yield wiring
    wiring.store.close()


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], wiring: Wiring) -> Run:
    def run_command(*arguments: str) -> tuple[int, str, str]:
        code = main(list(arguments))
        out, err = capsys.readouterr()
        return code, out, err

    return run_command


def answer(result: tuple[int, str, str]) -> dict[str, object]:
    assert result[0] == 0, result
    return dict(json.loads(result[1]))


def failure(result: tuple[int, str, str]) -> str:
    assert result[0] == 1, result
    return str(json.loads(result[1])["error"]["code"])


def test_the_first_account_comes_from_the_shell(run: Run, wiring: Wiring) -> None:
    made = answer(run("user", "create", "Li.Na", "--role", f"operator@{COUNTY}", "--role", "auditor",
                      "--full-name", "李娜", "--bureau", OWN, "--generate", "--json"))  # fmt: skip
    assert set(made) == {"user", "password"}
    opened = sign_in(wiring, "li.na", str(made["password"]), origin="192.0.2.7", agent="")
    assert opened.stage is Stage.COMPLETE
    assert answer(run("user", "list", "--json")) == {
        "users": [
            {
                "user": "li.na",
                "full_name": "李娜",
                "bureau": OWN,
                "roles": ["auditor", f"operator@{COUNTY}"],
                "locked": False,
                "second_factor": False,
            }
        ]
    }
    assert run("user", "list")[1] == "li.na  李娜  审计员  操作员 · 祥符区市场监督管理局\n"
    assert (trail_of(wiring)[0].actor, trail_of(wiring)[0].origin) == ("console", "console")


def test_a_password_is_asked_twice(run: Run, wiring: Wiring, monkeypatch: pytest.MonkeyPatch) -> None:
    typed = iter([PASSWORD, PASSWORD])
    monkeypatch.setattr("click.termui.hidden_prompt_func", lambda prompt: next(typed))
    made = answer(run("user", "create", "li.na", "--json"))
    assert made == {"user": "li.na"}  # what was typed is not repeated
    assert sign_in(wiring, "li.na", PASSWORD, origin="x", agent="").stage is Stage.COMPLETE
    assert list(typed) == []


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["create", "li.na", "--role", "king"], "role_unknown"),
        (["create", "li.na", "--role", "operator@999999"], "bureau_unknown"),
        (["create", "console"], "user_name_malformed"),
        (["create", "taken"], "user_name_taken"),
        (
            ["create", "li.na", "--role", "system_administrator", "--role", "audit_administrator"],
            "administrators_apart",
        ),
        (["reset", "nobody"], "user_unknown"),
    ],
)
def test_what_cannot_be_is_said(run: Run, wiring: Wiring, arguments: list[str], code: str) -> None:
    create(wiring, "taken")
    assert failure(run("user", *arguments, "--generate", "--json")) == code


def test_accounts_are_administered_from_the_shell(run: Run, wiring: Wiring) -> None:
    create(wiring, "li.na")
    code, out, _ = run("user", "grant", "li.na", f"inspector@{OWN}")
    assert (code, out) == (0, "li.na  监管所检查人员 · 陈留市场监管所\n")
    assert run("user", "revoke", "li.na", f"inspector@{OWN}")[0] == 0
    assert run("user", "lock", "li.na")[0] == 0
    assert run("user", "list")[1] == "li.na  li.na的姓名  [已停用]\n"
    assert run("user", "unlock", "li.na")[0] == 0
    password = str(answer(run("user", "reset", "li.na", "--generate", "--json"))["password"])
    assert sign_in(wiring, "li.na", password, origin="x", agent="").stage is Stage.COMPLETE
    assert failure(run("user", "reset-second-factor", "li.na", "--json")) == "second_factor_missing"
    assert [entry.act for entry in trail_of(wiring)] == [
        "create_user", "grant", "revoke", "lock_user", "unlock_user", "reset_password", "sign_in",
    ]  # fmt: skip


def test_roles_prints_the_table(run: Run) -> None:
    assert answer(run("roles", "--json")) == matrix()
    text = run("roles")[1]
    for act, scopes in PERMISSIONS.items():
        line = next(line for line in text.splitlines() if line.split()[0:1] == [act])
        assert line.split()[1 : len(Role) + 1] == [str(scopes[role]) for role in Role]
    assert "安全管理员" in text


# every command with --actor, and how a clerk of one bureau asks it for what a clerk may not have
REFUSED = {
    "registry import": ["nowhere.csv"],
    "bureaus register": ["nowhere.csv"],
    "roster register": ["nowhere.csv"],
    "recusals register": ["nowhere.csv"],
    "jobs list": [],
    "jobs retry": ["1"],
    "jobs cancel": ["1"],
    "trail verify": [],
    "trail export": ["--out", "copy.csv"],
    "trail prune": ["--before", "2020-01-01", "--out", "archive.jsonl"],
    "user create": ["li.na", "--generate"],
    "user list": [],
    "user grant": ["somebody", f"inspector@{OWN}"],
    "user revoke": ["somebody", f"inspector@{OWN}"],
    "user reset": ["somebody", "--generate"],
    "user lock": ["somebody"],
    "user unlock": ["somebody"],
    "user reset-second-factor": ["somebody"],
}


def commands(group: click.Group, path: str = "") -> Iterator[tuple[str, click.Command]]:
    for name, command in group.commands.items():
        yield f"{path}{name}", command
        if isinstance(command, click.Group):
            yield from commands(command, f"{path}{name} ")


def test_every_command_that_acts_for_somebody_is_known() -> None:
    acting = {path for path, command in commands(cli) if any("--actor" in p.opts for p in command.params)}
    assert acting == set(REFUSED)


def test_a_group_takes_nothing_that_its_commands_take() -> None:
    """What stands before the subcommand is the group's: it would be dropped, and the command act as its default."""
    groups = {path: one for path, one in {"": cli, **dict(commands(cli))}.items() if isinstance(one, click.Group)}
    assert {"", "jobs", "trail", "user"} <= set(groups)
    assert {path: [p.name for p in one.params] for path, one in groups.items() if one.params} == {"": ["version"]}
    assert [path for path, one in groups.items() if one.invoke_without_command] == []


@pytest.mark.parametrize("path", REFUSED)
def test_a_command_asks_for_whom_it_acts(run: Run, wiring: Wiring, path: str) -> None:
    create(wiring, "clerk", f"bureau_clerk@{OWN}")
    create(wiring, "somebody")
    before = len(trail_of(wiring))
    words = path.split()
    for actor, code in (("clerk", "act_not_allowed"), ("stranger", "user_unknown")):
        result = run(*words[:1], *words[1:], "--actor", actor, *REFUSED[path], "--json")
        assert failure(result) == code
    told = [(entry.actor, entry.origin, entry.result) for entry in trail_of(wiring)[before:]]
    assert told == [("clerk", "console", "act_not_allowed"), ("-", "console", "user_unknown")]


def test_an_administrator_acts_within_the_own_part(run: Run, wiring: Wiring) -> None:
    create(wiring, "chief", f"security_administrator@{OWN}", bureau=None)
    create(wiring, "near", bureau=OWN)
    create(wiring, "far", bureau=FOREIGN)
    assert run("user", "list", "--actor", "chief")[1].split()[0::2] == ["near"]
    assert run("user", "lock", "near", "--actor", "chief")[0] == 0
    assert failure(run("user", "lock", "far", "--actor", "chief", "--json")) == "act_not_allowed"
    grant = ("user", "grant", "near", "--actor", "chief", "--json")
    assert failure(run(*grant, f"inspector@{FOREIGN}")) == "act_not_allowed"
    answer(run(*grant, f"inspector@{OWN}"))
    assert trail_of(wiring)[-1].actor == "chief"
