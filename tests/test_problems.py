"""One flaw, one file, one code: every problem of the catalogue at the place where it is.

Each folder is right but for its one flaw; whoever adds a code adds a folder here.
"""

from __future__ import annotations

import importlib.util
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from openpyxl import Workbook
from shapes import chinese, people
from shapes.tables import xlsx

from checkup import checking
from checkup.intake import mapping
from checkup.pipeline import problem_rows
from checkup.policy import Policy
from checkup.problems import CATALOGUE
from checkup.report import wording
from checkup.street import routing
from checkup.street.register import SOURCE

Rows = list[list[Any]]
say = wording.load()
DOCS = Path(__file__).parent.parent / "docs"

LEDGER, SURVEY, REGISTER = "台账.xlsx", "问卷.xlsx", "街道.xlsx"
KNOWN: Rows = [["项目", "数值"], ["建设类型", "老旧"]]
HEAD = ["编号", "设施名称", "设施类别", "建筑面积(㎡)", "现状"]
BARE = [*HEAD[:3], "面积", HEAD[4]]
CLINIC = ["F1", "枫树卫生站", "社区卫生服务站", 130, "在用"]
SHOP = ["F2", "枫树便利店", "便利店", 40, "在用"]
PLATFORM = ["序号", "提交答卷时间", "所用时间", "来源", "来源详情", "来自IP"]
SEX, AGE, WHO = "4、您的性别", "3、您的年龄段", "1、您是本社区的"
FAMILY = "5、您家里有以下成员吗（可多选）"
OWN = ["题号", "题目", "小题", "类型", "选项", "建议对应", "建议用途", "把握(%)", "说明",
       "您的决定：条目", "您的决定：用途"]  # fmt: skip
PAGE = ["序号", "类别", "名称", "要点", "问什么", "规则编号", "目前所知", "回答", "有几处"]
PRICE = ["造价编号", "单位", "单价(元)", "来源", "签字人"]
SORTED = ["序号", "来自", "原话（已遮挡）", "归到哪一项", "还说到哪一项"]
VERDICT = ["规则编号", "结论", "调查人", "复核人", "日期", "理由", "佐证", "有效期"]
SIGNED = ["CCS-05.a", "达标", "甲", "乙", "2023-05-01", "看过现场", "照片", "2024-05-01"]


class Flaw(NamedTuple):
    """``write`` makes the folder's files; the problem stands in ``file`` at ``sheet`` and
    ``cell``. ``besides``: codes that the same flaw cannot but raise too."""

    write: Callable[[Path], object]
    file: str | None = LEDGER
    sheet: str | None = None
    cell: str | None = None
    besides: tuple[str, ...] = ()


# --- how the files are made ----------------------------------------------------------------------


def book(folder: Path, name: str = LEDGER, /, **sheets: Rows) -> Workbook:
    """A ledger with these sheets; what kind of community it is stands in it unless told."""
    made = Workbook()
    made.remove(made.active)
    for title, rows in {"社区概况": KNOWN, **sheets}.items():
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(row)
    made.save(folder / name)
    return made


def below(top: Path, folder: str, profile: Rows, **more: Rows) -> None:
    """A community's folder below a street's."""
    (top / folder).mkdir(parents=True)
    book(top / folder, 社区概况=profile, **more)


def walks(*rows: list[Any]) -> Callable[[Path], object]:
    """Two communities, one with a clinic that is open to all, and a 距离表 with these lines."""

    def write(folder: Path) -> None:
        clinic = [[*HEAD, "对外开放"], [*CLINIC, "是"]]
        below(folder, "甲社区", KNOWN, 设施台账=clinic)
        below(folder, "乙社区", [*KNOWN, ["户数", 900]])
        head = ["社区", "设施", "设施所属社区", "步行分钟", "步行距离(米)"]
        xlsx(folder / WALKS, {"距离表": [head, WALK, *rows]})

    return write


WALKS = "距离表.xlsx"
WALK = ["乙社区", "枫树卫生站", "甲社区", 12, ""]


def sheets(**tables: Rows) -> Callable[[Path], object]:
    return lambda folder: book(folder, **tables)


