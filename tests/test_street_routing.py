"""One file for many communities: every row where its cells say, and never anywhere else."""

from __future__ import annotations

import json
from concurrent.futures import Executor, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from test_problems import SEX, answered

from checkup import result, street_result
from checkup.datafiles import DataFileError
from checkup.model import SurveyArea
from checkup.needs import choices
from checkup.policy import Policy
from checkup.report import street_words, wording
from checkup.result import Result
from checkup.street import Run, Wanted, check_up_all, routing
from checkup.street.routing import Routed

say = wording.load()
Rows = list[list[Any]]
MEMBERS: Rows = [
    ["社区", "别名", "小区", "街道", "人口"],
    ["枫树社区", "枫树、枫树居委会", "枫树一区、枫树二区", "示例街道", 9000],
    ["柳树社区", None, "柳树里", "示例街道", 6000],
    ["杨树社区", None, None, None, None],
]
WHERE, ESTATE = "2、您所在的社区是：", "3、您住在哪个小区"
WISH = "7、您最希望社区先办哪件事"
LEDGER = ["所属社区", "编号", "设施名称", "设施类别", "建筑面积(㎡)", "现状", "所在小区"]


def book(file: Path, **sheets: Rows) -> Path:
    made = Workbook()
    made.remove(made.active)
    for title, rows in sheets.items():
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(row)
    file.parent.mkdir(parents=True, exist_ok=True)
    made.save(file)
    return file


@pytest.fixture
def street(tmp_path: Path) -> Path:
    top = tmp_path / "示例街道"
    book(top / "街道.xlsx", 街道=MEMBERS)
    return top


def routed(top: Path) -> Routed:
    return routing.read(top, top / "街道.xlsx", Policy())[1]


def threads(workers: int) -> Executor:
    return ThreadPoolExecutor(1)


def batch(top: Path) -> Run:
    done = check_up_all(top, None, say, Wanted(), 1, lambda step: None, threads)
    assert done is not None
    return done


def result_of(top: Path, community: str) -> Result:
    return result.load(top / community / "体检结果" / "result.json")


def answers(top: Path, headers: list[str], *rows: list[Any], **more: Rows) -> None:
    book(top / "问卷.xlsx", Sheet1=answered(headers, *rows), **more)


def counts(found: Routed) -> dict[str, int]:
    """Respondents by community."""
    return {
        name: sum(len(each.fingerprints) for each in part.questionnaires)
        for name, part in found.parts.items()
        if part.questionnaires
    }


def left(found: Routed) -> list[tuple[str | None, int | None]]:
    return [(each.label, each.rows) for each in found.unrouted]


# --- answers -------------------------------------------------------------------------------------


def test_answers_go_by_the_community_question_by_name_and_alias(street: Path) -> None:
    answers(street, [WHERE, SEX], ["枫树社区", "男"], ["枫树居委会", "女"], ["柳树社区", "男"])
    found = routed(street)
    assert counts(found) == {"枫树社区": 2, "柳树社区": 1}
    assert left(found) == []


def test_answers_go_by_the_estate_where_no_question_names_the_community(street: Path) -> None:
    answers(street, [ESTATE, SEX], ["枫树一区", "男"], ["柳树里", "女"], ["枫树二区", "男"])
    assert counts(routed(street)) == {"枫树社区": 2, "柳树社区": 1}


def test_answers_go_by_the_sheet_and_by_the_files_name(street: Path) -> None:
    book(street / "问卷.xlsx", 枫树=answered([SEX], ["男"]), 柳树社区问卷=answered([SEX], ["女"]))
    book(street / "杨树社区居民问卷2024.xlsx", Sheet1=answered([SEX], ["男"], ["男"]))
    assert counts(routed(street)) == {"枫树社区": 1, "柳树社区": 1, "杨树社区": 2}


def test_a_name_that_is_only_similar_is_never_guessed(street: Path) -> None:
    rows = [["枫树一社区", "男"]] * 12 + [["枫林社区", "女"]] * 3 + [["枫树社区", "男"]]
    answers(street, [WHERE, SEX], *rows)
    found = routed(street)
    assert counts(found) == {"枫树社区": 1}
    # three people's own words are neither shown nor counted out
    assert left(found) == [("枫树一社区", 12), (None, None)]
    assert found.unrouted[0].near == "枫树社区"


