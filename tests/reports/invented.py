"""Facts of papers about a place that exists and firms that don't: names end （演示）, subject numbers begin 0000."""

from datetime import UTC, date, datetime, timedelta

from sampler.codes.findings import disposals, finding_codes
from sampler.entity import Kind, credit_code_check
from sampler.plan import Rate
from sampler.publication import (
    FileFact,
    Head,
    MinutesFacts,
    NoticeFacts,
    PacketFacts,
    PacketInspector,
    PacketTarget,
    PublicationFacts,
    PublishedResult,
    StratumFigure,
    TargetLine,
    TargetListFacts,
)
from sampler.record import Notice
from sampler.seed import sha256_hex
from sampler.values import Round, Typed

AUTHORITY = "开封市祥符区市场监督管理局"
BASIS = ("《企业公示信息抽查办法》", "《个体工商户年度报告暂行办法》", "《农民专业合作社年度报告公示暂行办法》")
# fmt: off
TOWNS = [
    "城东", "陈留", "仇楼", "八里湾", "曲兴", "朱仙镇", "罗王", "半坡店",
    "刘店", "袁坊", "杜良", "兴隆", "西姜寨", "万隆", "范村",
]
WORDS = [
    "鑫源", "瑞丰", "𠮷祥", "天和", "聚宝", "㙟垌", "同兴", "䶮记",
    "万家", "𬭚泰", "明珠", "绿野", "昌隆", "𰻝香", "德顺", "汴京",
]
# fmt: on
TRADES = {
    Kind.ENTERPRISE: ["商贸有限公司", "食品有限公司", "建材有限公司", "物流有限公司", "医药连锁有限公司"],
    Kind.INDIVIDUAL: ["副食超市", "餐饮店", "五金门市部", "烩面馆", "农资服务部", "理发店", "便利店"],
    Kind.COOPERATIVE: ["种植农民专业合作社", "养殖农民专业合作社", "农机农民专业合作社"],
}
COUNTS = {Kind.ENTERPRISE: (9_933, 298), Kind.INDIVIDUAL: (30_466, 914), Kind.COOPERATIVE: (4_533, 136)}
LONG_NAME = "开封市祥符区" + "鑫源瑞丰𠮷祥天和聚宝" * 11 + "商贸有限公司（演示）"
LONG_STRATUM = "enterprise/" + "very-long-risk-class-name-of-29"


def hash_of(text: str) -> str:
    return sha256_hex(text.encode())


def head(title: str, **changes: object) -> Head:
    facts: dict[str, object] = {
        "authority_name": AUTHORITY,
        "document_number": "祥市监抽查〔2026〕1号",
        "title": title,
        "issued_on": date(2026, 11, 20),
        "draw_id": "410212-2026-11-001",
        "legal_basis": BASIS,
        "verify_url": "https://choucha.example.gov.cn/draws/410212-2026-11-001",
        "trail_head": hash_of("trail"),
        "demo": True,
    }
    return Head(**{**facts, **changes})  # type: ignore[arg-type]