def street(
    *rows: list[Any], survey: Rows | None = None, area: list[Any] | None = None
) -> Callable[[Path], object]:
    """A street's folder with these communities, and a survey of all of them, within an area."""

    def write(folder: Path) -> None:
        made = Workbook()
        made.active.title = "街道"
        for row in (["社区", "别名", "小区", "经度", "纬度", "坐标系"], *rows):
            made.active.append(row)
        if area is not None:
            sheet = made.create_sheet("调查范围")
            sheet.append(["问卷", "经度", "纬度", "坐标系", "半径(米)"])
            sheet.append(area)
        made.save(folder / REGISTER)
        if survey is not None:
            xlsx(folder / SURVEY, {"Sheet1": survey})

    return write


def facilities(*rows: list[Any], head: list[str] = HEAD) -> Callable[[Path], object]:
    return sheets(设施台账=[head, *rows])


def figure(written: object) -> Callable[[Path], object]:
    return facilities([*CLINIC[:3], written, CLINIC[4]])


def profile(**fields: object) -> Callable[[Path], object]:
    return sheets(社区概况=[*KNOWN, *([name, value] for name, value in fields.items())])


def changed(change: Callable[[Workbook], object], **tables: Rows) -> Callable[[Path], object]:
    """A ledger that is changed as a person would in WPS, and saved again."""

    def write(folder: Path) -> None:
        made = book(folder, **tables)
        change(made)
        made.save(folder / LEDGER)

    return write


def beside(content: bytes, name: str) -> Callable[[Path], object]:
    """A ledger and another file."""

    def write(folder: Path) -> None:
        book(folder)
        (folder / name).write_bytes(content)

    return write


def protected() -> bytes:
    """An .xlsx with a password: a compound file's header, then its directory ([MS-CFB] 2.6.1)."""
    names = ("Root Entry", "EncryptionInfo", "EncryptedPackage")
    told = [f"{name}\0".encode("utf-16-le") for name in names]
    entries = [name.ljust(64, b"\0") + len(name).to_bytes(2, "little") for name in told]
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0")
    return header + b"".join(entry.ljust(128, b"\0") for entry in entries).ljust(512, b"\0")


MAP = "点位.geojson"


def points_of(*features: object, **more: object) -> bytes:
    """A map on one line."""
    told = {"type": "FeatureCollection", **more, "features": list(features)}
    return json.dumps(told, ensure_ascii=False).encode()


def spot(at: object = (104.1, 30.6), /, **properties: object) -> dict[str, object]:
    """A shop on a map."""
    geometry = None if at is None else {"type": "Point", "coordinates": at}
    told = {"编号": "M1", "设施名称": "便民超市", "现状": "在用", **properties}
    return {"type": "Feature", "properties": told, "geometry": geometry}


def stored(**cells: object) -> Callable[[Path], object]:
    """A ledger with one project in its store."""
    return sheets(项目库=[["名称", *cells], ["修路", *cells.values()]])


def copied_twice(folder: Path) -> None:
    """One proposal of ours, copied into the office's store two times."""
    book(folder)
    record = '{"key":"甲","ours":{"name":"修路"}}'
    rows = [["名称", "地点", "程序记录"], ["修路", "一区", record], ["修路", "二区", record]]
    xlsx(folder / "项目库.xlsx", {"项目库": rows})


def answered(headers: list[str], *answers: list[Any]) -> Rows:
    """Rows of a text export of 问卷星."""
    rows: Rows = [[*PLATFORM, *headers]]
    for number, row in enumerate(answers, 1):
        when = f"2023/9/{number} 8:01:02"
        rows.append([number, when, "85秒", "微信", "N/A", f"192.0.2.{number}(四川-成都)", *row])
    return rows


def survey(rows: Rows, name: str = SURVEY, more: dict[str, Rows] | None = None) -> Callable[
    [Path], object
]:  # fmt: skip
    """A ledger and an export with these rows, and with more sheets."""

    def write(folder: Path) -> None:
        book(folder)
        xlsx(folder / name, {"Sheet1": rows, **(more or {})})

    return write


ONE = answered(["2、您所在的社区", SEX], ["甲社区", "男"])
A_HERE = ["甲社区", None, None, 104.06, 30.65, "WGS-84"]
MINE = "5、您常去哪儿"