def test_what_few_say_is_one_line_when_together_they_are_enough(street: Path) -> None:
    rows = [[f"写法{at}", "男"] for at in range(11)] + [["枫树社区", "男"]]
    answers(street, [WHERE, SEX], *rows)
    assert left(routed(street)) == [(None, 11)]


def test_where_community_and_estate_disagree_the_row_stays_out(street: Path) -> None:
    answers(
        street, [WHERE, ESTATE, SEX], ["枫树社区", "柳树里", "男"], ["枫树社区", "枫树一区", "女"]
    )
    found = routed(street)
    assert counts(found) == {"枫树社区": 1}
    many = [["枫树社区", "柳树里", "男"]] * 12
    answers(street, [WHERE, ESTATE, SEX], *many)
    (left_out,) = routed(street).unrouted
    assert (left_out.label, left_out.clash, left_out.near) == ("枫树社区", True, None)
    told = street_words.unrouted(left_out, say)
    assert "对不上" in told
    assert "“Sheet1”" in told


def test_an_estate_of_two_communities_leaves_it_open(street: Path) -> None:
    book(street / "街道.xlsx", 街道=[MEMBERS[0], ["甲", None, "同园"], ["乙", None, "同园、乙园"]])
    answers(street, [ESTATE, SEX], ["同园", "男"], ["乙园", "女"])
    found = routed(street)
    assert counts(found) == {"乙": 1}
    answers(street, [WHERE, ESTATE, SEX], ["甲", "同园", "男"])
    assert counts(routed(street)) == {"甲": 1}


def test_a_community_is_told_of_its_own_estates_only(street: Path) -> None:
    answers(street, [ESTATE, SEX], ["枫树一区", "男"], ["柳树里", "女"], ["枫树二区", "男"])
    (mine,) = routed(street).parts["柳树社区"].questionnaires
    (estate,) = [each for each in mine.questions if each.kind == "estate"]
    assert (estate.options, estate.codes) == (("柳树里",), [0])
    assert [each.kind for each in mine.questions] == ["estate", "sex"]


def test_every_list_of_a_part_is_as_long_as_its_rows(street: Path) -> None:
    answers(street, [WHERE, SEX], *[["枫树社区", "男"]] * 3, ["柳树社区", "女"])
    for part in routed(street).parts.values():
        for each in part.questionnaires:
            lists = [
                v for key in each.__struct_fields__ if isinstance(v := getattr(each, key), list)
            ]
            assert {len(one) for one in lists} == {len(each.fingerprints)}


def test_what_is_written_freely_stays_with_its_row(street: Path) -> None:
    said = ["希望建社区卫生服务站", "停车难", "(空)"]
    rows = [[["枫树社区", "柳树社区"][at % 2], said[at % 3]] for at in range(12)]
    answers(street, [WHERE, "您最希望社区先办哪件事"], *rows)
    found = routed(street).parts
    for at, name in enumerate(("枫树社区", "柳树社区")):
        (question,) = found[name].questionnaires[0].questions
        mine = [text for _, text in rows[at::2]]
        assert len(question.needs) == len(question.codes) == len(mine)
        assert [need > 0 for need in question.needs] == [text != "(空)" for text in mine]


# --- ledgers -------------------------------------------------------------------------------------


def test_facilities_go_by_column_estate_and_sheet(street: Path) -> None:
    book(
        street / "台账.xlsx",
        设施台账=[
            LEDGER,
            ["枫树社区", "F1", "枫树卫生站", "社区卫生服务站", 130, "在用", None],
            [None, "F2", "柳树便利店", "便利店", 40, "在用", "柳树里"],
            [None, "F3", "街道文化馆", "文化活动室", 400, "在用", None],
        ],
        杨树社区=[LEDGER[1:6], ["Y1", "杨树便利店", "便利店", 60, "在用"]],
    )
    found = routed(street)
    rows = {
        name: [row.text("name") for table in part.tables if table.sheet.id == "facilities"
               for row in table.rows]
        for name, part in found.parts.items()
    }  # fmt: skip
    assert rows == {
        "枫树社区": ["枫树卫生站"],
        "柳树社区": ["柳树便利店"],
        "杨树社区": ["杨树便利店"],
    }
    assert left(found) == [(None, 1)]
    assert [(each.code, each.found) for each in found.problems] == [("rows_unrouted", "1")]


