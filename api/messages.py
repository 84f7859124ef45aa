"""The sentence for each error code, in the reader's language. A test holds it against the codes in the source."""

from collections.abc import Callable, Mapping
from typing import Any

from api.code_words import named
from api.words import Words
from sampler.caution import Caution, Code
from sampler.errors import SamplerError
from sampler.registry.problem import visible

Thing = Mapping[str, Any]


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
    "size_given_twice": _("层 {stratum} 的样本量给了两次"),
    "default_size_given_twice": _("总的样本量给了两次：{first}、{read}"),
    "size_covers_nothing": _("样本量所指的层不存在：{strata}；已有的层：{known}"),
    "stratum_malformed": _("层名写法不对：{read}"),
    "strata_marks_unknown": _("分层依据不对：{read}；以 type 开头，可用 {known}"),
    "name_malformed": _("{name} 写法不对：{read}（只能用字母、数字和 . _ -，最多 64 个）"),
    "bureau_code_malformed": _("监管所代码写法不对：{read}"),
    "text_forbidden": _("{name} 为空或含有不能写入存档的字符：{read}"),
    "private_data_in_text": _("{name} 里有身份证号或手机号，不能写入公开的内容，请删去"),
    "words_too_long": _("太长，最多 {longest} 个字"),
    "person_in_text": _("{name} 里有人名“{person}”：公开的内容里人员只用编号，请改写"),
    "time_malformed": _("时间须写作 2026-11-24T02:00:00Z：{read}"),
    "times_out_of_order": _("时间先后不对：{times}"),
    "salt_malformed": _("盐值须为 64 位小写十六进制"),
    "seed_format_malformed": _("公共值的写法不认识：{read}"),
    "seed_format_too_short": _("公共值太短：{read}，至少 {fewest} 位"),
    "public_value_malformed": _("公共值不合公告的写法 {seed_format}：{read}"),
    "place_malformed": _("链上位置不对：编号 {number}，前一条 {prev}"),
    "redraw_of_malformed": _("所重抽的公告指纹写法不对：{read}"),
    "entry_malformed": _("不是链上条目：{read}"),
    "notice_malformed": _("锁定公告的写法不对"),
    # where a public value comes from
    "source_too_weak": _("公共值的来源只有 {bits} 比特，公开的抽取至少要 {fewest} 比特；可以多列几期彩票"),
    "seed_format_not_of_source": _("公共值的写法与来源不符：应为 {expected}，给出的是 {read}"),
    "lottery_unknown": _("不认识的彩票：{read}；可用 {known}"),
    "lottery_issue_malformed": _("{lottery}的期号写法不对：{read}，应是 {digits} 位数字，年份与开奖日期相同"),
    "lottery_not_that_day": _("{lottery}在 {day} 这一天不开奖"),
    "lottery_issue_not_that_day": _("{lottery}在 {day} 开的不会是第 {read} 期：按日期应是第 {fitting} 期"),
    "lottery_result_wrong": _("{lottery}的{part}不会是 {read}，请对照开奖公告再看一遍"),
    "lottery_given_twice": _(
        "{lottery}第 {issue} 期的号码已经在列，不能算两次（一天只开一期；排列3 是排列5 的前三位）"
    ),
    "lottery_before_seed": _("公共值的时间 {seed_at} 须不晚于最早一期开奖那天（{day}）的北京时间 20:00"),
    "drawing_malformed": _("一行写一期：彩票名称、期号、开奖日期，中间空格，例如 双色球 2026135 2026-11-24：{read}"),
    "lotteries_missing": _("没有列出任何一期彩票"),
    "drand_chain_unknown": _("不认识的 drand 链：{read}；可用 {known}"),
    "drand_round_malformed": _("不是 drand 的一轮：请粘贴中继站给出的 JSON"),
    "drand_round_differs": _("公告的是 drand 第 {expected} 轮，给出的是第 {read} 轮"),
    "drand_round_before_seed": _("drand 第 {round} 轮在 {due} 就有了，早于公共值的时间 {seed_at}"),
    "drand_signature_wrong": _("drand {chain} 链第 {round} 轮的签名不成立"),
    "drand_library_missing": _("缺少核验 drand 签名的库 {module}：pip install double-random[drand]"),
    # freeze and draw
    "frame_empty": _("没有可抽取的主体"),
    "frame_repeats_id": _("抽样框中编号重复：{read}（共 {count} 处）"),
    "bureaus_missing": _(
        "{count} 户没有监管所，例如 {first}；请给出 --bureaus 名单，或用 --bureau-from-code 以代码中的区划代替"
    ),
    "minimum_below_one": _("每层至少 1 户：{read}"),
    "seed_not_after_notice": _("公共值的时间 {seed_at} 须晚于锁定时间 {at}"),
    "sealed_needs_salt_and_open_by": _("密封抽取须同时给出盐值和揭示期限"),
    "opened_before_seed": _("揭示期限 {open_by} 须晚于公共值的时间 {seed_at}"),
    "team_impossible": _("检查人员不足：每户 {team_size} 人，这些监管所不够：{bureaus}{left_out}"),
    "recusals_leave_too_few": _("回避以后检查人员不足：每户 {team_size} 人，这些主体不够：{entities}{left_out}"),
    "inspector_repeated": _("检查人员编号重复：{inspector}"),
    "entity_not_in_frame": _("抽样框里没有这一户：{id}"),
    "excluded_in_frame": _("剔除的主体在抽样框内：{id}"),
    "recusal_unknown_inspector": _("回避名单中的检查人员不在名录库内：{inspector}"),
    "recusal_outside_frame": _("回避的主体不在抽样框内：{id}"),
    "recusal_unknown_entity": _("回避名单中的主体不在名录库内：{ids}"),
    "recusals_without_roster": _("有回避名单而没有人员名录库"),
    "ceremony_too_early": _("现在是 {at}，公共值的时间是 {seed_at}，还不能抽取"),
    "salt_does_not_fit": _("盐值与锁定公告不符"),
    "opening_does_not_fit": _("不是这次密封抽取的揭示条目：{draw_id}；它要写明公告指纹和盐值"),
    "file_not_as_announced": _("{file} 与锁定公告不符：公告 {expected}，文件 {found}"),
    "file_missing": _("缺少文件 {file}"),
    "file_unreadable": _("读不了文件 {file}：{reason}"),
    "file_is_folder": _("{file} 是文件夹，这里要的是文件"),
    "folder_missing": _("没有这个文件夹：{folder}"),
    "chain_moved_on": _("链上已有新条目：应为 {expected}，现为 {found}"),
    "reason_replaces_nobody": _("公告没有说这个原因要替换：{reason}（{id}）"),
    "target_not_standing": _("不是在册的检查对象：{id}"),
    "stratum_used_up": _("层内已无可替换的主体：{stratum}"),
    "inspector_not_in_team": _("{inspector} 不在 {id} 的检查组内"),
    "nobody_left": _("没有可派的检查人员：{id}（{bureau}）"),
    "reason_reassigns_nobody": _("不能以此原因改派：{reason}（{id}）"),
    "registry_differs": _(
        "不是锁定时的名录库：现有 {rows} 户，锁定时 {count} 户，代码不尽相同；"
        "请用锁定时的同一份文件和同样的选项（--map、--bureaus 等）"
    ),
    "papers_differ": _(
        "{folder} 里已有内容不同的公文：{files}。已发的公文不改：请换一个 --out，或用 --only 只做别的公文"
    ),
    "record_not_as_recomputed": _("{file} 与重算的结果不一致"),
    "authority_name_missing": _(
        "不知道机关 {authority} 的全称，请在设置页、用 --authority-name 或 SAMPLER_AUTHORITY_NAME 给出"
    ),
    "authority_name_malformed": _("机关名称写法不对：{read}（不能有控制字符，最多 {longest} 个字）"),
    "red_head_malformed": _("红头写法不对：{read}（不能有控制字符，最多 {longest} 个字）"),
    "division_unknown": _("不认识的行政区划代码：{read}"),
    "no_year_covered": _("{file} 里没有一个完整的年份：元旦和国庆节都要写明放假"),
    "inspector_number_taken": _("编号已是别人的：{numbers}；一个编号永远只指一个人"),
    "inspector_number_missing": _("请写编号，例如 S001；以后不能改"),
    "inspector_not_listed": _("名录库里没有编号为 {number} 的检查人员"),
    "recusal_not_listed": _("没有登记这条回避：{number}，{id}"),
    # people's files
    "file_problems": _("{file} 有 {count} 处问题：{problems}"),
    "file_empty": _("{file} 是空文件"),
    "rows_missing": _("{file} 只有表头，没有一行内容"),
    "file_damaged": _("{file} 已损坏，读不完整"),
    "file_kind_unread": _("{file} 是 {kind}，不能读；请另存为 CSV 或 XLSX"),
    "file_too_long": _("{file} 超过 {limit} 行"),
    "file_unpacks_too_large": _("{file} 解压后超过 {bytes}"),
    "line_too_long": _("{file} 有一行超过 {limit} 个字符"),
    "cell_too_long": _("{file} 有一格超过 {limit} 个字符"),
    "columns_too_many": _("{file} 超过 {limit} 列"),
    "columns_missing": _("{file} 缺少列：{missing}；文件里有：{found}"),
    "title_above_header": _("{file} 的第一行只有一格“{read}”；若是标题，请删去它，让表头成为第一行。缺少列：{missing}"),
    "columns_ambiguous": _("{file} 有几列都像同一字段：{claims}"),
    "format_unknown": _("不认识的文件格式：{file}；可用 {known}"),
    "map_malformed": _("列映射文件 {file} 写法不对：{reason}"),
    "map_key_unknown": _("列映射文件 {file} 有不认识的键：{keys}；可用 {known}"),
    "map_field_twice": _("列映射文件 {file} 把同一字段给了两次：{fields}"),
    "map_value_unknown": _("列映射文件 {file} 中 {field} 的值不认识：{read}"),
    "rejects_would_replace_source": _("拒绝行的文件不能就是读入的文件：{file}"),
    "nothing_accepted": _("{source} 共 {rows} 行，没有一行被接受"),
    "rows_rejected": _("{file} 有 {rejected} 行被拒"),
    "snapshot_unknown": _("没有这个快照"),
    "entities_out_of_range": _("户数须在 {least} 与 {most} 之间：{read}"),
    "share_out_of_range": _("份额须在 0 与 1 之间：{read}"),
    "too_many_rows": _("XLSX 最多 {limit} 行"),
    # findings and reviews
    "date_missing": _("缺少日期"),
    "date_malformed": _("日期写法不对：{read}"),
    "disposal_unknown": _("不认识的后续处置：{read}"),
    "method_unknown": _("不认识的核查方式：{read}"),
    "finding_code_unknown": _("不认识的检查结果：{read}"),
    "finding_codes_clash": _("“{code}”不能与其他检查结果并列"),
    "finding_codes_missing": _("没有检查结果"),
    "finding_given_twice": _("同一户的检查结果给了两次：{id}"),
    "findings_missing": _("还有 {count} 户没有检查结果：{ids}"),
    "finished_before_draw": _("检查完成日期 {read} 早于抽取（{id}）"),
    "finished_in_future": _("检查完成日期 {read} 还没有到（{id}）"),
    "target_unknown": _("不是检查对象：{ids}（共 {count} 户）"),
    "nothing_to_review": _("没有待{act}的检查结果"),
    "signed_already": _("{person} 已签过 {signed}，不能再签 {step}"),
    "reason_missing": _("须写明理由"),
    "findings_changed": _("生成公文之后检查结果又有变化，请重做：{draw_id}"),
    "private_data_in_paper": _("有 {count} 处身份证号或手机号，不能公开：{cells}"),
    # acts on the database
    "move_not_allowed": _("当前状态“{state}”，不能“{act}”"),
    "draw_unknown": _("没有这次抽查：{draw_id}"),
    "draw_id_taken": _("抽取编号已用过：{draw_id}"),
    "draw_id_unusable": _("抽取编号写法不对：{read}"),
    "draw_sealed": _("密封抽取还没有揭示：{draw_id}"),
    "announced_after_seed": _("公共值的时间 {seed_at} 已过，不能再公告"),
    "approver_is_operator": _("批准人不能是操作人自己：{person}"),
    "witness_is_operator": _("见证人不能是操作人自己：{person}"),
    "value_not_agreed": _("操作员和见证人录入的数字还没有一致：{draw_id}"),
    "value_typed_already": _("这一轮已由 {person} 录入，须等另一人录完"),
    "value_differs": _("抽取所用的数字不是两人录入的：{draw_id}"),
    "unlisted_not_sealed": _("名单不公示的任务须密封抽取"),
    "void_not_asked": _("没有待批准的作废：{draw_id}"),
    "void_asked_otherwise": _("作废的理由刚刚改过，请重新看过再批准：{draw_id}"),
    "salt_unknown": _("没有保存这次密封抽取的盐值，或者已经揭示"),
    "sealing_key_missing": _("没有设置 SAMPLER_SEALING_KEY：密封抽取的盐值和名单须加密保存"),
    "sealing_key_differs": _(
        "没有一个密钥能解开密封抽取的盐值或名单；请检查 SAMPLER_SEALING_KEY，旧密钥须留到揭示以后"
    ),
    "authority_differs": _("机关不一致：应为 {expected}，现为 {found}"),
    "notice_differs": _("不是所公告的锁定公告：应为 {expected}，现为 {found}"),
    "draw_unannounced": _(
        "抽查 {draw_id} 已锁定而未公告，占着链上编号 {number}：先公告、撤回锁定或作废，才能登记别的条目"
    ),
    "entry_not_last": _("链上已有后续条目，不能撤回锁定：{draw_id}（编号 {number}）"),
    "nothing_to_reveal": _("没有可揭示的：{draw_id}（{state}）"),
    "redraw_of_no_void_draw": _("所重抽的不是已作废的抽查：{redraw_of}"),
    "rehearsal_not_published": _("演练不能公示：{draw_id}"),
    "paper_unknown": _("没有这份公文"),
    "paper_name_unusable": _("公文文件名写法不对：{read}"),
    "paper_extension_unknown": _("不认识的公文格式：{read}"),
    "paper_before_ceremony": _("摇号以后才能制作：{kinds}"),
    "paper_of_void_draw": _("抽查已经作废，不再制作：{kinds}"),
    "paper_without_release": _("结果公文须经审发：{kinds}"),
    "publication_papers_wrong": _("公示所附的公文不对：{kinds}"),
    "record_file_lost": _("磁盘上的 {path} 不见了，或与数据库所记不符，不能导出"),
    "page_not_exported": _("{path} 打不开（状态码 {status}），不能导出"),
    "folder_not_an_export": _("{folder} 里有不是导出得到的东西，不敢覆盖；请换一个 --out"),
    "record_file_differs": _("存档不得更改：{path} 已有别的内容"),
    "entered_by_another": _("别人抢先一步，请重试：{reason}"),
    "day_malformed": _("日期须写作 2026-11-24：{read}"),
    "trail_too_young": _("存证至少保留到 {latest}，不能归档到 {before}"),
    "trail_broken": _("存证第 {number} 条不成立（{fault}），先查明原因，再归档"),
    "trail_unguarded": _("数据库里少了防止改动存证的触发器：{triggers}"),
    "trail_nothing_so_old": _("没有早于 {before} 的存证"),
    "trail_moved_on": _("存证第 {number} 条已经不在，有人同时归档了"),
    "archive_differs": _("{file} 已经存在，内容不同；请换一个文件名"),
    "archive_malformed": _("{file} 第 {line} 行不是存证记录"),
    "trail_head_malformed": _("链头是 64 位十六进制数，读到的是 {read}"),
    "trail_field_malformed": _("存证字段 {field} 写法不对：{read}"),
    "details_unwritable": _("存证细节写不下：{read}"),
    "folder_not_a_demo": _("{folder} 不是演示文件夹，不敢覆盖；请换一个 --dir"),
    # people and access
    "role_unknown": _("不认识的角色：{read}；可用 {known}"),
    "administrators_apart": _("三权分立：一人不能同时是 {roles}"),
    "user_name_malformed": _("用户名写法不对：{read}（小写字母、数字和 . _ -，以字母或数字开头，最多 64 个）"),
    "full_name_malformed": _("请写姓名，不能有控制字符和 |"),
    "password_too_short": _("密码至少 {shortest} 个字符"),
    "password_too_long": _("密码最多 {longest} 个字符"),
    "password_too_plain": _("密码须含大写字母、小写字母、数字、其他字符中的至少 {classes} 种"),
    "password_tells_name": _("密码里不能有用户名"),
    "password_well_known": _("这个密码太常见，容易被猜中：不要用常见的词加数字，也不要用本系统的名称"),
    "password_wrong": _("现在的密码不对"),
    "user_name_taken": _("用户名已有人使用：{name}"),
    "user_unknown": _("没有这个用户：{name}"),
    "user_locked": _("账号已停用，请找安全管理员"),
    "bureau_unknown": _("没有这个监管所：{bureau}"),
    "bureau_word_shared": _("“{word}”同时指两个监管所：{bureaus}"),
    "granted_already": _("{name} 已经是 {grant}"),
    "grant_unknown": _("{name} 不是 {grant}"),
    "act_on_oneself": _("不能管理自己的账号，请另一位管理员办理"),
    "sign_in_failed": _("用户名或密码不对"),
    "sign_in_locked": _("失败次数太多，请过 {minutes} 分钟再试"),
    "code_wrong": _("验证码不对，或已经用过"),
    "second_factor_needed": _("请先用已绑定的动态验证码登录"),
    "passwords_differ": _("两次输入的新密码不一样"),
    "password_unchanged": _("新密码和现在的密码一样"),
    "act_not_allowed": _("{person} 没有权限：{act}"),
    "second_factor_missing": _("{name} 没有绑定动态验证码"),
    "session_unknown": _("这次登录已经结束"),
    "secret_key_differs": _("密钥与加密时的不同，读不出动态验证码的密钥；请检查 SAMPLER_SECRET_KEY"),
    # jobs
    "character_unwritable": _("有一个字不能保存（空字符或残缺的字符）：请删去重新输入"),
    "file_name_unusable": _("文件名不能用：{read}"),
    "upload_missing": _("请选择一个文件"),
    "upload_unknown": _("找不到交来的文件 {file}"),
    "job_unknown": _("没有这个作业：{job}"),
    "job_finished": _("作业 {job} 已结束（{state}），不能取消"),
    "job_not_ended": _("作业 {job} 没有失败，也没有取消（{state}），不能重试"),
    "job_asked_again": _("同样的作业已重新提交：{other}"),
    "job_cancelled": _("作业 {job} 已被取消"),
    "job_gave_up": _("试了 {attempts} 次，执行的进程每次都中断，没有进展"),
    "job_crashed": _("程序出错：{error}，在 {place}"),
    "lease_lost": _("作业 {job} 已由别的进程接手"),
    # the environment
    "characters_not_covered": _("《{paper}》有 {count} 处文字没有字体可印：{characters}"),
    "papers_refused": _("有 {count} 份公文没有做成，其余的已经写好：\n{papers}"),
    "fonts_missing": _("没有可用的字体：{role}，需要 {families} 之一"),
    "database_url_malformed": _("数据库地址写法不对：{reason}"),
    "database_driver_missing": _("缺少数据库驱动 {module}：pip install double-random[postgresql]"),
    "database_unreachable": _("连不上数据库 {url}：{reason}"),
    "database_not_upgraded": _("数据库结构的版本：{current}；须升级到 {head}：sampler db upgrade"),
    "database_busy": _("数据库忙：{reason}"),
    "database_upgrade_failed": _("数据库结构未能升级，没有改动：{reason}"),
    "database_failed": _("数据库出错：{reason}"),
    "disk_failed": _("磁盘出错：{reason}"),
    "check_failed": _("公告链没有核验成：{reason}"),
    "disk_write_failed": _("写不进 {path}：{reason}"),
    # settings and server
    "settings_wrong": _("{count} 项设置不对：\n{problems}"),
    "setting_invalid": _("设置 {variable} 不对：{read}；写法如 {example}"),
    "setting_no_database": _(
        "设置 {variable} 不是 SQLite 或 PostgreSQL 数据库的地址；写法如 {example}（所写的可能含密码，不在这里显示）"
    ),
    "setting_folder_missing": _("设置 {variable} 所指的文件夹不存在：{read}"),
    "setting_file_unreadable": _("设置 {variable} 所指的文件读不了：{read}"),
    "setting_given_twice": _("设置 {variable} 和 {other} 都有值，只能用一个"),
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
    "entry_unknown": _("公告链上没有指纹为 {hash} 的条目文件 {name}"),
}

