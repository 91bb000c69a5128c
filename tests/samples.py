"""A hand-made result with every state a report has to show.

ALL figures, names and signatures in it are made up; they fit together loosely and come from no
survey and no ledger. It exists to test what a report does with a result, never what judge does.
"""

from __future__ import annotations

from datetime import date

from msgspec.structs import replace

from checkup.model import (
    Cost,
    Demand,
    Facility,
    Fact,
    Finding,
    Force,
    Funding,
    GapFound,
    Goal,
    Item,
    ItemVoices,
    LeftOut,
    LikelyShortfall,
    Missing,
    Need,
    Needed,
    OptionCount,
    OtherShortfall,
    PageQuestion,
    Part,
    Plan,
    Project,
    Quadrants,
    Quantity,
    QuestionResult,
    Rating,
    Ref,
    Satisfaction,
    Score,
    Service,
    Shortfall,
    Signature,
    Status,
    Survey,
    ToCollect,
    Verdict,
    VoiceCount,
    Voices,
    Weighting,
)
from checkup.policy import Policy
from checkup.result import (
    Columns,
    CommunityBlock,
    MadeWith,
    ProblemRow,
    Result,
    SourceFile,
    StandardUsed,
)

HOSTILE = "<script>alert('x')</script>=HYPERLINK(\"http://example.invalid\")\u202e&<b>'\"😀"
"""Text as a hostile or careless cell may hold it; must show as plain text everywhere."""

LEDGER = "ledger"
EXPORT = "export"

# no, goal, task, name, status, score, low, high, coverage, satisfied share, demand x, n, target
_ITEMS: tuple[
    tuple[
        int, str, str, str, Status, float | None, float, float, float,
        float | None, int | None, int, str,
    ],
    ...,
] = (
    (1, "G1", "T-A", "社区综合服务站", "partial", 83.3, 83.3, 83.3, 1.0, 0.71, 261, 1204, "all"),
    (2, "G1", "T-A", "幼儿园", "met", 100.0, 100.0, 100.0, 1.0, 0.86, 18, 96, "children_3_6"),
    (3, "G1", "T-A", "托儿所", "short", 0.0, 0.0, 0.0, 1.0, 0.35, 26, 64, "children_0_3"),
    (4, "G1", "T-A", "老年服务站", "partial", 60.0, 50.0, 70.0, 0.8, 0.52, 141, 402, "aged_60"),
    (5, "G1", "T-A", "社区卫生服务站", "short", 0.0, 0.0, 0.0, 1.0, 0.41, 556, 1204, "all"),
    (6, "G2", "T-A", "综合超市", "met", 100.0, 100.0, 100.0, 1.0, 0.91, 60, 1204, "all"),
    (7, "G2", "T-A", "邮件和快件寄递服务设施", "met", 100.0, 100.0, 100.0, 1.0, 0.88, 84, 1204,
     "all"),
    (8, "G2", "T-A", "其他便民商业网点", "partial", 75.0, 50.0, 100.0, 0.5, 0.79, 169, 1204, "all"),
    (9, "G3", "T-B", "水、电、路、气、热、信等设施", "met", 100.0, 100.0, 100.0, 1.0, 0.83, 96,
     1204, "all"),
    (10, "G3", "T-B", "停车及充电设施", "unconfirmed", 100.0, 50.0, 100.0, 0.5, 0.46, 505, 820,
     "vehicles"),
    (11, "G3", "T-B", "慢行系统", "met", 100.0, 100.0, 100.0, 1.0, 0.81, 132, 1204, "all"),
    (12, "G3", "T-B", "无障碍设施", "short", 10.0, 10.0, 10.0, 1.0, 0.62, 9, 21,
     "aged_60_and_disabled"),
    (13, "G3", "T-B", "环境卫生设施", "met", 100.0, 100.0, 100.0, 1.0, 0.77, 144, 1204, "all"),
    (14, "G4", "T-B", "公共活动场地", "partial", 54.7, 54.7, 54.7, 1.0, 0.48, 474, 1204, "all"),
    (15, "G4", "T-B", "公共绿地", "met", 100.0, 100.0, 100.0, 1.0, 0.74, 193, 1204, "all"),
    (16, "G5", "T-D", "物业服务", "met", 100.0, 100.0, 100.0, 1.0, 0.68, 241, 1204, "all"),
    (17, "G5", "T-C", "物业管理服务平台", "exempt", None, 0.0, 100.0, 0.0, None, None, 0, "all"),
    (18, "G6", "T-D", "管理机制", "met", 100.0, 100.0, 100.0, 1.0, None, None, 0, "all"),
    (19, "G6", "T-D", "综合管理服务", "unknown", None, 0.0, 100.0, 0.0, 0.9, 1, 7, "all"),
    (20, "G6", "T-D", "社区文化", "met", 100.0, 100.0, 100.0, 1.0, 0.82, 101, 1204, "all"),
)  # fmt: skip