def entity(kind: Kind, number: int) -> tuple[str, str, str]:
    """(id, name, town) of the entity `number`."""
    town = TOWNS[number % 15]
    trade = TRADES[kind][number // 15 % len(TRADES[kind])]
    body = f"9{list(Kind).index(kind) + 1}4102120000{number:05d}MA"[:17].ljust(17, "0")
    return body + credit_code_check(body), f"开封市祥符区{town}{WORDS[number % 16]}{trade}（演示）", town


def kinds(number: int) -> list[Kind]:
    """`number` kinds in the proportion of the district's 1,348 targets."""
    total = sum(places for _, places in COUNTS.values())
    bounds = [(kind, number * places // total) for kind, (_, places) in COUNTS.items()]
    found = [kind for kind, share in bounds for _ in range(share)]
    return found + [Kind.INDIVIDUAL] * (number - len(found))


def strata(*, drawn: bool) -> tuple[StratumFigure, ...]:
    return tuple(
        StratumFigure(
            name=str(kind),
            entities=entities,
            size="3/100",
            places=places,
            cutoff="07ae147a" + hash_of(kind)[8:] if drawn else "",
        )
        for kind, (entities, places) in COUNTS.items()
    )


def notice() -> Notice:
    return Notice(
        authority="410212",
        number=1,
        prev="0" * 64,
        at="2026-11-20T01:00:00Z",
        draw_id="410212-2026-11-001",
        registry_sha256=hash_of("registry"),
        registry_count=46_210,
        frame_count=44_932,
        frame_sha256=hash_of("frame"),
        frame_merkle=hash_of("merkle"),
        excluded_count=1_278,
        excluded_sha256=hash_of("excluded"),
        inspectors_sha256=hash_of("inspectors"),
        recusals_sha256=hash_of("recusals"),
        counts={str(kind): entities for kind, (entities, _) in COUNTS.items()},
        sizes={str(kind): Rate(3, 100) for kind in COUNTS},
        min_per_stratum=1,
        team_size=2,
        replace="",
        salt_sha256="",
        open_by="",
        redraw_of="",
        seed_format="digits:20",
        seed_source="20 枚十面骰子当众依次掷出，按掷出先后逐位记录",
        seed_at="2026-11-24T02:00:00Z",
    )


def notice_facts(**changes: object) -> NoticeFacts:
    files = ("00-notice.txt", "10-frame.tsv", "11-inspectors.tsv", "12-recusals.tsv", "13-excluded.tsv")
    facts: dict[str, object] = {
        "head": head("2026年第一批市场主体随机抽查锁定公告"),
        "notice": notice(),
        "notice_hash": hash_of("notice"),
        "cut_off": date(2026, 11, 15),
        "strata": strata(drawn=False),
        "exclusions": (("注销", 702), ("吊销", 431), ("迁出", 96), ("其他类型", 49)),
        "inspectors_count": 64,
        "files": tuple(FileFact(name=name, bytes=1_000 + len(name), sha256=hash_of(name)) for name in files),
        "ceremony_place": "祥符区市场监督管理局三楼会议室",
    }
    return NoticeFacts(**{**facts, **changes})  # type: ignore[arg-type]


def rounds(*values: tuple[str, str]) -> tuple[Round, ...]:
    """What operator and witness typed in each round, a minute apart."""
    at = datetime(2026, 11, 24, 2, 0, 5, tzinfo=UTC)
    return tuple(
        Round(
            number=number,
            operator=Typed(person="王𠮷", value=one, at=at + timedelta(minutes=2 * number)),
            witness=Typed(person="李䶮明", value=other, at=at + timedelta(minutes=2 * number + 1)),
        )
        for number, (one, other) in enumerate(values, start=1)
    )


def minutes_facts(**changes: object) -> MinutesFacts:
    value = "31415926535897932384"
    facts: dict[str, object] = {
        "head": head("2026年第一批市场主体随机抽查摇号会议记录", issued_on=date(2026, 11, 24)),
        "notice": notice(),
        "notice_hash": hash_of("notice"),
        "record_hash": hash_of("record"),
        "announced_at": datetime(2026, 11, 20, 1, 30, tzinfo=UTC),
        "held_at": datetime(2026, 11, 24, 2, 10, tzinfo=UTC),
        "rounds": rounds((value, "31415926545897932384"), (value, value)),
        "public_value": value,
        "strata": strata(drawn=True),
        "sealed": False,
        "seed": hash_of("seed"),
        "seed_text": f"SSJ1|seed|{hash_of('notice')}|{value}|",
        "place": "祥符区市场监督管理局三楼会议室",
        "present": "区纪委监委派驻纪检监察组 赵大海；汴梁晚报 陈小雨；企业代表 4 人",
        "remarks": "10:02 第一轮录入后比对不一致，两人当众对照骰子重新录入。\n全程录像，光盘一张附后。",
    }
    return MinutesFacts(**{**facts, **changes})  # type: ignore[arg-type]


def target_list_facts(number: int = 1_348, **changes: object) -> TargetListFacts:
    lines = []
    for place, kind in enumerate(kinds(number)):
        entity_id, name, town = entity(kind, place)
        lines.append(TargetLine(id=entity_id, name=name, kind=kind, bureau=f"{town}市场监管所", stratum=str(kind)))
    order = [f"{town}市场监管所" for town in TOWNS]
    facts: dict[str, object] = {
        "head": head("2026年第一批市场主体随机抽查名单公告", issued_on=date(2026, 11, 24)),
        "notice_hash": hash_of("notice"),
        "record_hash": hash_of("record"),
        "seed": hash_of("seed"),
        "seed_text": f"SSJ1|seed|{hash_of('notice')}|31415926535897932384|",
        "public_value": "31415926535897932384",
        "drawn_at": datetime(2026, 11, 24, 2, 10, tzinfo=UTC),
        "strata": strata(drawn=True),
        "targets": tuple(sorted(lines, key=lambda line: order.index(line.bureau))),
    }
    return TargetListFacts(**{**facts, **changes})  # type: ignore[arg-type]


def packet_facts(number: int = 90, **changes: object) -> PacketFacts:
    people = [
        PacketInspector(number=f"{7:02d}{i:03d}", name=n, licence=f"1602{i:07d}")
        for i, n in enumerate(["张明", "李𬭚", "王㙟", "赵小龙"])
    ]
    targets = []
    for place, kind in enumerate(kinds(number)):
        entity_id, name, town = entity(kind, place * 15 + 1)
        targets.append(
            PacketTarget(
                id=entity_id,
                name=name,
                kind=kind,
                inspectors=(people[place % 4], people[(place + 1) % 4]),
                status="存续",
                address=f"河南省开封市祥符区{town}镇演示路{place + 1}号",
                representative="陈演示",
                contact="刘演示",
                phone="0371-00000000",
                industry="批发和零售业",
                established="2019-05-06",
                risk="ABCD"[place % 4],
                last_inspected="2024-08-01" if place % 3 else "",
            )
        )
    facts: dict[str, object] = {
        "head": head("双随机抽查任务单", issued_on=date(2026, 11, 25)),
        "task": "2026年第一批市场主体公示信息随机抽查",
        "bureau": "410212101",
        "bureau_name": "陈留市场监管所",
        "deadline": date(2026, 12, 31),
        "record_hash": hash_of("record"),
        "items": (
            "年度报告公示信息",
            "即时公示信息（股东出资、股权变更、行政许可、行政处罚等）",
            "登记事项：名称、住所（经营场所）、经营范围、法定代表人（负责人）",
            "营业执照（登记证）规范使用情况",
        ),
        "findings": tuple(code.name for code in finding_codes()),
        "disposals": tuple(disposal.name for disposal in disposals()),
        "targets": tuple(targets),
    }
    return PacketFacts(**{**facts, **changes})  # type: ignore[arg-type]


def publication_facts(number: int = 1_348, **changes: object) -> PublicationFacts:
    words = [code.name for code in finding_codes()]
    results = []
    for place, kind in enumerate(kinds(number)):
        entity_id, name, _ = entity(kind, place)
        if place % 11 == 3:
            findings = (words[1 + place // 11 % 8],)
        elif place % 97 == 5:
            findings = (words[1], words[4])
        elif place % 61 == 7:
            findings = (words[9 + place // 61 % 5],)
        else:
            findings = (words[0],)
        day = date(2026, 12, 1 + place % 25)
        remark = "已责令限期改正" if findings[0] == words[5] else ""
        results.append(
            PublishedResult(id=entity_id, name=name, kind=kind, finished_on=day, findings=findings, remark=remark)
        )
    facts: dict[str, object] = {
        "head": head("2026年第一批市场主体随机抽查结果公示", issued_on=date(2027, 1, 8)),
        "plan": "祥市监计划〔2026〕1号　2026年度“双随机、一公开”抽查计划",
        "task": "祥市监抽查〔2026〕1号　2026年第一批市场主体公示信息随机抽查",
        "draw_type": "不定向",
        "notice_hash": hash_of("notice"),
        "record_hash": hash_of("record"),
        "results": tuple(results),
    }
    return PublicationFacts(**{**facts, **changes})  # type: ignore[arg-type]
