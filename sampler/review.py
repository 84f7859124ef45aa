"""The three signatures under a finding before it is published: 承办人员初审 → 分管领导审核 → 主要领导审发.

先审查、后公开: three people sign, each once, and no signature can be left out; the order is that of
`plan.TARGET_MOVES`. A finding that is sent back gets a new version when it is submitted again, and the signatures
start anew.
"""

from collections.abc import Iterable
from enum import StrEnum

from sampler.codes.personal import refuse_private
from sampler.errors import Invalid, Refused


class Step(StrEnum):
    """The acts under a finding, by the verbs of `plan.TARGET_MOVES`: three signatures, and its being sent back."""

    REVIEW_FIRST = "review_first"
    REVIEW_SECOND = "review_second"
    RELEASE = "release"
    SEND_BACK = "send_back"


def require_another(step: Step, person: str, signed: Iterable[tuple[Step, str]]) -> None:
    """`person` may sign `step` where nobody of that name signed another step of the same finding.

    >>> require_another(Step.REVIEW_SECOND, "wang", [(Step.REVIEW_FIRST, "li")])
    >>> require_another(Step.RELEASE, "li", [(Step.REVIEW_FIRST, "li"), (Step.REVIEW_SECOND, "wang")])
    Traceback (most recent call last):
    sampler.errors.Refused: signed_already(step='release', person='li', signed='review_first')
    """
    for earlier, signer in signed:
        if signer == person:
            raise Refused("signed_already", step=str(step), person=person, signed=str(earlier))


def require_reason(reason: str) -> str:
    """Why a person does it, without the spaces around it; `Invalid("reason_missing")` where nothing is said."""
    if not reason.strip():
        raise Invalid("reason_missing")
    refuse_private("reason", reason)
    return reason.strip()