# what a cell of a registry, a roster or another file of people's making can have: the problem's name in a list
PROBLEMS: Mapping[str, str] = {
    "field_count": _("列数与表头不符"),
    "quote_unclosed": _("引号没有配对"),
    "cell_too_long": _("单元格太长"),
    "character_forbidden": _("含有控制字符或方向字符"),
    "character_unreadable": _("含有乱码"),
    "formula": _("是公式，不是内容"),
    "id_missing": _("没有代码"),
    "id_malformed": _("编号写法不对"),
    "id_conflict": _("同一代码的内容不同"),
    "repeated": _("重复行"),
    "credit_code_scientific": _("代码被表格软件改成了科学计数"),
    "credit_code_length": _("代码位数不对"),
    "credit_code_character": _("代码含有不允许的字符"),
    "credit_code_check": _("代码校验位不对"),
    "resident_id": _("是居民身份证号"),
    "registration_number_length": _("注册号位数不对"),
    "registration_number_check": _("注册号校验位不对"),
    "name_missing": _("没有名称"),
    "type_missing": _("没有类型，代码也看不出"),
    "type_unknown": _("不认识的类型"),
    "status_missing": _("没有登记状态"),
    "status_unknown": _("不认识的登记状态"),
    "risk_unknown": _("不认识的风险等级"),
    "bureau_missing": _("没有监管所"),
    "bureau_unlisted": _("监管所不在名单内"),
}
MENDED: Mapping[str, str] = {
    "row_mended": _("整行以改好的为准"),
    "full_width": _("全角改为半角"),
    "lower_case": _("小写改为大写"),
    "space_in_code": _("去掉代码中的空格"),
    "text_marker": _("去掉表格软件的文本标记"),
    "line_break": _("换行改为空格"),
    "private_use_replaced": _("私用区字符换成标准字符"),
    "registration_number_in_code_column": _("代码列中的注册号"),
    "registration_number_used": _("没有代码，采用注册号"),
    "type_from_code": _("没有类型，按代码第二位判定"),
    "type_words_over_code": _("类型与代码不符，以类型为准"),
    "status_assumed": _("文件没有登记状态，视为存续"),
    "bureau_from_code": _("没有监管所，以代码中的区划代替"),
}
NOTES: Mapping[str, str] = {
    "private_use_character": _("含有私用区字符，照原样保留"),
    "date_unreadable": _("日期读不懂，留空"),
    "division_unreadable": _("区划读不懂，留空"),
    "bureau_absent": _("没有监管所"),
}
# what else a cell of a small table (bureaus, roster, recusals, working days, findings, mended rows) can have
TABLE_PROBLEMS: Mapping[str, str] = {
    "bureau_code_malformed": _("监管所代码写法不对"),
    "bureau_repeated": _("监管所重复"),
    "bureau_word_taken": _("这个名称已是另一个监管所的"),
    "parent_malformed": _("上级代码写法不对"),
    "parent_too_deep": _("上级绕成了一圈，或者层级太多"),
    "person_missing": _("没有姓名"),
    "duty_missing": _("没有写在岗还是停用"),
    "duty_unknown": _("不认识，应写在岗或停用"),
    "number_malformed": _("编号写法不对"),
    "number_personal": _("编号不能是身份证号、手机号或执法证号"),
    "number_repeated": _("编号重复"),
    "date_missing": _("缺少日期"),
    "date_malformed": _("日期写法不对"),
    "inspector_missing": _("没有检查人员"),
    "inspector_unknown": _("名录库里没有这个人"),
    "inspector_ambiguous": _("同名的不止一人，请写编号"),
    "reason_missing": _("没有写理由"),
    "reason_malformed": _("理由里不能有制表符和 |"),
    "reason_private": _("理由里不能有身份证号或手机号"),
    "reason_names_person": _("理由里不能有检查人员的姓名"),
    "finding_codes_missing": _("没有检查结果"),
    "finding_code_unknown": _("不认识的检查结果"),
    "finding_codes_clash": _("其中一种检查结果不能与别的并列"),
    "finding_given_twice": _("同一户的检查结果给了两次"),
    "method_unknown": _("不认识的核查方式"),
    "disposal_unknown": _("不认识的后续处置"),
    "private_data_in_text": _("有身份证号或手机号，不能写入公开的内容，请删去"),
    "day_repeated": _("日期重复"),
    "day_kind_missing": _("没有写上班还是放假"),
    "day_kind_unknown": _("不认识，应写上班或放假"),
    "working_day_in_the_week": _("本来就是工作日，不用写上班"),
    "column_missing": _("缺少这一列"),
    "column_unknown": _("原文件没有这一列"),
    "row_malformed": _("不是原文件的行号"),
    "row_repeated": _("同一行出现了两次"),
    "row_unknown": _("原文件没有这一行"),
    "mended_row_was_right": _("原文件的这一行没有被拒，不能替换；请看是不是别的文件的改好的行"),
}
CELL_PROBLEMS: Mapping[str, str] = {**PROBLEMS, **TABLE_PROBLEMS}  # of a cell only what was read is known: no blanks
PRIVATE: Mapping[str, str] = {"resident_id": _("身份证号"), "mobile": _("手机号")}
# fields of the facts of papers that people wrote, where a character may be one that no font has
FIELDS: Mapping[str, str] = {
    "name": _("名称或姓名"),
    "address": _("住所"),
    "representative": _("法定代表人"),
    "contact": _("联络人"),
    "industry": _("行业"),
    "remark": _("备注"),
    "bureau": _("监管所"),
    "bureau_name": _("监管所"),
    "authority_name": _("机关全称"),
    "document_number": _("文号"),
    "title": _("标题"),
    "task": _("任务名称"),
}