_GROUP = {
    "all": 33000, "children_3_6": 1320, "children_0_3": 990, "aged_60": 6171, "vehicles": 9800,
    "aged_60_and_disabled": 6500,
}  # fmt: skip

_GOALS = (
    ("G1", "基本公共服务设施完善"),
    ("G2", "便民商业服务设施健全"),
    ("G3", "市政配套基础设施完备"),
    ("G4", "公共活动空间充足"),
    ("G5", "物业管理全覆盖"),
    ("G6", "社区管理机制健全"),
)


def _demand(x: int, n: int, people: float | None) -> Demand:
    rate = x / n
    half = 1.96 * (rate * (1 - rate) / n) ** 0.5
    low, high = max(0.0, rate - half), min(1.0, rate + half)
    return Demand(
        rate=rate, low=low, high=high, n=n, people=people, x=x, need_rate=min(1.0, rate + 0.1),
        shrunk=rate, shrunk_low=low, shrunk_high=high,
    )  # fmt: skip


QUADRANTS = Quadrants(
    importance_line=35.0, performance_line=80.0, importance_mean=35.0, performance_mean=62.0,
    importance_fixed=False, asked=False,
)  # fmt: skip


def _quadrant(top2: float | None, x: int | None, n: int) -> dict[str, object]:
    """Made up to fit: the rate of demand stands for importance."""
    if top2 is None or x is None or n < 30:
        return {}
    high, satisfied = 100 * x / n >= QUADRANTS.importance_line, top2 >= 0.8
    words = {(True, False): "improve", (True, True): "keep", (False, False): "low",
             (False, True): "maintain"}  # fmt: skip
    return {"importance": 100 * x / n, "quadrant": words[high, satisfied],
            "quadrant_edge": abs(top2 - 0.8) < 0.02}  # fmt: skip


def _items() -> tuple[Item, ...]:
    made = []
    for row in _ITEMS:
        no, goal, task, name, status, score, low, high, coverage, top2, x, n, target = row
        people = _GROUP[target]
        satisfaction = None
        if top2 is not None:
            half = 1.96 * (top2 * (1 - top2) / n) ** 0.5
            satisfaction = Satisfaction(
                mean=50 + 40 * top2, low=48 + 40 * top2, high=52 + 40 * top2, n=n, top2=top2,
                top2_low=max(0.0, top2 - half), top2_high=min(1.0, top2 + half),
            )  # fmt: skip
        made.append(
            Item(
                id=f"CCS-{no:02}", no=no, goal=goal, task=task, name=name, status=status,
                score=score, low=low, high=high, coverage=coverage,
                weight=0.0 if status == "exempt" else 1 / 19,
                contribution=0.0 if score is None else score / 19,
                could_add=0.0 if status == "exempt" else (high - low) / 19,
                satisfaction=satisfaction,
                demand=None if x is None else _demand(x, n, None if no == 12 else people * x / n),
                lead=("民政",) if no in (1, 4) else ("卫健",) if no in (3, 5) else ("住建",),
                target=target, order={3: "一小", 4: "一老"}.get(no),
                **_quadrant(top2, x, n),
            )
        )
    return tuple(made)


def _finding(
    rule: str, status: Status, clause: str, *, force: Force = "must", **more: object
) -> Finding:
    bounds = {
        "met": (100.0, 100.0, 100.0, 1.0), "exempt": (None, 0.0, 100.0, 0.0),
        "unknown": (None, 0.0, 100.0, 0.0), "short": (0.0, 0.0, 0.0, 1.0),
        "partial": (50.0, 50.0, 50.0, 1.0), "unconfirmed": (100.0, 50.0, 100.0, 0.5),
    }[status]  # fmt: skip
    base = Finding(
        rule=rule, item=rule.split(".")[0], force=force, status=status, score=bounds[0],
        low=bounds[1] or 0.0, high=bounds[2] or 0.0, coverage=bounds[3] or 0.0, clause=clause,
        scored=force == "must", who="社区居委会", mark="memory",
        reference="《完整居住社区建设标准（试行）》（建科规〔2020〕7号）附件",
    )  # fmt: skip
    return replace(base, **more)


