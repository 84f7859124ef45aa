"""What roles and acts are called, for pages and the command line. A test holds the acts against the table."""

from collections.abc import Mapping

from api.words import Words, _
from sampler.role import PERMISSIONS, Grant, Role, Scope
from sampler.roster import Reason

ROLES: Mapping[str, str] = {
    Role.OPERATOR: _("操作员"),
    Role.BUREAU_CLERK: _("监管所内勤"),
    Role.INSPECTOR: _("监管所检查人员"),
    Role.FIRST_REVIEWER: _("初审人"),
    Role.SECOND_REVIEWER: _("审核人"),
    Role.RELEASING_REVIEWER: _("审发人"),
    Role.AUDITOR: _("审计员"),
    Role.WITNESS: _("见证人"),
    Role.SYSTEM_ADMINISTRATOR: _("系统管理员"),
    Role.SECURITY_ADMINISTRATOR: _("安全管理员"),
    Role.AUDIT_ADMINISTRATOR: _("审计管理员"),
}

ACTS: Mapping[str, str] = {
    "see_draws": _("看抽查"),
    "see_targets": _("看检查对象和任务单"),
    "see_minutes": _("看摇号会议记录"),
    "see_snapshots": _("看名录库快照"),
    "see_roster": _("看检查人员名录库"),
    "register_snapshot": _("读入名录库"),
    "register_roster": _("登记检查人员名录库"),
    "change_inspector": _("改检查人员"),
    "register_recusals": _("登记回避"),
    "withdraw_recusal": _("撤销回避"),
    "freeze": _("锁定"),
    "thaw": _("撤回锁定"),
    "announce": _("发布公告"),
    "hold_ceremony": _("主持摇号"),
    "witness_ceremony": _("见证摇号"),
    "reveal": _("揭示"),
    "register_papers": _("登记公文"),
    "dispatch": _("派发检查对象"),
    "void": _("作废"),
    "approve_void": _("批准作废"),
    "submit": _("录入检查结果"),
    "review_first": _("初审"),
    "review_second": _("审核"),
    "release": _("审发"),
    "send_back": _("退回"),
    "close": _("结束抽查"),
    "see_jobs": _("看作业"),
    "retry_job": _("重做作业"),
    "cancel_job": _("取消作业"),
    "see_bureaus": _("看监管所名单"),
    "see_bureau": _("看一个监管所"),
    "register_bureaus": _("登记监管所名单"),
    "see_roles": _("看角色和权限"),
    "see_users": _("看用户"),
    "create_user": _("新建账号"),
    "reset_password": _("重置密码"),
    "grant": _("授予角色"),
    "revoke": _("收回角色"),
    "lock_user": _("停用账号"),
    "unlock_user": _("启用账号、解除锁定"),
    "end_sessions": _("结束他人的登录"),
    "reset_second_factor": _("解除他人的动态验证码"),
    "see_settings": _("看设置"),
    "change_settings": _("改设置"),
    "change_working_days": _("改工作日安排"),
    "see_trail": _("看存证"),
    "verify_trail": _("核验存证"),
    "export_trail": _("导出存证"),
    "prune_trail": _("归档存证"),
}

# what stands in the trail and is no line of the table: the own account, and the single hands of a larger act
OWN_ACTS: Mapping[str, str] = {
    "sign_in": _("登录"),
    "sign_out": _("退出"),
    "verify_second_factor": _("输入动态验证码"),
    "use_backup_code": _("用备用码登录"),
    "enrol_second_factor": _("绑定动态验证码"),
    "renew_backup_codes": _("换新的备用码"),
    "set_password": _("修改密码"),
    "end_session": _("结束自己的登录"),
    "type_value": _("录入公共值"),
    "ask_void": _("申请作废"),
}

OFF_DUTY: Mapping[str, str] = {
    Reason.OFF_DUTY: _("不在岗"),
    Reason.AUXILIARY: _("辅助人员"),
    Reason.LICENCE_MISSING: _("没有执法证"),
    Reason.CERTIFICATE_EXPIRED: _("执法证过期"),
}

SCOPES: Mapping[str, str] = {
    Scope.OWN: _("本辖区"),
    Scope.ANY: _("全部"),
    Scope.NO: _("无"),
}


def matrix() -> dict[str, dict[str, str]]:
    """act → role → scope, as `sampler roles --json` tells it; `.` is no."""
    return {act: {str(role): str(scope) for role, scope in scopes.items()} for act, scopes in PERMISSIONS.items()}


def grant_words(grant: Grant, words: Words, bureaus: Mapping[str, str]) -> str:
    """A grant in words: 监管所内勤 · 陈留市场监管所."""
    role = words(ROLES[grant.role])
    return f"{role} · {bureaus.get(grant.bureau, grant.bureau)}" if grant.bureau else role
