"""An error, a problem or a caution in the reader's language: its sentence, with what it tells of filled in."""

from collections.abc import Callable, Mapping
from typing import Any

from api.code_words import named
from api.sentences.cautions import CAUTIONS
from api.sentences.cells import CELL_PROBLEMS, FIELDS, PRIVATE
from api.sentences.errors import MESSAGES
from api.words import Words, _
from sampler.caution import Caution
from sampler.errors import SamplerError
from sampler.registry.problem import visible

Thing = Mapping[str, Any]
SHOWN = 20  # of a list


def caution_message(caution: Caution, words: Words) -> str:
    """The sentence of a caution."""
    return words(CAUTIONS[caution.code]).format_map(_told(caution.params, words))


def message(error: SamplerError, words: Words) -> str:
    """The sentence of an error; a code without one shows itself with its parameters."""
    text = MESSAGES.get(error.code)
    if text is None:
        return str(error)
    return words(text).format_map(_told(error.params, words))


def _told(params: Mapping[str, object], words: Words) -> "Blanks":
    return Blanks({name: _plain(named(name, value, words), words) for name, value in params.items()})


class Blanks(dict[str, str]):
    """What fills a sentence; a code that is raised in two places may not know everything in each."""

    def __missing__(self, name: str) -> str:
        return "—"


def _plain(value: object, words: Words) -> str:
    if isinstance(value, list) and value and isinstance(value[0], SamplerError):
        return "\n".join(message(error, words) for error in value)
    if isinstance(value, list | tuple):
        shown = words(_("、")).join(_plain(item, words) for item in value[:SHOWN])
        return shown + ("…" if len(value) > SHOWN else "")
    if isinstance(value, dict):
        return THINGS[frozenset(value)](value, words)
    return visible(str(value))


def _problem(value: Thing, words: Words) -> str:
    told = words(CELL_PROBLEMS[value["code"]])
    if value["read"]:
        told = words("{problem}（读到“{read}”）").format(problem=told, read=value["read"])
    place = words("第 {row} 行“{column}”") if value["column"] else words("第 {row} 行")
    return place.format(row=value["row"], column=value["column"]) + " " + told


def _uncovered(value: Thing, words: Words) -> str:
    about = [value["codepoint"], value["id"], words(FIELDS.get(value["column"], value["column"]))]
    if value.get("record"):
        about.append(words("名录库第 {record} 行").format(record=value["record"]))
    if value["row"]:
        about.append(words("文中第 {row} 行").format(row=value["row"]))
    known = words("未知何处有此字") if value["package"] == "unknown" else words("软件包 {package} 有此字")
    about.append(known.format(package=value["package"]))
    return words("“{character}”（{about}）").format(
        character=value["character"], about=words("，").join(filter(None, about))
    )


def _private(value: Thing, words: Words) -> str:
    place = words("第 {row} 行“{column}”").format(row=value["row"], column=value["column"])
    return f"{place} {words(PRIVATE[value['kind']])}"


def _missing(value: Thing, words: Words) -> str:
    if not value["names"]:
        return str(value["field"])
    return words("{name}（{code}）").format(name=value["names"][0], code=value["field"])


def _claim(value: Thing, words: Words) -> str:
    return words("{field}：{columns}").format(field=value["field"], columns=_plain(value["columns"], words))


UNCOVERED = frozenset({"character", "codepoint", "id", "row", "column", "package"})
# what stands in a list of parameters, told by its keys
THINGS: Mapping[frozenset[str], Callable[[Thing, Words], str]] = {
    frozenset({"row", "column", "code", "read"}): _problem,
    UNCOVERED: _uncovered,
    UNCOVERED | {"record"}: _uncovered,  # where the registry is at hand
    frozenset({"row", "column", "kind"}): _private,
    frozenset({"field", "names"}): _missing,
    frozenset({"field", "columns"}): _claim,
}