def own(*rows: list[Any], said: tuple[object, ...] = ()) -> Callable[[Path], object]:
    """A table of own questions, and an export in which people answered 您常去哪儿 so."""

    def write(folder: Path) -> None:
        book(folder, 题目对照=[OWN, *rows])
        if said:
            asked = answered([SEX, MINE], *[["男", words] for words in said])
            xlsx(folder / SURVEY, {"Sheet1": asked})

    return write


def decided(item: str | None, use: str | None, title: str = MINE[2:]) -> list[Any]:
    return [5, title, None, "单选", None, None, None, None, None, item, use]


def yaml(folder: Path) -> None:
    (folder / "checkup.yaml").write_text("社区概况: {户数: 1200}\n", encoding="utf-8")
    book(folder, 社区概况=[*KNOWN, ["户数", 1300]])


def last_report(folder: Path) -> None:
    book(folder)
    xlsx(folder / "体检报告.xlsx", {"总览": [["x"]], "短板清单": [["x"]], "方法说明": [["x"]]})


def photographs(folder: Path) -> None:
    book(folder)
    for name in ("门头.jpg", "扫描件.PDF", "张三身份证.png"):
        (folder / name).write_bytes(b"made up")


def wenjuan(folder: Path) -> None:
    book(folder)
    chinese.wenjuan(people()[:12], folder / "问卷.csv")


def points(*rows: list[Any]) -> Callable[[Path], object]:
    """An export of points; a person said that more of them are better."""

    def write(folder: Path) -> None:
        name = "1_按分数_体检.xlsx"
        kindergarten = "7、您对社区以下方面满意吗—家门口的幼儿园"
        survey(answered([kindergarten, SEX][: len(rows[0])], *rows), name)(folder)
        told = f"files: {{{name}: 'export:wjx_score_up'}}\n"
        (folder / "checkup.yaml").write_text(told, encoding="utf-8")

    return write


def twice(folder: Path) -> None:
    """The same answers with and without the columns that tell two people apart."""
    titles = [f"7、您对社区以下方面满意吗—{each.title}" for each in mapping.columns(mapping.load())
              if each.id.startswith("satisfaction.")]  # fmt: skip
    said = [["满意"] * len(titles), ["一般"] * len(titles)]
    survey(answered(titles, *said))(folder)
    bare = [["序号", *titles], *([number, *row] for number, row in enumerate(said, 1))]
    xlsx(folder / "问卷手工.xlsx", {"Sheet1": bare})


