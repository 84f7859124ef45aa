"""Every word a reader sees goes through gettext; tests/test_catalogues.py holds the words against the catalogue."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

API = Path(__file__).parents[2] / "api"
CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
TEMPLATES = sorted(path for path in (API / "templates").rglob("*") if path.is_file())
MODULES = sorted([*(API / "pages").glob("*.py"), API / "app.py", API / "problems.py"])
JINJA = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)


# how many of its first arguments each takes from the catalogue, a context among them
MSGIDS = {"_": 1, "gettext": 1, "ngettext": 2, "pgettext": 2, "lazy_pgettext": 2}


def msgids(call: ast.Call | nodes.Call) -> list[ast.expr] | list[nodes.Expr]:
    """What of a call's arguments gettext translates."""
    name = call.func if isinstance(call, ast.Call) else call.node
    return call.args[: MSGIDS.get(getattr(name, "id", getattr(name, "name", "")), 0)]


def untranslated(source: str) -> Iterator[str]:
    """Chinese text of a template that gettext never sees."""
    tree = JINJA.parse(source)
    for data in tree.find_all(nodes.TemplateData):
        yield from filter(CHINESE.search, data.data.splitlines())
    marked = {id(text) for call in tree.find_all(nodes.Call) for text in msgids(call)}
    yield from (c.value for c in tree.find_all(nodes.Const) if id(c) not in marked and CHINESE.search(str(c.value)))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(API)))
def test_templates_say_everything_through_gettext(path: Path) -> None:
    assert list(untranslated(path.read_text(encoding="utf-8"))) == []


def test_the_check_finds_what_it_looks_for() -> None:
    assert list(untranslated("<p>首页</p>")) == ["<p>首页</p>"]
    assert list(untranslated("{{ '首页' }}{{ _('查询') }}")) == ["首页"]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_modules_say_everything_through_gettext(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    marked = {id(text) for node in ast.walk(tree) if isinstance(node, ast.Call) for text in msgids(node)}
    strings = (n for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str))
    assert [s.value for s in strings if CHINESE.search(s.value) and id(s) not in docstrings | marked] == []