_SIGNED = Signature(
    surveyor="周示例", reviewer="吴示例", post="社区副主任（虚构）", signed=date(2023, 8, 20),
    reason="现场核对，与邻近社区共用一处服务平台（虚构）", evidence="核定单第 3 页",
    valid_until=date(2025, 8, 19),
)  # fmt: skip
_ONE_NAME = Signature(
    surveyor="郑示例", reviewer=None, signed=date(2023, 9, 2), reason="待第二人复核（虚构）"
)


def _findings() -> tuple[Finding, ...]:
    area = "㎡"
    return (
        _finding(
            "CCS-01.a", "met", "每个居住社区有一处社区综合服务站，建筑面积以 800 ㎡ 为宜。",
            force="should", measured=Quantity(820.0, area), needed=Needed(800.0, area, ">="),
            facts=("facility.F01.building_area",), mark="sure",
        ),
        _finding(
            "CCS-01.b", "partial", "综合服务站设置社区服务大厅、警务室、社区居委会办公室、"
            "居民活动用房、阅览室和党群活动中心。",
            score=83.3, low=83.3, high=83.3, measured=Quantity(5.0, "类"),
            needed=Needed(6.0, "类", "all"), gap=GapFound("insufficient", 1.0, "类"),
            facts=("facility.F01.functions",),
            parts=(
                Part(name="社区服务大厅", score=100.0, facts=("facility.F01.functions",)),
                Part(name="警务室", score=100.0), Part(name="社区居委会办公室", score=100.0),
                Part(name="居民活动用房", score=100.0), Part(name="党群活动中心", score=100.0),
                Part(name="阅览室", score=0.0),
            ),
        ),
        _finding("CCS-02.a", "met", "每个居住社区有一处幼儿园，不小于 6 班。",
                 measured=Quantity(12.0, "班"), needed=Needed(6.0, "班", ">="),
                 facts=("facility.F02.size",), via="alternative"),
        _finding("CCS-03.a", "short", "每个居住社区有一处托儿所，建筑面积不小于 200 ㎡。",
                 measured=Quantity(0.0, "处"), needed=Needed(1.0, "处", ">="),
                 gap=GapFound("missing", 1.0, "处"), facts=("surveyed.托儿所",)),
        _finding("CCS-04.a", "met", "每个居住社区有一处老年服务站，建筑面积不小于 350 ㎡。",
                 measured=Quantity(352.5, area), needed=Needed(350.0, area, ">="),
                 facts=("facility.F04.building_area",), notes=("straight_line",)),
        _finding(
            "CCS-04.b", "partial", "老年服务站提供助餐、保健、康复护理、文体活动和日间休息。",
            score=60.0, low=50.0, high=70.0, coverage=0.8, needed=Needed(5.0, "项", "all"),
            gap=GapFound("insufficient", 2.0, "项"),
            parts=(Part(name="文体活动", score=100.0), Part(name="日间休息", score=100.0),
                   Part(name="保健", score=50.0), Part(name="助餐", score=0.0),
                   Part(name="康复护理", score=None)),
            missing=(Missing(fact="answer.CCS-04.b.康复护理", label="康复护理是否提供",
                             ref=Ref(LEDGER, "制度与佐证", "D9")),),
            ask="老年服务站提供康复护理吗？", notes=("verdict_one_name",), by=_ONE_NAME,
        ),
        _finding("CCS-05.a", "short", "每个居住社区有一处社区卫生服务站，建筑面积不小于 120 ㎡。",
                 measured=Quantity(0.0, "处"), needed=Needed(1.0, "处", ">="),
                 gap=GapFound("missing", 1.0, "处"), facts=("surveyed.社区卫生服务站",),
                 mark="sure"),
        _finding("CCS-05.b", "unknown", "鼓励社区卫生服务站与老年服务站相邻设置。",
                 force="encouraged", ask="两处是否相邻？",
                 missing=(Missing(fact="answer.CCS-05.b", label="是否相邻设置"),)),
        _finding("CCS-06.a", "met", "每个居住社区有一处综合超市，建筑面积不小于 300 ㎡。",
                 measured=Quantity(1260.0, area), needed=Needed(300.0, area, ">="),
                 facts=("facility.F06.building_area",)),
        _finding("CCS-07.a", "met", "每个居住社区建设多个邮件和快件寄递服务设施。",
                 measured=Quantity(4.0, "处"), needed=Needed(2.0, "处", ">="),
                 facts=("facility.F07.count",)),
        _finding(
            "CCS-08.a", "partial", "有理发店、洗衣店、药店、维修点、家政服务点。", score=75.0,
            low=50.0, high=100.0, coverage=0.5, needed=Needed(5.0, "类", "all"),
            gap=GapFound("insufficient", 1.0, "类"),
            parts=(Part(name="药店", score=100.0), Part(name="理发店", score=100.0),
                   Part(name="洗衣店", score=None), Part(name="维修点", score=None),
                   Part(name="家政服务点", score=0.0)),
            missing=(Missing(fact="surveyed.洗衣店", label="洗衣店是否查清"),),
            ask="洗衣店、维修点有几处？", notes=("not_declared",), who="商户联盟",
        ),
        _finding("CCS-09.a", "met", "供水、供电、道路、供气、通信等设施达到居住区标准。",
                 facts=("answer.CCS-09.a",)),
        _finding("CCS-09.c", "short", "有条件的，改造架空线并与智慧设施一并建设。",
                 force="if_able", gap=GapFound("failing", None, None)),
        _finding(
            "CCS-10.a", "unconfirmed", "新建居住社区按标准配建机动车停车位；既有居住社区按"
            "需要增设。", coverage=0.5, measured=Quantity(2310.0, "个"),
            needed=Needed(None, None, "yes"),
            missing=(Missing(fact="estate.E3.parking", label="枫林苑车位数",
                             ref=Ref(LEDGER, "小区清单", "I5")),),
            ask="枫林苑有多少车位？", notes=("unit_mismatch",), estate="枫林苑",
        ),
        _finding("CCS-11.a", "met", "慢行系统连贯，路面平整，有照明。",
                 facts=("answer.CCS-11.a",)),
        _finding(
            "CCS-12.a", "short", "住宅出入口有坡道和扶手。", score=10.0, low=10.0, high=10.0,
            measured=Quantity(0.1, None), needed=Needed(1.0, None, ">="),
            gap=GapFound("failing", 0.9, None), veto=True, mark="doubt",
            facts=("estate.E1.ramps",),
        ),
        _finding("CCS-13.a", "met", "有一处公共厕所，建筑面积 30 ㎡ 至 80 ㎡。",
                 measured=Quantity(45.0, area), needed=Needed(30.0, area, "between", 80.0),
                 facts=("facility.F13.building_area",)),
        _finding("CCS-14.a", "short", "有一片公共活动场地，用地面积不小于 150 ㎡。", score=54.7,
                 low=54.7, high=54.7, measured=Quantity(82.0, area),
                 needed=Needed(150.0, area, ">="), gap=GapFound("insufficient", 68.0, area),
                 facts=("facility.F14.land_area",)),
        _finding("CCS-14.b", "short", "公共活动场地宜有健身步道，长度以 300 m 为宜。",
                 force="should", measured=Quantity(120.0, "m"), needed=Needed(300.0, "m", ">="),
                 gap=GapFound("insufficient", 180.0, "m"), facts=("facility.F14.size",)),
        _finding("CCS-15.a", "met", "至少有一片开放的公共绿地。",
                 facts=("facility.F15.land_area",), via="higher_level", notes=("higher_level",)),
        _finding("CCS-16.a", "met", "物业服务全覆盖。", facts=("answer.CCS-16.a",)),
        _finding("CCS-17.a", "exempt", "建立物业管理服务平台。", via="person", by=_SIGNED,
                 notes=("verdict", "person_exempt"), overlay="pilot-2022"),
        _finding("CCS-18.a", "met", "建立居民自治机制。", facts=("answer.CCS-18.a",)),
        _finding("CCS-19.a", "unknown", "推动城市管理进社区，综合执法力量下沉。",
                 missing=(Missing(fact="answer.CCS-19.a", label="综合执法是否进社区",
                                  ref=Ref(LEDGER, "制度与佐证", "D31")),),
                 ask="综合执法力量进社区了吗？", who="街道综合执法队"),
        _finding("CCS-20.a", "met", "开展社区文化活动。", facts=("answer.CCS-20.a",),
                 mark="judgement"),
    )  # fmt: skip