FLAWS: dict[str, Flaw] = {
    # files
    "file_unreadable": Flaw(beside(b"PK\x03\x04 no workbook", "坏.xlsx"), "坏.xlsx"),
    "file_protected": Flaw(beside(protected(), "加密.xlsx"), "加密.xlsx"),
    "file_too_large": Flaw(
        changed(lambda made: made.active.__setitem__("XFD1048576", "x")),
        besides=("build_unknown",),
    ),
    "file_unknown": Flaw(beside(b"x", "通知.docx"), "通知.docx"),
    "folder_empty": Flaw(lambda folder: None, None, besides=("build_unknown",)),
    "hidden_sheet": Flaw(
        changed(
            lambda made: setattr(made["小区清单"], "sheet_state", "hidden"),
            小区清单=[["名称", "户数"], ["枫树园", 300]],
        ),
        sheet="小区清单",
    ),
    "file_repeated": Flaw(lambda folder: (
        book(folder), (folder / "台账 副本.xlsx").write_bytes((folder / LEDGER).read_bytes())
    ), "台账 副本.xlsx"),
    "papers_not_read": Flaw(photographs, None),
    "report_skipped": Flaw(last_report, "体检报告.xlsx"),
    "json_broken": Flaw(
        beside(b'{"type": "FeatureCollection",\n"features": [', MAP), MAP, "", "L2"
    ),
    "geojson_form": Flaw(beside(b"[]", MAP), MAP),
    "geojson_crs": Flaw(
        beside(points_of(crs={"type": "name", "properties": {"name": "EPSG:3857"}}), MAP), MAP,
        "crs", "L1",
    ),
    "geojson_feature": Flaw(
        beside(points_of(1, spot(设施类别="便利店")), MAP), MAP, "features[0]", "L1"
    ),
    "geojson_geometry": Flaw(
        beside(points_of(spot(None, 设施类别="便利店")), MAP), MAP, "features[0].geometry", "L1"
    ),
    "geojson_value": Flaw(
        beside(points_of(spot(设施类别="便利店", 备注={"a": 1})), MAP), MAP,
        "features[0].properties.备注", "L1",
    ),
    "points_of_several": Flaw(
        beside(points_of(spot(point="facility", community="甲"),
                         spot(point="facility", community="乙")), MAP), MAP,
    ),
    "sheet_unknown": Flaw(sheets(杂表=[["甲", "乙"], [1, 2]]), sheet="杂表"),
    # ledger
    "no_header": Flaw(sheets(小区清单=[["甲", "乙"], [1, 2]]), sheet="小区清单"),
    "table_unclear": Flaw(
        sheets(设施台账=[HEAD, CLINIC, [], ["值班人员", "岗位", "班次", "门岗"], ["甲", "乙"]]),
        sheet="设施台账", cell="A4",
    ),
    "column_unknown": Flaw(
        facilities([*CLINIC, "街道"], head=[*HEAD, "产权单位名"]), sheet="设施台账", cell="F1"
    ),
    "column_repeated": Flaw(
        facilities([*CLINIC, 999], head=[*HEAD, "面积"]), sheet="设施台账", cell="F1"
    ),
    "profile_field_unknown": Flaw(profile(常住人囗=7000), sheet="社区概况", cell="A3"),
    "number_unreadable": Flaw(figure("三百"), sheet="设施台账", cell="D2"),
    "number_negative": Flaw(figure(-5), sheet="设施台账", cell="D2"),
    "unit_unknown": Flaw(
        sheets(
            社区概况=[
                ["项目", "数值", "单位"],
                ["常住人口", 7000, "箱"],
                ["建设类型", "既有", ""],
            ]
        ),
        sheet="社区概况", cell="B2",
    ),
    "number_with_words": Flaw(figure("350（含楼梯间）"), sheet="设施台账", cell="D2"),
    "number_sum": Flaw(figure("100+30"), sheet="设施台账", cell="D2"),
    "number_range": Flaw(figure("300-400"), sheet="设施台账", cell="D2"),
    "number_approximate": Flaw(figure("约350"), sheet="设施台账", cell="D2"),
    "error_value": Flaw(figure("#REF!"), sheet="设施台账", cell="D2"),
    "formula_uncached": Flaw(figure("=100+30"), sheet="设施台账", cell="D2"),
    "date_unreadable": Flaw(
        sheets(填报范围=[["设施类别", "已查清", "日期"], ["便利店", "是", "去年"]]),
        sheet="填报范围", cell="C2",
    ),
    "date_assumed": Flaw(
        sheets(填报范围=[["设施类别", "已查清", "日期"], ["便利店", "是", "2023-09"]]),
        sheet="填报范围", cell="C2",
    ),
    "year_unreadable": Flaw(
        sheets(小区清单=[["名称", "建成年份"], ["枫树园", "八十年代"]]),
        sheet="小区清单", cell="B2",
    ),
    "figure_merged": Flaw(
        changed(
            lambda made: made["设施台账"].merge_cells("D2:D3"),
            设施台账=[HEAD, CLINIC, [*SHOP[:3], None, SHOP[4]]],
        ),
        sheet="设施台账", cell="D2",
    ),
    "choice_unknown": Flaw(facilities([*CLINIC[:4], "还行"]), sheet="设施台账", cell="E2"),
    "kind_unknown": Flaw(
        facilities(["F1", "枫树园", "社区卫生服务点", 130, "在用"]), sheet="设施台账", cell="C2"
    ),
    "kind_blank": Flaw(
        facilities(["F1", "活动中心", None, 130, "在用"]), sheet="设施台账", cell="C2"
    ),
    "kind_several": Flaw(
        facilities(["F1", "活动中心", "社区卫生服务站、便利店", 130, "在用"]),
        sheet="设施台账", cell="C2",
    ),
    "area_kind_unstated": Flaw(
        facilities(["F1", "健身场地", "室外活动场地", 300, "在用"], head=BARE),
        sheet="设施台账", cell="D2", besides=("area_read_as_building",),
    ),
    "area_read_as_building": Flaw(
        facilities(CLINIC, head=BARE), sheet="设施台账", cell="D2"
    ),
    "estate_from_title": Flaw(
        sheets(小区清单=[["名称", "户数"], ["枫树园", 300]], 枫树园设施台账=[HEAD, CLINIC]),
        sheet="枫树园设施台账", cell="B2",
    ),
    "crs_unstated": Flaw(
        facilities([*CLINIC, 104.1, 30.6], head=[*HEAD, "经度", "纬度"]),
        sheet="设施台账", cell="F2",
    ),
    "crs_mixed": Flaw(
        facilities([*CLINIC, 104.1, 30.6, "WGS-84"], [*SHOP, 104.1, 30.6, "BD-09"],
                   head=[*HEAD, "经度", "纬度", "坐标系"]),
        sheet="设施台账", cell="H3",
    ),
    "facility_similar": Flaw(
        facilities(CLINIC, ["F3", "枫树社区卫生服务站", *CLINIC[2:]]), sheet="设施台账", cell="B3"
    ),
    "kind_from_name": Flaw(
        facilities(["F2", "枫树便利店", 40, "在用"], head=["编号", "设施名称", *HEAD[3:]]),
        sheet="设施台账", cell="A2",
    ),
    "state_not_asked": Flaw(
        facilities(CLINIC[:4], head=HEAD[:4]), sheet="设施台账", cell="A2"
    ),
    "id_repeated": Flaw(facilities(CLINIC, ["F1", *SHOP[1:]]), sheet="设施台账", cell="A3"),
    "estate_repeated": Flaw(
        sheets(小区清单=[["名称", "户数"], ["枫树园", 300], ["枫树园", 200]]),
        sheet="小区清单", cell="A3",
    ),
    "row_without_name": Flaw(facilities(["F1", None, *CLINIC[2:]]), sheet="设施台账", cell="B2"),
    "rule_unknown": Flaw(
        sheets(制度与佐证=[["规则编号", "要点", "是否符合"], ["CCS-99.a", None, "是"]]),
        sheet="制度与佐证", cell="A2",
    ),
    "part_unknown": Flaw(
        sheets(制度与佐证=[["规则编号", "要点", "是否符合"], ["CCS-09.a", "喷泉", "是"]]),
        sheet="制度与佐证", cell="A2",
    ),
    "figure_homeless": Flaw(
        lambda folder: (
            book(folder),
            xlsx(folder / "待补资料.xlsx", {
                "先答这一页": [["先答这一页"], ["怎么答"], PAGE],
                "缺的数据": [["缺的数据"], ["序号", "对象", "编号", "缺什么", "补填数值", "单位"],
                           [1, "没有的小区", None, "户数", 30, "户"]],
            }),
        ),
        "待补资料.xlsx", "缺的数据", "E3",
    ),
    "contradiction": Flaw(
        lambda folder: (
            book(folder, 社区概况=[*KNOWN, ["户数", 3000]]),
            book(folder, "台账二.xlsx", 社区概况=[["项目", "数值"], ["户数", 3100]]),
        ),
        "台账二.xlsx", "社区概况", "B2",
    ),
    "total_differs": Flaw(
        sheets(
            社区概况=[*KNOWN, ["户数", 900]], 小区清单=[["名称", "户数"], ["枫树园", 300]]
        ),
        sheet="社区概况", cell="B3",
    ),
    "build_unknown": Flaw(sheets(社区概况=[["项目", "数值"], ["户数", 900]]), None),
    "build_disagrees": Flaw(
        sheets(小区清单=[["名称", "建设类型"], ["枫树园", "新建"]]), sheet="社区概况", cell="B2"
    ),
    "stated_fewer": Flaw(
        sheets(
            设施台账=[HEAD, SHOP],
            填报范围=[["设施类别", "已查清", "有几处"], ["便利店", "是", 0]],
        ),
        sheet="填报范围", cell="C2",
    ),
    "population_outside": Flaw(profile(常住人口=4000), sheet="社区概况", cell="B3"),
    "setting_overridden": Flaw(yaml, sheet="社区概况", cell="B3"),
    # money
    "price_incomplete": Flaw(
        sheets(本地造价=[PRICE, ["U06", "㎡", None, "询价", "甲"]]), sheet="本地造价", cell="A2"
    ),
    "price_not_used": Flaw(
        sheets(本地造价=[PRICE, ["U06", "处", 1500, "询价", "甲"]]), sheet="本地造价", cell="A2"
    ),
    # the project store
    "amount_unit_assumed": Flaw(
        sheets(项目库=[["名称", "总投资额", "状态"], ["修路", 300, "拟建"]]),
        sheet="项目库", cell="B2",
    ),
    "funding_unreadable": Flaw(stored(分级资金="市级补助"), sheet="项目库", cell="B2"),
    "funding_differs": Flaw(
        stored(分级资金="市级 100；区级 60", **{"总投资(万元)": 300}), sheet="项目库", cell="B2"
    ),
    "period_unreadable": Flaw(stored(起止="待项目批复后"), sheet="项目库", cell="B2"),
    "agreement_unreadable": Flaw(
        stored(**{"同意户数/应参与户数": "400/320"}), sheet="项目库", cell="B2"
    ),
    "project_repeated": Flaw(copied_twice, "项目库.xlsx", sheet="项目库", cell="A3"),
    "project_aimless": Flaw(stored(对应短板="喷泉"), sheet="项目库", cell="B2"),
    # verdicts
    "need_unknown": Flaw(
        lambda folder: (book(folder), xlsx(
            folder / "待归类.xlsx", {"待归类": [SORTED, [1, "开放题", "路灯", "停车场位", ""]]})),
        "待归类.xlsx", "待归类", "D2",
    ),
    "tickets_elsewhere": Flaw(
        lambda folder: (book(folder), xlsx(
            folder / "工单.xlsx",
            {"导出": [["工单编号", "诉求内容", "所属社区"], ["T1", "停车难", "样例二社区"]]})),
        "工单.xlsx",
    ),
    "rating_unclear": Flaw(
        sheets(服务目录=[["服务", "设施", "评价分"], ["助餐", "食堂", 4.5]]),
        sheet="服务目录", cell="C2",
    ),
    "verdict_incomplete": Flaw(
        sheets(人工核定=[VERDICT, [*SIGNED[:5], None, *SIGNED[6:]]]), sheet="人工核定", cell="A2"
    ),
    "verdict_expired": Flaw(
        sheets(
            人工核定=[VERDICT, SIGNED],
            填报范围=[["设施类别", "已查清", "日期"], ["便利店", "是", "2024-06-01"]],
        ),
        sheet="人工核定", cell="A2",
    ),
    "verdict_repeated": Flaw(
        sheets(人工核定=[VERDICT, SIGNED, [*SIGNED[:4], "2023-06-01", *SIGNED[5:]]]),
        sheet="人工核定", cell="A2",
    ),
    # questionnaires
    "export_no_questions": Flaw(survey(answered([], [], [])), SURVEY, "Sheet1"),
    "question_unmatched": Flaw(
        survey(answered([SEX, "5、您喜欢几月"], ["男", "三月"])), SURVEY, "Sheet1", "H1"
    ),
    "option_unknown": Flaw(
        survey(answered([SEX], ["男"], ["住三号楼"])), SURVEY, "Sheet1", "G3"
    ),
    "options_are_numbers": Flaw(
        survey(answered([AGE, SEX, WHO], ["18–34岁", 1, "居民"], ["18–34岁", 2, "商户"])),
        SURVEY, "Sheet1", "H2",
    ),
    "options_by_place": Flaw(
        survey(answered([SEX], [1], [2]), "1_按序号_问卷.xlsx"),
        "1_按序号_问卷.xlsx", "Sheet1", "G1",
    ),
    "matched_by_order": Flaw(
        wenjuan, "问卷.csv", "", "C1", besides=("options_are_numbers", "options_by_place")
    ),
    "ranking_as_choice": Flaw(
        survey(answered([SEX, AGE, WHO, f"{FAMILY}(0–3岁孩子)", "5、(3–6岁孩子)"],
                        ["男", "18–34岁", "居民", 1, 2], ["女", "18–34岁", "居民", 2, 1])),
        SURVEY, "Sheet1", "J1",
    ),
    "question_repeated": Flaw(
        survey(answered([SEX, SEX], ["男", ""], ["", "女"])), SURVEY, "Sheet1", "H1"
    ),
    "code_book_needed": Flaw(
        survey(answered([SEX, "Q9"], ["男", "3"])), SURVEY, "Sheet1", "H1"
    ),
    "export_ambiguous": Flaw(survey(answered([SEX], [1], [2])), SURVEY, "Sheet1", "A1"),
    "scores_without_labels": Flaw(
        survey(answered([SEX], [1], [2]), "1_按分数_问卷.xlsx"),
        "1_按分数_问卷.xlsx", "Sheet1", "A1",
    ),
    "points_untold": Flaw(
        points([5, 1], [1, 2]), "1_按分数_体检.xlsx", "Sheet1", "H1"
    ),
    "points_outside": Flaw(
        points([5], [1], [7]), "1_按分数_体检.xlsx", "Sheet1", "G4",
        besides=("points_untold", "export_no_questions"),
    ),
    "dialect_guessed": Flaw(
        survey([["序号", SEX, AGE], [1, "男", "18–34岁"]]), SURVEY, "Sheet1"
    ),
    "rows_left_out": Flaw(
        survey([*answered([SEX], ["男"]), ["合计", "", "", "", "", "", "1"]]), SURVEY, "Sheet1"
    ),
    "rows_marked_invalid": Flaw(
        survey([["编号", "开始答题时间", "结束答题时间", "清洗数据结果", SEX],
                [1, "2024/6/1 8:00:00", "2024/6/1 8:05:00", "无效", "男"]]),
        SURVEY, "Sheet1",
    ),
    "rows_unfinished": Flaw(
        survey([["id", "submitdate", "您的性别"], [1, "2024-06-01 08:00:00", "男"], [2, "", "女"]]),
        SURVEY, "Sheet1",
    ),
    "sheet_not_read": Flaw(
        survey(answered([SEX], ["男"]), more={"杂记": [["甲"], ["乙"]]}), SURVEY, "杂记"
    ),
    "sheet_repeats": Flaw(
        survey(answered([SEX], ["男"]), more={"副本": answered([SEX], ["男"])}), SURVEY, "副本"
    ),
    "column_private": Flaw(
        survey(answered([SEX, "您的姓名"], ["男", "赵甲乙"])), SURVEY, "Sheet1", "H1"
    ),
    "answers_alike": Flaw(twice, "问卷手工.xlsx", besides=("dialect_guessed",)),
    # a street's files
    "register_empty": Flaw(street(), REGISTER),
    "register_ambiguous": Flaw(
        street(["甲社区", "东园", None], ["乙社区", None, "东园"]), REGISTER, "街道", "C3"
    ),
    "area_incomplete": Flaw(
        street(A_HERE, survey=ONE, area=["问卷", 104.06, 30.65, "WGS-84", None]),
        REGISTER, "调查范围", "A2",
    ),
    "area_empty": Flaw(
        street(A_HERE, survey=ONE, area=["问卷", 104.09, 30.65, "WGS-84", 500]),
        REGISTER, "调查范围", "A2",
    ),
    "area_unplaced": Flaw(
        street(A_HERE, ["乙社区", None, None], survey=ONE,
               area=["问卷", 104.06, 30.65, "WGS-84", 500]),
        REGISTER, "调查范围", "A2",
    ),
    "area_unused": Flaw(
        street(A_HERE, survey=ONE, area=["别的问卷", 104.06, 30.65, "WGS-84", 500]),
        REGISTER, "调查范围", "A2",
    ),
    "communities_alike": Flaw(
        # copied, as a workbook made a second later is another one
        lambda folder: (below(folder, "甲社区", KNOWN),
                        shutil.copytree(folder / "甲社区", folder / "乙社区")),
        None,
    ),
    "community_repeated": Flaw(
        lambda folder: (below(folder, "东片/甲社区", KNOWN),
                        below(folder, "西片/甲社区", [*KNOWN, ["户数", 900]])),
        None,
    ),
    "distance_community_unknown": Flaw(
        walks(["丙社区", "枫树卫生站", "甲社区", 8, ""]), WALKS, "距离表", "A3"
    ),
    "distance_facility_unknown": Flaw(
        walks(["乙社区", "别的卫生站", "甲社区", 8, ""]), WALKS, "距离表", "B3"
    ),
    "distance_repeated": Flaw(walks([*WALK[:3], 8, ""]), WALKS, "距离表", "B3"),
    "file_unrouted": Flaw(
        street(["甲社区", None, None], survey=answered([SEX], ["男"])), SURVEY
    ),
    "rows_unrouted": Flaw(
        street(["甲社区", None, None],
               survey=answered(["2、您所在的社区", SEX], ["甲社区", "男"], ["丙社区", "女"])),
        SURVEY, "Sheet1",
    ),
    # questions of one's own
    "item_unknown": Flaw(
        own(decided("没有这一条", "满意度")), sheet="题目对照", cell="J2"
    ),
    "question_without_item": Flaw(
        own(decided(None, "需求")), sheet="题目对照", cell="J2"
    ),
    "question_twice": Flaw(
        own(decided("15", "使用"), decided("14", "使用")), sheet="题目对照", cell="K3"
    ),
    "question_gone": Flaw(own(decided("15", "使用")), sheet="题目对照", cell="K2"),
    "questions_waiting": Flaw(own(decided(None, None)), sheet="题目对照", cell="K2"),
    "need_ambiguous": Flaw(
        own(decided("15", "需求"), said=("需要", "不需要")), sheet="题目对照", cell="K2"
    ),
    "scale_ambiguous": Flaw(
        own(decided("15", "满意度"), said=(1, 2, 3, 4, 5)), sheet="题目对照", cell="K2"
    ),
    "right_answer_unclear": Flaw(
        own(decided(None, "知情同意"), said=("也许",)), sheet="题目对照", cell="K2"
    ),
}  # fmt: skip


