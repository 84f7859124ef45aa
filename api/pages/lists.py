"""What is wrong with a list that somebody handed in, or with a form that stands for one row of it."""

from flask_babel import gettext as _
from flask_babel import ngettext

from api.messages import message
from api.pages.staff import staff_page
from api.pages.typed import visible
from api.problems import status_of
from api.sentences.cells import CELL_PROBLEMS
from sampler.errors import SamplerError
from sampler.registry import Problem


def listed_problems(error: SamplerError) -> tuple[Problem, ...]:
    """Every bad cell that a refusal tells, at most a thousand; none where it is about the file as a whole."""
    told = error.params.get("problems", ())
    return tuple(Problem(**cell) for cell in told) if isinstance(told, list) else ()


def wrong_list_page(error: SamplerError, field: str, template: str, **facts: object) -> tuple[str, int]:
    """The page again, with every bad cell of the file that was handed in, or with what is wrong with all of it."""
    problems = listed_problems(error)
    text = (
        ngettext("文件有 %(num)s 处问题，什么都没有登记。", "文件有 %(num)s 处问题，什么都没有登记。", len(problems))
        if problems
        else visible(message(error, _))
    )
    return staff_page(template, wrong={field: text}, problems=problems, **facts), int(status_of(error))


def wrong_fields(error: SamplerError) -> dict[str, str]:
    """The same for a form: each bad field with its sentence."""
    return {problem.column: _(CELL_PROBLEMS[problem.code]) for problem in listed_problems(error)}