def _facts() -> dict[str, Fact]:
    def cell(sheet: str, at: str) -> tuple[Ref, ...]:
        return (Ref(LEDGER, sheet, at),)

    return {
        "profile.population": Fact(value=33000, unit="人", refs=cell("社区概况", "B5")),
        "facility.F01.building_area": Fact(
            value=820.0, unit="㎡", refs=cell("设施台账", "F2"), grade="measured"
        ),
        "facility.F01.functions": Fact(
            value="社区服务大厅、警务室、办公室、活动室、党群", refs=cell("设施台账", "V2")
        ),
        "facility.F02.size": Fact(value=12, unit="班", refs=cell("设施台账", "J3")),
        "facility.F04.building_area": Fact(
            value=352.5, unit="㎡", refs=cell("设施台账", "F4"), grade="photo", note=HOSTILE
        ),
        "facility.F06.building_area": Fact(value=1260.0, unit="㎡", refs=cell("设施台账", "F5")),
        "facility.F07.count": Fact(
            value=4, unit="处", refs=(*cell("设施台账", "I6"), *cell("设施台账", "I7"))
        ),
        "facility.F13.building_area": Fact(value=45.0, unit="㎡", refs=cell("设施台账", "F9")),
        "facility.F14.land_area": Fact(value=82.0, unit="㎡", refs=cell("设施台账", "G10")),
        "facility.F14.size": Fact(value=120.0, unit="m", refs=cell("设施台账", "J10")),
        "facility.F15.land_area": Fact(
            value=None, unit="㎡", refs=cell("设施台账", "G11"), gap="blank"
        ),
        "surveyed.托儿所": Fact(value=True, refs=cell("填报范围", "B4")),
        "surveyed.社区卫生服务站": Fact(value=True, refs=cell("填报范围", "B6")),
        "estate.E1.ramps": Fact(value="约一成", refs=cell("小区清单", "L3")),
        "answer.CCS-09.a": Fact(value=True, refs=cell("制度与佐证", "D14"), grade="self_reported"),
        "answer.CCS-11.a": Fact(value=True, refs=cell("制度与佐证", "D18")),
        "answer.CCS-16.a": Fact(value=True, refs=cell("制度与佐证", "D27")),
        "answer.CCS-18.a": Fact(value=True, refs=cell("制度与佐证", "D29")),
        "answer.CCS-20.a": Fact(value=True, refs=cell("制度与佐证", "D33")),
    }