def test_a_fact_from_the_streets_ledger_points_to_its_cell_there(street: Path) -> None:
    book(street / "台账.xlsx", 设施台账=[
        LEDGER, ["柳树社区", "F2", "柳树便利店", "便利店", 40, "在用", None],
        ["枫树社区", "F1", "枫树卫生站", "社区卫生服务站", 130, "在用", None],
    ])  # fmt: skip
    batch(street)
    found = result_of(street, "枫树社区")
    fact = found.facts["facility.F1.building_area"]
    (ref,) = fact.refs
    assert fact.value == 130
    assert (found.sources[ref.source].name, ref.sheet, ref.cell) == (
        "../台账.xlsx",
        "设施台账",
        "E3",
    )
    population = found.facts["profile.population"]
    assert population.value == 9000
    assert (found.sources[population.refs[0].source].name, population.refs[0].cell) == (
        "../街道.xlsx", "E2",
    )  # fmt: skip


# --- the street as a whole -----------------------------------------------------------------------


def test_each_community_gets_its_own_result_with_its_own_rows(street: Path) -> None:
    answers(street, [WHERE, SEX], *[["枫树社区", "男"]] * 12, *[["柳树社区", "女"]] * 15)
    done = batch(street)
    assert done.head.counted == 2
    assert done.head.without_input == ("杨树社区",)
    found = result_of(street, "柳树社区")
    assert found.survey is not None
    assert found.survey.received == 15
    assert [(each.name, each.rows) for each in found.sources.values()] == [
        ("../问卷.xlsx", 15), ("../街道.xlsx", 1),
    ]  # fmt: skip
    assert "枫树" not in (street / "柳树社区/体检结果/result.json").read_text(encoding="utf-8")


def test_a_communitys_own_folder_and_the_streets_files_add_up_once(street: Path) -> None:
    answers(street, [WHERE, SEX], *[["枫树社区", "男"]] * 12, ["柳树社区", "女"])
    own = answered([WHERE, SEX], *[["枫树社区", "男"]] * 12)
    extra = answered([SEX], *[["女"]] * 20)[10:]
    book(street / "北片" / "枫树居委会" / "问卷.xlsx", Sheet1=own)
    book(street / "北片" / "枫树居委会" / "补充.xlsx", Sheet1=[answered([SEX])[0], *extra])
    # the street's file and the community's are read by different processes
    done = check_up_all(street, None, say, Wanted(), 2, lambda step: None)
    assert done is not None
    rows = street_result.load(done.file).communities
    assert [row.path for row in rows] == ["北片/枫树居委会", "柳树社区"]
    found = result_of(street, "北片/枫树居委会")
    assert "../../问卷.xlsx" in [each.name for each in found.sources.values()]
    survey = found.survey
    assert survey is not None
    # twelve came in twice: in the street's file and in the community's own
    assert survey.received == 12 + 11


