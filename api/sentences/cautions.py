"""A sentence for each caution of an act."""

from collections.abc import Mapping

from api.words import _
from sampler.caution import Code

CAUTIONS: Mapping[Code, str] = {
    Code.BELOW_FLOOR: _(
        "注意：共抽取 {drawn} 户，低于全部 {entities} 户的 3%（应不少于 {floor} 户，《企业公示信息抽查办法》第四条）"
    ),
    Code.OUTCOME_LATE: _(
        "注意：仪式时间 {at} 距公共值的时间 {seed_at} 已过 24 小时；抽取结果应在 24 小时内写进公告链，逾期会显示为过失"
    ),
    Code.BEACON_UNKNOWN: _("注意：不认识这条 drand 链，不能核对该轮产生的时间：{seed_format}"),
    Code.BEACON_UNCHECKED: _("注意：本程序不能核对 drand {chain} 链的签名，请另行核对"),
    Code.CLOSURES_UNKNOWN: _("注意：还没有收录 {years} 年的彩票休市安排，期号与日期只能大致核对；请对照彩票机构的公告"),
    Code.RESULTS_LATE: _(
        "注意：最后一期在 {day} 晚上才开奖，距摇号时间 {seed_at} 已过 24 小时，结果会显示为逾期；请把各期定在同一天"
    ),
    Code.INSPECTORS_LEFT_OUT: _("注意：名录库里的检查人员没有全部列入{left_out}"),
    Code.AUTHORITY_NAMELESS: _("注意：不知道机关 {authority} 的全称，公文上印的是代码；用 --authority-name 给出"),
}