def _shortfalls() -> tuple[Shortfall, ...]:
    def row(
        no: int, name: str, rank: int, best: int, worst: int, index: float | None, **more: object
    ) -> Shortfall:
        item = f"CCS-{no:02}"
        base = Shortfall(
            id=item, item=item, rules=(f"{item}.a",), tier=1, index=index,
            index_low=None if index is None else index * 0.9,
            index_high=None if index is None else index * 1.1, rank=rank, rank_best=best,
            rank_worst=worst, severity=1.0, demand=0.4, people=33000.0, equity=1.0,
            gap_kind="missing", estates=(), confidence="high", status="short", name=name,
        )  # fmt: skip
        return replace(base, **more)

    return (
        row(12, "无障碍设施", 1, 1, 1, 33.1, tier=0, gap_kind="failing", severity=0.9,
            confidence="low", people=None, estates=("枫香苑", "枫林苑")),
        row(3, "托儿所", 2, 2, 3, 1.2, people=990.0, people_estimated=True, confidence="low"),
        row(5, "社区卫生服务站", 3, 2, 3, 46.2),
        row(14, "公共活动场地", 4, 4, 4, 17.8, tier=2, gap_kind="insufficient", status="partial",
            severity=0.453),
        row(4, "老年服务站", 5, 4, 6, 2.6, tier=2, gap_kind="insufficient", status="partial",
            rules=("CCS-04.b",), people=6171.0, people_estimated=True, confidence="low"),
        row(1, "社区综合服务站", 6, 5, 6, 3.6, tier=2, gap_kind="insufficient", status="partial",
            rules=("CCS-01.b",), severity=0.167),
        row(8, "其他便民商业网点", 7, 7, 7, None, tier=2, gap_kind="insufficient",
            status="partial", demand=None, confidence="low"),
    )  # fmt: skip


