"""The sentence for each error code, in the reader's language. A test holds this table against the codes in the source."""

from collections.abc import Mapping

from api.words import Words
from sampler.errors import SamplerError


def _(text: str) -> str:
    """Marks a msgid; the words are chosen when the error is shown."""
    return text


MESSAGES: Mapping[str, str] = {
    # texts and names of a record
    "id_malformed": _("不是主体编号：{read}"),
    "integer_malformed": _("不是整数：{read}"),
    "rate_malformed": _("比例须写作 p/q：{read}"),
    "rate_out_of_range": _("比例须在 0 与 1 之间：{read}"),
    "size_below_one": _("户数至少为 1：{read}"),
    "size_given_twice": _("样本量给了两次：{stratum}"),
    "size_covers_nothing": _("样本量所指的层不存在：{strata}；已有的层：{known}"),
    "stratum_malformed": _("层名写法不对：{read}"),
    "strata_marks_unknown": _("分层依据不对：{read}；以 type 开头，可用 {known}"),
    "name_malformed": _("{name} 写法不对：{read}（只能用字母、数字和 . _ -，最多 64 个）"),
    "bureau_code_malformed": _("监管所代码写法不对：{read}"),
    "text_forbidden": _("{name} 为空或含有不能写入存档的字符：{read}"),
    "time_malformed": _("时间须写作 2026-11-24T02:00:00Z：{read}"),
    "times_out_of_order": _("时间先后不对：{times}"),
    "salt_malformed": _("盐值须为 64 位小写十六进制"),
    "seed_format_malformed": _("公开值的写法不认识：{read}"),
    "seed_format_too_short": _("公开值太短：{read}，至少 {fewest} 位"),
    "public_value_malformed": _("公开值不合公告的写法 {seed_format}：{read}"),
    "place_malformed": _("链上位置不对：编号 {number}，前一条 {prev}"),
    "redraw_of_malformed": _("所重抽的锁定公告哈希写法不对：{read}"),
    "entry_malformed": _("不是链上条目：{read}"),
    "notice_malformed": _("锁定公告的写法不对"),
    # freeze and draw
    "frame_empty": _("没有可抽取的主体"),
    "frame_repeats_id": _("抽样框中编号重复：{read}（共 {count} 处）"),
    "bureaus_missing": _(
        "{count} 户没有监管所，例如 {first}；请给出 --bureaus 名单，或用 --bureau-from-code 以代码中的区划代替"
    ),
    "minimum_below_one": _("每层至少 1 户：{read}"),
    "seed_not_after_notice": _("公开值的时间 {seed_at} 须晚于锁定时间 {at}"),
    "sealed_needs_salt_and_open_by": _("暗抽须同时给出盐值和揭示期限"),
    "opened_before_seed": _("揭示期限 {open_by} 须晚于公开值的时间 {seed_at}"),
    "team_impossible": _("检查人员不足：每户 {team_size} 人；监管所 {bureaus}；主体 {entities}"),
    "recusal_outside_frame": _("回避的主体不在抽样框内：{id}"),
    "recusal_unknown_entity": _("回避名单中的主体不在名录库内：{ids}"),
    "recusals_without_roster": _("有回避名单而没有人员名录库"),
    "ceremony_too_early": _("现在是 {at}，公开值的时间是 {seed_at}，还不能抽取"),
    "salt_does_not_fit": _("盐值与锁定公告不符"),
    "file_not_as_announced": _("{file} 与锁定公告不符：公告 {expected}，文件 {found}"),
    "file_missing": _("缺少文件 {file}"),
    "file_unreadable": _("读不了文件 {file}：{reason}"),
    "folder_missing": _("没有这个文件夹：{folder}"),
    "registry_empty": _("{file} 没有一行被接受（拒绝 {rejected} 行）"),
    "chain_moved_on": _("链上已有新条目：应为 {expected}，现为 {found}"),
    "reason_replaces_nobody": _("公告没有说这个原因要替换：{reason}（{id}）"),
    "target_not_standing": _("不是在册的检查对象：{id}"),
    "stratum_used_up": _("层内已无可替换的主体：{stratum}"),
    "inspector_not_in_team": _("{inspector} 不在 {id} 的检查组内"),
    "nobody_left": _("没有可派的检查人员：{id}（{bureau}）"),
    "reason_reassigns_nobody": _("不能以此原因改派：{reason}（{id}）"),
    # settings and server
    "setting_invalid": _("设置 {variable} 不对：{read}；写法如 {example}"),
    "setting_folder_missing": _("设置 {variable} 所指的文件夹不存在：{read}"),
    "setting_file_unreadable": _("设置 {variable} 所指的文件读不了：{read}"),
    "setting_too_short": _("设置 {variable} 太短，至少 {shortest} 个字符"),
    "address_unavailable": _("不能在 {host} 端口 {port} 上提供服务：{reason}"),
    # pages
    "code_length": _("统一社会信用代码是 18 位，注册号是 15 位；您输入的是 {length} 位，请对照营业执照再看一遍。"),
    "code_letters": _(
        "代码里不会有“{letters}”。字母 I、O、S、V、Z 都不使用，请看看是不是数字 1、0、5、2，或者输错了一位。"
    ),
    "code_check": _(
        "这个代码有一位可能输错了：按前 17 位算，最后一位应是“{expected}”，您输入的是“{read}”。请对照营业执照再看一遍。"
    ),
    "number_check": _("注册号 {read} 有一位可能输错了（校验位不对），请对照营业执照再看一遍。"),
    "file_unknown": _("存档 {draw_id} 里没有可以公开的文件 {name}"),
    "record_not_whole": _("存档 {draw_id} 还没有全部公开"),
    "entry_unknown": _("存证链上没有指纹为 {hash} 的条目文件 {name}"),
}


def message(error: SamplerError, words: Words) -> str:
    """The sentence of an error; a code without one shows itself with its parameters."""
    text = MESSAGES.get(error.code)
    if text is None:
        return str(error)
    return words(text).format_map({name: _plain(value) for name, value in error.params.items()})


def _plain(value: object) -> str:
    if isinstance(value, list | tuple):
        shown = "、".join(_plain(item) for item in value[:SHOWN])
        return shown + ("…" if len(value) > SHOWN else "")
    if isinstance(value, dict):
        return " ".join(f"{name}={_plain(item)}" for name, item in value.items())
    return str(value)


SHOWN = 20
