"""No door performs an act without telling the trail where it is refused."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
TELLING = {"recording_refusals", "acting", "attempt"}
# Run.save: the worker tells for every job, and the demo's acts are the shell's own
PERFORMED_BY_RUNS = ("api/jobs/run.py", "api/demo")
NO_ACTS = {"touch", "record_refusal", "begin_attempt"}  # a session in use, the telling itself, the count of tries


def called(node: ast.AST) -> Iterator[str]:
    for one in ast.walk(node):
        if isinstance(one, ast.Call):
            yield one.func.attr if isinstance(one.func, ast.Attribute) else getattr(one.func, "id", "")


def acts_of(tree: ast.Module) -> set[str]:
    """Names by which a module calls what sampler/work does."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sampler.work"):
            names |= {alias.asname or alias.name for alias in node.names}
    return names - NO_ACTS


def untold(node: ast.AST, acts: set[str], told: bool) -> Iterator[int]:
    """Lines where a transaction holds an act that nobody would tell of."""
    if isinstance(node, ast.With):
        opened = {name for item in node.items for name in called(item.context_expr)}
        told = told or bool(opened & TELLING)
        names = {one.id for part in node.body for one in ast.walk(part) if isinstance(one, ast.Name)}
        if "transaction" in opened and not told and names & acts:
            yield node.lineno
    for child in ast.iter_child_nodes(node):
        yield from untold(child, acts, told)


def test_every_act_is_performed_where_its_refusal_is_told() -> None:
    found, looked_at = [], 0
    for path in sorted((ROOT / "api").rglob("*.py")):
        tree, name = ast.parse(path.read_text(encoding="utf-8")), path.relative_to(ROOT).as_posix()
        acts = acts_of(tree)
        looked_at += bool(acts)
        if not name.startswith(PERFORMED_BY_RUNS):
            found += [f"{name}:{line}" for line in untold(tree, acts, told=False)]
    assert looked_at > 8
    assert found == []


def test_an_act_that_nobody_would_tell_of_is_found() -> None:
    source = "from sampler.work import users\nwith store.transaction() as s:\n    users.lock_user(s)\n"
    assert list(untold(ast.parse(source), {"users"}, told=False)) == [2]