def _plan() -> Plan:
    def project(no: int, name: str, closes: tuple[str, ...], **more: object) -> Project:
        base = Project(
            id=f"P{no:02}", name=name, closes=closes, remedy="space", nature="改造", place=None,
            quantity=None, unit=None, cost=Cost(low=None, typical=None, high=None),
            operating=None, funding=(), lead=("民政",), with_=(), operator=None, model=None,
            start=None, finish=None, beneficiaries=None, gain=None, space=None, shared_with=(),
            task="T-A",
        )  # fmt: skip
        return replace(base, **more)

    return Plan(
        budget=None,
        benefit=None,
        cost=Cost(low=756000, typical=1428000, high=2010000),
        projects=(
            project(
                1, "社区卫生服务站（闲置房改造）", ("CCS-05",), place="枫香苑 3 栋一层",
                quantity=136.0, unit="㎡", operating=300000, operator="区卫生健康部门",
                cost=Cost(low=93840, typical=187680, high=340000, year=2023, mark="assumption",
                          basis="单价 690–2500 元/㎡，不含设备"),
                funding=(Funding(channel="区级财政", level="区", amount=131376),
                         Funding(channel="街道自筹", level="街道", amount=56304)),
                lead=("卫健",), start="2024Q1", finish="2024Q3", beneficiaries=33000.0, gain=5.3,
                space="X3", rules=("CCS-05.a",), model="公益",
            ),
            project(
                2, "托育点与老年服务站合建", ("CCS-03", "CCS-04"), place="闲置空间 " + HOSTILE,
                quantity=420.0, unit="㎡", with_=("卫健",), start="2024Q2", finish="2024Q4",
                cost=Cost(low=630000, typical=1204320, high=1600000, year=2023,
                          mark="assumption", basis=None),
                funding=(Funding(channel="申请上级补助", level="中央", amount=None),
                         Funding(channel="社会资本", level="社会", amount=None)),
                beneficiaries=7161.0, gain=7.4,
            ),
            project(3, "健身场地（宅间空地）", ("CCS-14",), nature="新建", quantity=68.0, unit="㎡",
                    cost=Cost(low=32160, typical=36000, high=70000, year=2022,
                              mark="second_hand"), lead=("体育", "住建"), task="T-B"),
            project(4, "住宅出入口坡道和扶手", ("CCS-12",), quantity=27.0, unit="处",
                    lead=("住建",), task="T-B"),
        ),
        left_out=(LeftOut("CCS-01", "没有合适的闲置空间"), LeftOut("CCS-08", "以市场为主")),
    )  # fmt: skip


def _survey() -> Survey:
    return Survey(
        received=1260, valid=1204, excluded={"Q1": 12, "Q2": 31, "Q3": 13}, flagged={"Q8": 22},
        channels={"微信": 1100, "链接": 104}, groups={"居民": 1120, "商户": 77, "办公": 7},
        weighting=Weighting(used=False, n_eff=1204.0, deff=1.0, why="没有分年龄人口，未加权"),
        questions=(
            QuestionResult(
                id="satisfaction.CCS-05", sources=(EXPORT,), number="12",
                title="您对社区卫生服务站满意吗？", kind="satisfaction", item="CCS-05", n=1204,
                blank=0, skipped=0, mean=58.4, low=56.9, high=59.9, top2=0.41,
                options=(OptionCount("非常满意", 180), OptionCount("满意", 314),
                         OptionCount("一般", 402), OptionCount("不满意", 203),
                         OptionCount("非常不满意", 105)),
            ),
            QuestionResult(
                id="open.1", sources=(EXPORT,), number="43", title="您还有什么建议？" + HOSTILE,
                kind="open", item=None, n=310, blank=894, skipped=0, options=(),
            ),
        ),
        overall=Satisfaction(mean=72.1, low=71.0, high=73.2, n=1204, top2=0.66, top2_low=0.633,
                             top2_high=0.686),
        quadrants=QUADRANTS,
    )  # fmt: skip


