"""A character that no font has refuses the paper, and says where it stands."""

from dataclasses import replace

import pytest

from reports.fonts import Fonts, find_fonts, floor_folder
from reports.render import render
from sampler.errors import Broken
from tests.reports import invented

BEYOND_THE_FLOOR = "𪜀"  # U+2A700, extension C: no font of the floor has it


def test_the_refusal_names_row_column_and_package(floor: Fonts) -> None:
    facts = invented.publication_facts(5)
    rows = list(facts.results)
    rows[2] = replace(rows[2], name=f"{BEYOND_THE_FLOOR}记面馆（演示）")
    rows[4] = replace(rows[4], remark="\ue123")
    with pytest.raises(Broken) as refused:
        render(replace(facts, results=tuple(rows)), str, floor)
    assert refused.value.code == "characters_not_covered"
    assert refused.value.params == {
        "paper": facts.head.title,
        "count": 2,
        "characters": [
            {
                "character": "𪜀",
                "codepoint": "U+2A700",
                "id": rows[2].id,
                "row": 3,
                "column": "name",
                "package": "fonts-hanazono",
            },
            {
                "character": "\ue123",
                "codepoint": "U+E123",
                "id": rows[4].id,
                "row": 5,
                "column": "remark",
                "package": "unknown",
            },
        ],
    }


def test_a_place_deep_in_the_facts_is_named_by_its_row(floor: Fonts) -> None:
    facts = invented.packet_facts(3)
    target = facts.targets[1]
    people = (replace(target.inspectors[0], name="𪜀"), target.inspectors[1])
    targets = (facts.targets[0], replace(target, inspectors=people), facts.targets[2])
    with pytest.raises(Broken) as refused:
        render(replace(facts, targets=targets), str, floor)
    [place] = refused.value.params["characters"]  # type: ignore[misc]
    assert (place["row"], place["column"], place["id"]) == (2, "name", target.id)
    assert facts.bureau_name in str(refused.value.params["paper"])


def test_words_of_the_paper_itself_are_no_exception(floor: Fonts) -> None:
    with pytest.raises(Broken) as refused:
        render(invented.notice_facts(), lambda text: text.replace("公告", "公𪜀"), floor)
    [place] = refused.value.params["characters"]  # type: ignore[misc]
    assert (place["row"], place["column"], place["package"]) == (0, "", "fonts-hanazono")


def test_the_named_package_has_the_character(system: Fonts) -> None:
    facts = invented.publication_facts(1)
    facts = replace(facts, results=(replace(facts.results[0], name="𪜀记面馆（演示）"),))
    assert render(facts, str, system).startswith(b"%PDF")


def test_fonts_are_opened_once_for_many_papers() -> None:
    fonts = find_fonts(folders=[floor_folder()])
    papers = {render(invented.packet_facts(1), str, fonts) for _ in range(3)}
    assert len(papers) == 1