# --- what is held --------------------------------------------------------------------------------

Place = tuple[str, str | None, str | None, str | None]


def found(folder: Path) -> list[Place]:
    """(code, file, sheet, cell) of every problem of the folder."""
    register_file = folder / REGISTER
    if register_file.exists():
        register, routed = routing.read(folder, register_file, Policy())
        rows = problem_rows((*register.problems, *routed.problems), say)
        sources = {SOURCE: register.source, **routed.sources}
    elif any(each.is_dir() for each in folder.iterdir()):
        looked = checking.check_all(folder, say, lambda error: None)
        rows = tuple(row for each in looked for row in each.problems)
        sources = looked[0].sources
    else:
        done = checking.check(folder, say)
        rows, sources = done.problems, done.sources
    return [
        (
            row.code,
            sources[row.source].name if row.source in sources else None,
            row.sheet,
            row.cell,
        )
        for row in rows
    ]


@pytest.mark.parametrize("code", CATALOGUE)
def test_one_flaw_raises_its_one_code_at_its_place(code: str, tmp_path: Path) -> None:
    flaw = FLAWS[code]
    flaw.write(tmp_path)
    places = found(tmp_path)
    assert (code, flaw.file, flaw.sheet, flaw.cell) in places
    assert sorted(each for each, *_ in places) == sorted([code, *flaw.besides])


def test_every_code_has_its_flaw_and_no_flaw_is_left_over() -> None:
    assert sorted(FLAWS) == sorted(CATALOGUE)


def test_a_folder_without_a_flaw_has_no_problem(tmp_path: Path) -> None:
    survey(answered([SEX, AGE], ["男", "18–34岁"]))(tmp_path)
    assert found(tmp_path) == []


def test_the_page_of_problems_is_the_catalogues() -> None:
    spec = importlib.util.spec_from_file_location("make_problems", DOCS / "make_problems.py")
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    assert made.PAGE.read_text(encoding="utf-8") == made.page(say), "run make docs"