def sample_result() -> Result:
    """A rich result: every status, a verdict, a survey, projects with and without a price."""
    items = _items()
    known = [item for item in items if item.score is not None]
    total = sum(item.contribution for item in known) * 19 / 18
    goals = []
    for goal, name in _GOALS:
        of = [item for item in items if item.goal == goal and item.status != "exempt"]
        scores = [item.score for item in of if item.score is not None]
        goals.append(
            Goal(
                id=goal, name=name, score=sum(scores) / len(scores) if scores else None,
                low=sum(item.low for item in of) / len(of),
                high=sum(item.high for item in of) / len(of),
                coverage=sum(item.coverage for item in of) / len(of),
            )
        )
    score = Score(
        value=total, low=66.5, high=78.9, coverage=0.86, official=True, grade=None, met=10,
        partial=4, short=3, unconfirmed=1, unknown=1, exempt=1,
    )  # fmt: skip
    signed = Verdict(
        rule="CCS-17.a", outcome="exempt", by=_SIGNED, ref=Ref(LEDGER, "人工核定", "A2")
    )
    return Result(
        made_with=MadeWith("0.1.0", date(2023, 9, 30)),
        standard=StandardUsed(
            "complete-community-2020", "2020-08", "0" * 64, ("pilot-2022",),
            "完整居住社区建设标准（试行）", ("完整社区建设试点（2022）",),
        ),
        policy=Policy(),
        community=CommunityBlock(
            id="样例社区", name="样例社区", street="样例街道" + HOSTILE, build="existing",
            population=33000, households=14000.0, area_ha=73.0, units=None,
        ),
        sources={
            LEDGER: SourceFile(
                name="设施台账.xlsx", sha256="1f" * 32, kind="ledger", dialect=None, rows=63,
                columns=Columns(used=("设施名称", "设施类别", "建筑面积(㎡)"),
                                unrecognised=("老台账编号", HOSTILE)),
            ),
            EXPORT: SourceFile(
                name="问卷_居民.xlsx", sha256="2e" * 32, kind="export", dialect="问卷星",
                rows=1260,
                columns=Columns(used=("1、您的年龄？",), private=("来自IP", "来源详情"),
                                ignored=("序号",)),
            ),
        },
        facts=_facts(),
        facilities=tuple(
            Facility(id=id_, name=name)
            for id_, name in (
                ("F01", "样例社区服务站"), ("F02", "样例幼儿园"), ("F04", "老年服务站"),
                ("F06", "样例超市"), ("F07", "快件箱"), ("F13", "公厕"), ("F14", HOSTILE),
            )
        ),
        spaces=(),
        estates=(),
        verdicts=(signed,),
        findings=_findings(),
        items=items,
        goals=tuple(goals),
        score=score,
        score_other_units=replace(score, value=58.2, low=50.0, high=66.0, met=8, short=5, units=3),
        survey=_survey(),
        shortfalls=_shortfalls(),
        to_collect=(
            ToCollect(
                rule="CCS-19.a", item="CCS-19", ask="综合执法力量进社区了吗？", could_add=5.26,
                who="街道综合执法队",
                missing=(Missing(fact="answer.CCS-19.a", label="综合执法是否进社区",
                                 ref=Ref(LEDGER, "制度与佐证", "D31")),),
            ),
            ToCollect(
                rule="CCS-10.a", item="CCS-10", ask="枫林苑有多少车位？", could_add=2.63,
                who="物业",
                missing=(Missing(fact="estate.E3.parking", label="枫林苑车位数",
                                 ref=Ref(LEDGER, "小区清单", "I5")),),
            ),
            ToCollect(rule="CCS-05.b", item="CCS-05", ask="两处是否相邻？", could_add=0.0,
                      scored=False, missing=(Missing(fact="answer.CCS-05.b", label="相邻设置"),)),
            ToCollect(rule=None, item=None, ask="社区人口有多少？", could_add=0.0, who="派出所",
                      missing=(Missing(fact="profile.aged_60", label="60 岁以上人口"),)),
        ),
        page=(
            PageQuestion(ask="scope", key="洗衣店", part=None, label="洗衣店查清了吗？",
                         known=None, known_count=None, rules=("CCS-08.a",), could_add=1.3),
            PageQuestion(ask="answer", key="CCS-19.a", part=None, label="综合执法是否进社区",
                         known="no", known_count=None, rules=("CCS-19.a",), could_add=5.26),
        ),
        likely_shortfalls=(LikelyShortfall(item="CCS-08", kind="洗衣店", rate=0.38, n=1204),),
        other_shortfalls=(
            OtherShortfall(id="other.1", name="外墙脱落 " + HOSTILE, quantity=3.0, unit="栋",
                           estate="枫香苑", basis="物业巡查记录（虚构）", checked_by=None,
                           ref=Ref(LEDGER, "其他短板", "A2")),
        ),
        needs=(
            Need(id="parking", name="停车位", item="CCS-10", service="停车",
                 times={"open": 120, "meeting": 14, "hotline": 31}, per_thousand=1.3636,
                 closed=20, closable=30, closed_share=2 / 3, estates=("枫香苑",),
                 by_group={"商户": 12}),
            Need(id="traffic", name="周边交通", item=None, times={"expert": 2}),
        ),
        voices=Voices(
            counts=(
                VoiceCount(voice="open", records=310, times=310, waiting=None),
                VoiceCount(voice="meeting", records=3, times=14, waiting=1,
                           first=date(2023, 9, 6), last=date(2023, 9, 8)),
                VoiceCount(voice="hotline", records=31, times=31, waiting=0, closed=20,
                           closable=30, closed_share=2 / 3),
                VoiceCount(voice="expert", records=1, times=2, waiting=0),
            ),
            items=(
                ItemVoices(item="CCS-10", times={"open": 120, "meeting": 14, "hotline": 31},
                           per_thousand=1.3636, closed=20, closable=30, closed_share=2 / 3),
            ),
            population=33000,
        ),
        services=(
            Service(id="SV01", name="助餐" + HOSTILE, category="为老服务", price="低偿",
                    ratings=(Rating(round="第一轮", score=70.0, ref=Ref(LEDGER, "服务目录", "G2")),
                             Rating(round=None, score=75.5, ref=Ref(LEDGER, "服务目录", "G3"))),
                    change=5.5, low=True, judged_by="rating"),
            Service(id="SV02", name="家政"),
        ),
        plan=_plan(),
        problems=(
            ProblemRow(code="number_unreadable", level="warning", source=LEDGER, sheet="设施台账",
                       cell="F8", found=HOSTILE, expected="一个数，单位为㎡。",
                       fix="只写数字；不知道请留空。"),
            ProblemRow(code="folder_empty", level="error", source=None, sheet=None, cell=None,
                       found="", expected="文件夹里至少有一个台账或问卷。", fix="放入台账。"),
        ),
    )  # fmt: skip


