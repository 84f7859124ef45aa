"""The catalogue of English: `make catalogues` finds every word that a reader sees, and compiles what is translated.

Msgids are Chinese. They stand in templates and modules as `_("…")` and `words("…")`, as the `help` of a command or an
option, as the names in the code lists, and as the words that papers say unless told otherwise. What counts things
stands as `ngettext("…", "…", count)`, twice the same in Chinese, and has a singular and a plural in English. A word
that is one in Chinese and two in English stands as `pgettext("…", "…")` where it needs the rarer one, with a context
before it. The files hold no time, no place and no version: the same words give the same bytes.
"""

import ast
import csv
import io
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from jinja2.ext import babel_extract

from reports.wording import REASONS
from sampler.facts import ITEMS, LEGAL_BASIS, UNDIRECTED
from sampler.finding import METHOD_NAMES
from sampler.source import DICE

ROOT = Path(__file__).parents[1]
PACKAGES = ("api", "reports", "sampler")
CODE_LISTS = ("finding_codes.csv", "disposals.csv")
STANDING = (
    *METHOD_NAMES.values(),
    *LEGAL_BASIS,
    *ITEMS,
    *REASONS.values(),
    UNDIRECTED,
    DICE,
)  # what papers say unless told otherwise
CALLS = {"_", "words", "gettext", "lazy_gettext"}
COUNTING = "ngettext"
IN_CONTEXT = {"pgettext", "lazy_pgettext"}
HELPED = {"option", "command", "group"}
CATALOGUE = ROOT / "api" / "translations" / "en" / "LC_MESSAGES" / "messages.po"
Msgid = str | tuple[str, str]  # a text, or its singular and its plural
Key = tuple[str | None, Msgid]  # its context, where it has one, and itself

HEAD = "# English. `make catalogues` keeps the msgids; people write the msgstrs."
COMPILED = CATALOGUE.with_suffix(".mo")


class Catalogue(Catalog):
    """A catalogue whose head says what readers of it need, and nothing else."""

    mime_headers = (
        ("Language", "en"),
        ("MIME-Version", "1.0"),
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Transfer-Encoding", "8bit"),
    )


def find_keys() -> set[Key]:
    """Every msgid of the project, with its context."""
    modules = (path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
    templates = (path for path in (ROOT / "api" / "templates").rglob("*") if path.is_file())
    return {
        *((None, text) for text in STANDING),
        *(key for path in modules for key in in_module(path.read_text(encoding="utf-8"))),
        *(key for path in templates for key in in_template(path.read_bytes())),
        *((None, name) for file in CODE_LISTS for name in in_code_list(ROOT / "sampler" / "codes" / file)),
    }


def in_module(source: str) -> Iterator[Key]:
    """The texts that gettext is asked for, and the helps of the command line.

    >>> sorted(in_module('words("b"); sheet.words("a" "c"); option("--x", help="d"); words(name); print("e")'))
    [(None, 'ac'), (None, 'b'), (None, 'd')]
    >>> list(in_module('ngettext("f", "f", count); lazy_pgettext("many", "g")'))
    [(None, ('f', 'f')), ('many', 'g')]
    """
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        said = node.args[:1] if name in CALLS else []
        said += [keyword.value for keyword in node.keywords if name in HELPED and keyword.arg == "help"]
        texts = [text.value for text in said if isinstance(text, ast.Constant) and isinstance(text.value, str)]
        yield from ((None, text) for text in texts)
        if name in {COUNTING, *IN_CONTEXT}:
            first, second = (ast.literal_eval(text) for text in node.args[:2])
            yield (first, second) if name in IN_CONTEXT else (None, (first, second))


def in_template(source: bytes) -> Iterator[Key]:
    """The texts that gettext is asked for.

    >>> list(in_template(b"<p>{{ _('a') }}</p>{{ b }}"))
    [(None, 'a')]
    >>> list(in_template(b"<p>{{ ngettext('a', 'a', b) }}{{ pgettext('many', 'c') }}</p>"))
    [(None, ('a', 'a')), ('many', 'c')]
    """
    asked = sorted({*CALLS, *IN_CONTEXT, COUNTING})
    for _line, function, text, _comments in babel_extract(io.BytesIO(source), asked, (), {"silent": "false"}):
        if function in IN_CONTEXT:
            yield text[0], text[1]
        else:
            yield None, (text[0], text[1]) if function == COUNTING else text if isinstance(text, str) else text[0]


def in_code_list(path: Path) -> Iterator[str]:
    """The names of codes."""
    with path.open(encoding="utf-8", newline="") as lines:
        yield from (row["name"] for row in csv.DictReader(lines))


def read_catalogue() -> Catalog:
    with CATALOGUE.open("rb") as source:
        return read_po(source)


def catalogue_of(translations: Mapping[Key, Msgid], keys: set[Key]) -> Catalogue:
    """The msgids with what is translated of them."""
    made = Catalogue(header_comment=HEAD, fuzzy=False)
    for context, msgid in keys:
        translation = translations.get((context, msgid), "" if isinstance(msgid, str) else ("", ""))
        made.add(msgid, translation, context=context)
    return made


def key_of(message: Message) -> Key:
    return message.context, message.id


def po_bytes(catalogue: Catalog) -> bytes:
    written = io.BytesIO()
    write_po(written, catalogue, sort_output=True, width=120)
    return written.getvalue()


def mo_bytes(catalogue: Catalog) -> bytes:
    written = io.BytesIO()
    write_mo(written, catalogue)
    return written.getvalue()


def texts(said: Msgid) -> tuple[str, ...]:
    """A text, or its singular and its plural."""
    return (said,) if isinstance(said, str) else tuple(said)


def remake() -> Catalogue:
    """The catalogue as it shall be: every word of the source, with what is translated so far."""
    known = {key_of(m): m.string for m in read_catalogue() if m.id and not m.fuzzy} if CATALOGUE.exists() else {}
    return catalogue_of(known, find_keys())


def main() -> int:
    """Extract, update, compile; says on stderr what is still to be translated."""
    catalogue = remake()
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    CATALOGUE.write_bytes(po_bytes(catalogue))
    COMPILED.write_bytes(mo_bytes(catalogue))
    missing = [str(message.id) for message in catalogue if message.id and not all(texts(message.string))]
    print("\n".join(missing), end="\n" if missing else "", file=sys.stderr)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