CAUTIONS: Mapping[Code, str] = {
    Code.BELOW_FLOOR: _(
        "注意：共抽取 {drawn} 户，低于全部 {entities} 户的 3%（应不少于 {floor} 户，《企业公示信息抽查办法》第四条）"
    ),
    Code.OUTCOME_LATE: _(
        "注意：仪式时间 {at} 距公共值的时间 {seed_at} 已过 24 小时；抽取结果应在 24 小时内写进公告链，逾期会显示为过失"
    ),
    Code.TIME_TO_COME: _("注意：仪式时间 {at} 还没有到；用猜想的公共值抽出的不是抽查，不能公布"),
    Code.BEACON_UNKNOWN: _("注意：不认识这条 drand 链，不能核对该轮产生的时间：{seed_format}"),
    Code.CLOSURES_UNKNOWN: _("注意：还没有收录 {years} 年的彩票休市安排，期号与日期只能大致核对；请对照彩票机构的公告"),
    Code.RESULTS_LATE: _(
        "注意：最后一期在 {day} 晚上才开奖，距摇号时间 {seed_at} 已过 24 小时，结果会显示为逾期；请把各期定在同一天"
    ),
    Code.INSPECTORS_LEFT_OUT: _("注意：名录库里的检查人员没有全部列入{left_out}"),
    Code.AUTHORITY_NAMELESS: _("注意：不知道机关 {authority} 的全称，公文上印的是代码；用 --authority-name 给出"),
}


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


SHOWN = 20


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