def empty_result() -> Result:
    """The same community when nobody told us anything: no files, no survey, no plan."""
    rich = sample_result()
    nothing = {"score": None, "low": 0.0, "high": 100.0, "coverage": 0.0}
    return replace(
        rich,
        made_with=MadeWith("0.1.0", None),
        community=replace(
            rich.community, street=None, build=None, population=None, households=None, area_ha=None
        ),
        sources={}, facts={}, verdicts=(), survey=None, shortfalls=(), to_collect=(), page=(),
        likely_shortfalls=(), other_shortfalls=(), needs=(), voices=None, services=(),
        problems=(), score_other_units=None,
        findings=tuple(
            replace(
                finding, **nothing, status="unknown", measured=None, gap=None, facts=(),
                via="rule", by=None, notes=(), parts=(),
                missing=(Missing(fact="answer", label="是否符合"),),
            )
            for finding in rich.findings
        ),
        items=tuple(
            replace(item, **nothing, status="unknown", contribution=0.0, could_add=5.0,
                    satisfaction=None, demand=None)
            for item in rich.items
        ),
        goals=tuple(replace(goal, **nothing) for goal in rich.goals),
        score=Score(
            value=None, low=0.0, high=100.0, coverage=0.0, official=False, grade=None, met=0,
            partial=0, short=0, unconfirmed=0, unknown=20, exempt=0,
        ),
        plan=Plan(budget=None, benefit=None, cost=Cost(low=None, typical=None, high=None),
                  projects=(), left_out=()),
    )  # fmt: skip
