"""The tables of moves and of permissions, against the rules: who moves a task and a target, from where to where.

The text below is the transcript of the states and moves of DOMAIN, with nothing taken from the code but its words.
"""

import pytest

from sampler.plan import TARGET_MOVES, TASK_MOVES, TargetState, TaskState
from sampler.role import PERMISSIONS, Role, Scope

# from → act, by whom → to; what is by 记录 nobody does: it comes of the findings that were entered
TASK = """
草拟 → 锁定，操作员 → 已冻结
已冻结 → 撤回锁定，操作员 → 草拟
已冻结 → 公告，操作员 → 已公告
已公告 → 摇号，操作员 → 已抽取
已抽取 → 派发，操作员 → 已派发
已派发 → 首户结果，记录 → 检查中
检查中 → 末户结果，记录 → 检查完成
检查完成 → 审发，审发人 → 已公示
已公示 → 结束，操作员 → 已结束
已冻结 → 作废，操作员 → 作废
已公告 → 作废，操作员 → 作废
已抽取 → 作废，操作员 → 作废
已派发 → 作废，操作员 → 作废
"""
# a bureau's clerk types what its inspectors wrote on paper: DOMAIN names the inspector alone
TARGET = """
未录入 → 录入，检查人员、内勤 → 待审核
待审核 → 初审，初审人 → 待复核
待复核 → 审核，审核人 → 待审发
待审发 → 审发，审发人 → 已公示
待审核 → 退回，初审人、审核人、审发人 → 审核退回
待复核 → 退回，初审人、审核人、审发人 → 审核退回
待审发 → 退回，初审人、审核人、审发人 → 审核退回
审核退回 → 录入，检查人员、内勤 → 待审核
"""
# who else must stand beside an act
BESIDE = {("摇号", "witness_ceremony"): "见证人", ("作废", "approve_void"): "审发人"}

TASK_STATES = {
    "草拟": TaskState.DRAFT, "已冻结": TaskState.FROZEN, "已公告": TaskState.ANNOUNCED, "已抽取": TaskState.DRAWN,
    "已派发": TaskState.DISPATCHED, "检查中": TaskState.INSPECTING, "检查完成": TaskState.INSPECTED,
    "已公示": TaskState.RELEASED, "已结束": TaskState.CLOSED, "作废": TaskState.VOID,
}  # fmt: skip
TARGET_STATES = {
    "未录入": TargetState.OPEN, "待审核": TargetState.SUBMITTED, "待复核": TargetState.REVIEWED_FIRST,
    "待审发": TargetState.REVIEWED_SECOND, "审核退回": TargetState.SENT_BACK, "已公示": TargetState.RELEASED,
}  # fmt: skip
ACTS = {
    "锁定": "freeze", "撤回锁定": "thaw", "公告": "announce", "摇号": "hold_ceremony", "派发": "dispatch",
    "首户结果": "first_finding", "末户结果": "last_finding", "结束": "close", "作废": "void",
    "录入": "submit", "初审": "review_first", "审核": "review_second", "审发": "release", "退回": "send_back",
}  # fmt: skip
ROLES = {
    "操作员": Role.OPERATOR, "检查人员": Role.INSPECTOR, "内勤": Role.BUREAU_CLERK, "初审人": Role.FIRST_REVIEWER,
    "审核人": Role.SECOND_REVIEWER, "审发人": Role.RELEASING_REVIEWER, "见证人": Role.WITNESS,
}  # fmt: skip
NOBODY = "记录"


def read(text: str) -> list[tuple[str, str, str, str]]:
    """From, act, by, to of each line."""
    lines = (line.split(" → ") for line in text.strip().split("\n"))
    return [(before, *act.split("，"), after) for before, act, after in lines]


def may(act: str) -> set[Role]:
    """The roles that the table of permissions lets do it."""
    return {role for role, scope in PERMISSIONS[act].items() if scope is not Scope.NO}


def test_a_task_moves_as_the_rules_say() -> None:
    told = {(TASK_STATES[before], ACTS[act]): TASK_STATES[after] for before, act, _, after in read(TASK)}
    assert told == TASK_MOVES
    assert set(TASK_STATES.values()) == set(TaskState)


def test_a_target_moves_as_the_rules_say() -> None:
    told = {(TARGET_STATES[before], ACTS[act]): TARGET_STATES[after] for before, act, _, after in read(TARGET)}
    assert told == TARGET_MOVES
    assert set(TARGET_STATES.values()) == set(TargetState)


@pytest.mark.parametrize(("act", "by"), sorted({(act, by) for _, act, by, _ in read(TASK) + read(TARGET)}))
def test_a_move_is_made_by_whom_the_rules_name(act: str, by: str) -> None:
    if by == NOBODY:
        assert ACTS[act] not in PERMISSIONS
    else:
        assert may(ACTS[act]) == {ROLES[who] for who in by.split("、")}


@pytest.mark.parametrize(("acts", "by"), BESIDE.items())
def test_who_stands_beside_an_act_is_another(acts: tuple[str, str], by: str) -> None:
    act, beside = acts
    assert may(beside) == {ROLES[by]}
    assert not may(beside) & may(ACTS[act])
