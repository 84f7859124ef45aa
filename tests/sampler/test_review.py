"""Three signatures, three people."""

from itertools import product

import pytest

from sampler.errors import Invalid, Refused
from sampler.review import Step, require_another, require_reason

SIGNATURES = (Step.REVIEW_FIRST, Step.REVIEW_SECOND, Step.RELEASE)


@pytest.mark.parametrize("people", list(product("abc", repeat=3)))
def test_three_signatures_are_of_three_people(people: tuple[str, ...]) -> None:
    def sign_all() -> None:
        for number, (step, person) in enumerate(zip(SIGNATURES, people, strict=True)):
            require_another(step, person, zip(SIGNATURES[:number], people[:number], strict=True))

    if len(set(people)) == 3:
        sign_all()
    else:
        with pytest.raises(Refused, match="signed_already"):
            sign_all()


def test_a_reason_says_something() -> None:
    assert require_reason(" 照片缺失\n") == "照片缺失"
    with pytest.raises(Invalid, match="reason_missing"):
        require_reason(" \u3000\n")