def test_the_streets_file_is_read_again_only_when_something_needs_it(
    street: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers(street, [WHERE, SEX], *[["枫树社区", "男"]] * 12, *[["柳树社区", "女"]] * 15)
    read: list[str] = []
    real = routing.read

    def counting(folder: Path, register: Path, policy: Policy) -> Any:
        read.append(folder.name)
        return real(folder, register, policy)

    monkeypatch.setattr(routing, "read", counting)
    assert (batch(street).computed, len(read)) == (2, 1)
    first = batch(street)
    assert (first.computed, len(read)) == (0, 1)
    assert first.head.without_input == ("杨树社区",)
    (street / "柳树社区/体检结果/体检报告.xlsx").unlink()
    assert (batch(street).computed, len(read)) == (1, 2)
    answers(street, [WHERE, SEX], *[["枫树社区", "男"]] * 13, *[["柳树社区", "女"]] * 15)
    assert (batch(street).computed, len(read)) == (2, 3)


def test_a_street_may_say_how_to_read_its_files_and_nothing_else(street: Path) -> None:
    answers(street, [WHERE, SEX], ["枫树社区", "男"])
    (street / "checkup.yaml").write_text("files: {问卷.xlsx: skip}\n", encoding="utf-8")
    assert counts(routed(street)) == {}
    (street / "checkup.yaml").write_text("units: 2\n", encoding="utf-8")
    with pytest.raises(DataFileError) as caught:
        routed(street)
    assert (caught.value.fault, caught.value.line) == ("street_key", 1)
    done = batch(street)
    assert [(each.path, each.why) for each in done.head.unusable] == [(".", "street")]
    (told,) = done.head.unusable
    assert "只能写 files" in told.sentence
    assert "挪到各社区自己文件夹的 checkup.yaml" in told.sentence
    assert "是不是" not in told.sentence


def test_a_file_that_names_no_community_is_unusable_and_said_so(street: Path) -> None:
    answers(street, [SEX], ["男"], ["女"])
    book(street / "柳树社区" / "问卷.xlsx", Sheet1=answered([SEX], ["男"]))
    head = batch(street).head
    assert [(each.path, each.file, each.why) for each in head.unusable] == [
        (".", "问卷.xlsx", "street")
    ]
    assert head.counted == 1


# --- points of a map -------------------------------------------------------------------------


def test_points_of_the_whole_street_go_where_their_properties_say(street: Path) -> None:
    def spot(number: str, name: str, **where: str) -> dict[str, Any]:
        told = {"编号": number, "设施名称": name, "设施类别": "托儿所", "现状": "在用", **where}
        geometry = {"type": "Point", "coordinates": [104.0, 30.0]}
        return {"type": "Feature", "properties": told, "geometry": geometry}

    features = [spot("Y1", "小芽", 社区="枫树居委会"), spot("Y2", "大树", 所在小区="柳树里"),
                spot("Y3", "无主", 社区="丙社区")]  # fmt: skip
    content = {"type": "FeatureCollection", "features": features}
    (street / "点位.geojson").write_text(json.dumps(content, ensure_ascii=False), "utf-8")
    found = routed(street)
    given = {name: [row.text("name") for table in part.tables if table.sheet.id == "facilities"
                    for row in table.rows] for name, part in found.parts.items()}  # fmt: skip
    assert given == {"枫树社区": ["小芽"], "柳树社区": ["大树"], "杨树社区": []}
    (left,) = found.unrouted
    assert (left.file, left.label, left.rows) == ("点位.geojson", "丙社区", 1)
    assert "features" not in left.sheet


# --- tickets and meetings --------------------------------------------------------------------

TICKETS = ["工单编号", "受理时间", "诉求内容", "所属社区", "所属小区", "事发地址", "办理状态"]
PHONE = "13812345678"


def ticket(number: int, community: str = "", estate: str = "", address: str = "",
           words: str = "路灯坏了") -> list[Any]:  # fmt: skip
    when = "2024-03-05 10:00"
    return [f"SL{number}", when, words, community, estate, address, "已办结"]


def hotline(top: Path, *rows: list[Any], name: str = "12345工单.xlsx") -> None:
    book(top / name, 导出=[TICKETS, *rows])


def calls(found: Routed) -> dict[str, int]:
    """Tickets by community."""
    return {name: len(part.tickets) for name, part in found.parts.items() if part.tickets}


def test_tickets_go_by_their_community_and_estate_column_and_the_files_name(street: Path) -> None:
    rows = [ticket(1, "枫树居委会"), ticket(2, estate="柳树里"), ticket(3, "枫树社区", "枫树一区")]
    hotline(street, *rows)
    hotline(street, ticket(4), ticket(5), name="杨树社区2024.xlsx")
    found = routed(street)
    assert calls(found) == {"枫树社区": 2, "柳树社区": 1, "杨树社区": 2}
    assert left(found) == []
    assert not [each.code for each in found.problems if "unrouted" in each.code]


@pytest.mark.parametrize(
    ("address", "where"),
    [
        ("示例市和平路12号枫树一区3栋2单元501", "枫树社区"),
        ("枫树社区枫树二区门口", "枫树社区"),
        ("示例街道柳树里小区", "柳树社区"),
        ("柳树社区", "柳树社区"),
        ("枫树路88号", None),
        ("柳树里大街100号", None),
        ("老枫树一区3栋", None),
        ("枫树社区柳树里3号", None),
        ("枫树柳树里", None),
        ("枫树一区二期", None),
        ("", None),
    ],
)
def test_an_address_counts_where_it_holds_a_name_of_the_register_and_no_other_reading(
    street: Path, address: str, where: str | None
) -> None:
    hotline(street, ticket(1, address=address))
    assert calls(routed(street)) == ({where: 1} if where else {})


def test_what_a_ticket_says_twice_and_differently_goes_nowhere(street: Path) -> None:
    hotline(street, ticket(1, "枫树社区", "柳树里"), ticket(2, "枫树社区", address="柳树里3号"),
            ticket(3, "枫树社区"))  # fmt: skip
    found = routed(street)
    assert calls(found) == {"枫树社区": 1}
    assert left(found) == [(None, None)], "two tickets are told by no number and no word"


def test_tickets_of_nobody_are_counted_by_what_they_say(street: Path) -> None:
    rows = [ticket(n, "丙社区") for n in range(12)] + [ticket(99, "张三家")]
    hotline(street, *rows, ticket(100, "枫树社区"))
    found = routed(street)
    assert left(found) == [("丙社区", 12), (None, None)]
    assert ("rows_unrouted", "13") in [(each.code, each.found) for each in found.problems]


def test_no_word_of_a_ticket_leaves_the_reader_but_masked(street: Path) -> None:
    words = f"隔壁王大爷说有东西冒泡泡，打{PHONE}"
    address = "和平路9号枫树一区7栋1803室"
    hotline(street, ticket(1, address=address, words=words), ticket(2, "丙社区", words=words))
    found = routed(street)
    told = repr(found)
    assert PHONE not in told
    assert "1803" not in told
    assert "和平路" not in told
    (waiting,) = [each.waiting for _, each in found.parts["枫树社区"].tickets]
    assert waiting is not None
    run = batch(street)
    for file in street.rglob("*.json"):
        assert PHONE not in file.read_text("utf-8")
        assert "冒泡泡" not in file.read_text("utf-8")
    assert run.head.name == "示例街道"


def pick(file: Path, choice: str) -> None:
    """What a person chooses for the first words that wait."""
    chosen = load_workbook(file)
    sheet = chosen.worksheets[0]
    head = next(row for row in sheet.iter_rows() if any(c.value == "归到哪一项" for c in row))
    at = next(cell for cell in head if cell.value == "归到哪一项")
    sheet.cell(at.row + 1, at.column, choice)
    chosen.save(file)


def test_each_community_counts_its_own_tickets_and_a_persons_choice_for_them(
    street: Path,
) -> None:
    odd = "有东西冒泡泡"
    rows = [ticket(1, "枫树居委会"), ticket(2, "枫树社区", words=odd), ticket(3, "柳树社区")]
    hotline(street, *rows)
    batch(street)
    needs = {each.id: each.times for each in result_of(street, "枫树社区").needs}
    assert needs == {"lighting": {"hotline": 1}}
    sources = [each.kind for each in result_of(street, "柳树社区").sources.values()]
    assert "tickets" in sources
    file = next((street / "枫树社区" / "体检结果").glob("待归类*.xlsx"))
    pick(file, next(each for each in choices() if "路灯" in each))
    batch(street)
    needs = {each.id: each.times for each in result_of(street, "枫树社区").needs}
    assert needs == {"lighting": {"hotline": 2}}


def test_an_open_answer_that_waits_is_sorted_by_its_own_community(street: Path) -> None:
    odd = f"有东西冒泡泡，打{PHONE}"
    rows = [["枫树社区", "男", odd]] * 12 + [["柳树社区", "女", "没有"]] * 12
    answers(street, [WHERE, SEX, WISH], *rows)
    batch(street)
    assert not list((street / "柳树社区").rglob("待归类*.xlsx"))
    voices = result_of(street, "枫树社区").voices
    assert voices is not None
    assert [each.waiting for each in voices.counts] == [12]
    (file,) = (street / "枫树社区").rglob("待归类*.xlsx")
    pick(file, next(each for each in choices() if "路灯" in each))
    assert PHONE not in "".join(str(c.value) for r in load_workbook(file).worksheets[0] for c in r)
    batch(street)
    needs = {each.id: each.times for each in result_of(street, "枫树社区").needs}
    assert needs == {"lighting": {"open": 12}}
    assert "冒泡泡" not in (street / "枫树社区" / "体检结果" / "result.json").read_text("utf-8")


def test_meetings_of_the_street_go_where_their_row_says(street: Path) -> None:
    book(street / "议事记录.xlsx", 访谈与议事=[
        ["社区", "日期", "形式", "反映问题", "提出人次"],
        ["枫树社区", "2024-03-01", "居民议事会", "路灯坏了", 4],
        ["柳树社区", "2024-03-01", "居民议事会", "路灯坏了", 2],
        ["丙社区", "2024-03-01", "居民议事会", "路灯坏了", 2],
    ])  # fmt: skip
    run = batch(street)
    times = {
        name: {each.id: each.times for each in result_of(street, name).needs}
        for name in ("枫树社区", "柳树社区")
    }
    assert times == {
        "枫树社区": {"lighting": {"meeting": 4}},
        "柳树社区": {"lighting": {"meeting": 2}},
    }
    assert [(each.label, each.rows) for each in run.head.unrouted] == [("丙社区", 1)]


# --- a questionnaire asked within a radius -------------------------------------------------------

PLACED: Rows = [
    ["社区", "小区", "街道", "人口", "经度", "纬度", "坐标系"],
    ["枫树社区", "枫树一区", "示例街道", 9000, 104.0600, 30.65, "WGS-84"],
    ["柳树社区", "柳树里", "示例街道", 6000, 104.0700, 30.65, "WGS-84"],
    ["杨树社区", "杨树苑", "示例街道", 5000, 104.0900, 30.65, "WGS-84"],
]
AREAS: Rows = [["问卷", "经度", "纬度", "坐标系", "半径(米)"]]


def circle(top: Path, radius: object = 1500, survey: str = "问卷", crs: str = "WGS-84") -> None:
    """街道.xlsx with a survey around 枫树社区: 柳树社区 is 957 m away, 杨树社区 2,870 m."""
    wide = [*AREAS, [survey, 104.06, 30.65, crs, radius]]
    book(top / "街道.xlsx", 街道=PLACED, 调查范围=wide)


def test_a_survey_within_a_radius_is_heard_by_every_community_inside(street: Path) -> None:
    circle(street)
    answers(street, [ESTATE, SEX], ["枫树一区", "男"], ["柳树里", "女"], ["杨树苑", "男"],
            ["没有这个小区", "男"], ["", "女"])  # fmt: skip
    found = routed(street)
    assert counts(found) == {"枫树社区": 3, "柳树社区": 3, "杨树社区": 1}
    areas = {name: part.questionnaires[0].area for name, part in found.parts.items()}
    assert areas["杨树社区"] is None
    assert areas["枫树社区"] == areas["柳树社区"]
    assert areas["枫树社区"] == SurveyArea(
        survey="问卷", metres=1500, communities=("枫树社区", "柳树社区")
    )
    assert [each.label for each in found.unrouted] == [None]


def test_an_estate_of_two_communities_that_both_lie_within_is_within(street: Path) -> None:
    """Whichever of them it is, the row is heard all over the radius; of one outside it may be."""
    shared = [*PLACED[:2], ["柳树社区", "柳树里、同园", *PLACED[2][2:]],
              ["杨树社区", "杨树苑、外园", *PLACED[3][2:]]]  # fmt: skip
    shared[1] = ["枫树社区", "枫树一区、同园、外园", *PLACED[1][2:]]
    book(
        street / "街道.xlsx",
        街道=shared,
        调查范围=[*AREAS, ["问卷", 104.06, 30.65, "WGS-84", 1500]],
    )
    answers(street, [ESTATE, SEX], ["同园", "男"], ["外园", "女"], ["枫树一区", "男"])
    found = routed(street)
    assert counts(found) == {"枫树社区": 2, "柳树社区": 2}
    assert [each.label for each in found.unrouted] == [None]


@pytest.mark.parametrize(("radius", "heard"), [(956, 1), (958, 2), (2872, 3)])
def test_the_radius_is_a_straight_line(street: Path, radius: int, heard: int) -> None:
    circle(street, radius)
    answers(street, [SEX], ["男"])
    assert sum(counts(routed(street)).values()) == heard


def test_a_community_without_a_point_in_the_centres_system_is_named_and_left_out(
    street: Path,
) -> None:
    circle(street, crs="GCJ-02")
    answers(street, [ESTATE, SEX], ["枫树一区", "男"])
    register, found = routing.read(street, street / "街道.xlsx", Policy())
    told = {each.code: each.found for each in register.problems}
    assert told == {"area_unplaced": "枫树社区、柳树社区、杨树社区", "area_empty": "问卷"}
    assert counts(found) == {"枫树社区": 1}


def test_each_report_says_that_others_answered_as_well(street: Path) -> None:
    circle(street)
    answers(street, [ESTATE, SEX], *[["枫树一区", "男"], ["柳树里", "女"]] * 20)
    run = batch(street)
    for name in ("枫树社区", "柳树社区"):
        survey = result_of(street, name).survey
        assert survey is not None
        assert survey.received == 40
        page = (street / name / "体检结果" / "体检报告.html").read_text("utf-8")
        assert "填的人不全住在本社区" in page
        assert "1,500" in page or "1500" in page
    assert [each.communities for each in run.head.areas] == [("枫树社区", "柳树社区")]
