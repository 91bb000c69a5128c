"""What people say in words: sorted into needs, counted beside the survey, and never kept."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from shapes.tables import text_of, xlsx

from checkup import needs, pipeline
from checkup.intake import masking
from checkup.judge import standard
from checkup.model import Need
from checkup.report import wording, write
from checkup.result import Result, to_bytes

say = wording.load()
Rows = list[list[Any]]

WORDS = "7、您最希望社区先办哪件事"
HEADS = ["序号", "提交答卷时间", "所用时间", "来源", "来源详情", "来自IP", "1、您是本社区的",
         "2、您的性别", "3、您的年龄段", WORDS, "8、您的姓名"]  # fmt: skip
NAME, PHONE, ID = "甄楠栩", "13800001234", "110101190001011234"


def ids(text: str) -> list[str] | None:
    found = needs.sort(text)
    return None if found is None else [each.id for each in needs.named(found)]


def survey(
    folder: Path, *wishes: tuple[str, int], who: str = "居民", file: str = "问卷.xlsx"
) -> None:
    """An export in which each wish was written by that many people."""
    rows: Rows = [HEADS]
    for words, count in wishes:
        for _ in range(count):
            at = len(rows)
            when = f"2024/5/{1 + at % 28} 8:{at // 60:02}:{at % 60:02}"
            rows.append([at, when, "85秒", "微信", "N/A", f"192.0.2.{at % 250}(四川-成都)", who,
                         "女", "35–59岁", words, NAME])  # fmt: skip
    xlsx(folder / file, {"Sheet1": rows})


def ledger(folder: Path, **sheets: Rows) -> None:
    known: Rows = [["项目", "数值"], ["名称", "样例社区"], ["建设类型", "老旧"], ["常住人口", 8000]]
    estates: Rows = [["名称", "户数"], ["枫香苑", 300], ["枫林苑", 200]]
    xlsx(folder / "台账.xlsx", {"社区概况": known, "小区清单": estates, **sheets})


MEETINGS = ["日期", "形式", "参加人数", "反映问题", "对应条目", "提出人次"]
TICKETS = ["工单编号", "受理时间", "诉求内容", "所属社区", "所属小区", "联系电话", "办理状态"]


def tickets(folder: Path, *rows: list[Any], file: str = "工单.xlsx") -> None:
    xlsx(folder / file, {"导出": [TICKETS, *rows]})


def ticket(number: int, words: str, state: str = "已办结", **more: str) -> list[Any]:
    return [f"SL{number}", "2024-03-05 10:00", words, more.get("community", "样例社区"),
            more.get("estate", "枫香苑"), PHONE, state]  # fmt: skip


def need_of(result: Result, name: str) -> Need:
    return next(each for each in result.needs if each.id == name)


# --- the rules -------------------------------------------------------------------------------


def test_every_item_has_one_general_need_and_no_need_names_another_item() -> None:
    items = [item.id for item in standard.load().items]
    general = [each.item for each in needs.load().file.needs if each.general]
    assert sorted(map(str, general)) == sorted(items)
    assert {each.item for each in needs.load().file.needs} == {*items, None}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("希望有个能看病开药的地方", ["health_station", "medicine"]),
        ("老人吃饭不方便", ["canteen"]),
        ("停车难！停车难！停车真的难！", ["parking"]),
        ("电瓶车充电桩太少", ["ebike"]),
        ("新能源汽车充电桩太少", ["car_charging"]),
        ("外墙脱落", ["house_safety"]),
        ("楼道堆了东西，路灯不亮", ["lighting", "order"]),
        ("楼道太窄，灯具店太远", None),
        ("不需要食堂，要停车位", ["parking"]),
        ("不需要食堂", None),
        ("停车很方便", None),
        ("今天天气不错", None),
    ],
)
def test_words_are_sorted_and_what_is_doubtful_is_left_to_a_person(
    text: str, expected: list[str] | None
) -> None:
    assert ids(text) == expected


@pytest.mark.parametrize("text", ["无", "没有。", "暂无意见", "。。。", "１", "很好"])
def test_an_answer_that_asks_for_nothing_waits_for_nobody(text: str) -> None:
    assert needs.is_nothing(text)
    assert not needs.is_nothing("希望管一管")


def test_a_word_names_one_need(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (needs.datafiles.data_dir("surveys") / "needs.yaml").read_text("utf-8")
    (tmp_path / "needs.yaml").write_text(text + "  - {id: x, name: x, item: null, words: [停车]}\n")
    monkeypatch.setattr(needs.datafiles, "data_dir", lambda _: tmp_path)
    with pytest.raises(needs.datafiles.DataFileError) as caught:
        needs.load.__wrapped__()
    assert (caught.value.fault, caught.value.found) == ("duplicate_key", "停车")


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        (f"请打{PHONE}", PHONE),
        ("固话028-12345678", "12345678"),
        (f"身份证{ID}", ID),
        ("住3栋2单元501室", "501"),
        ("住在十二号楼", "十二号楼"),
        ("3-2-501漏水", "3-2-501"),
        ("我叫甄楠栩", "甄楠栩"),
        ("甄阿姨家", "甄"),
        ("联系人：甄楠", "甄楠"),
        ("微信abc123456", "abc123456"),
        ("川A12345", "A12345"),
        ("ren001@example.org", "ren001"),
    ],
)
def test_what_tells_a_person_is_masked(text: str, hidden: str) -> None:
    assert hidden in text
    assert hidden not in masking.masked(text)
    assert masking.MASK in masking.masked(text)


@pytest.mark.parametrize("text", ["5层没有电梯", "五号线通到门口", "30多户都想要", "2024年5月"])
def test_what_tells_nobody_is_left(text: str) -> None:
    assert masking.masked(text) == text


# --- voices ----------------------------------------------------------------------------------


def test_each_voice_is_counted_apart_per_thousand_people_and_in_no_rate(tmp_path: Path) -> None:
    survey(tmp_path, ("停车太难", 12), ("多种树，停车难", 10), ("无", 5))
    alone = pipeline.check_up(tmp_path, say)
    ledger(
        tmp_path,
        访谈与议事=[
            MEETINGS,
            ["2024-04-06", "座谈会", 20, "晚上没地方停车", "", 8],
            ["2024-04-09", "议事会", 20, "小区里车乱停", "", ""],
            ["2024-04-12", "专家评审", 3, "建议挖掘停车潜力", "10", 3],
        ],
    )
    tickets(tmp_path, ticket(1, "门口乱停车"), ticket(2, "乱停车没人管", "处理中"))
    result = pipeline.check_up(tmp_path, say)
    parking = need_of(result, "parking")
    assert parking.times == {"open": 22, "meeting": 9, "hotline": 2, "expert": 3}
    assert parking.per_thousand == pytest.approx((9 + 2) / 8)
    assert (parking.closed, parking.closable, parking.closed_share) == (1, 2, None)
    assert need_of(result, "green").times == {"open": 10}
    assert need_of(result, "green").per_thousand is None
    assert result.voices is not None
    counts = {each.voice: each for each in result.voices.counts}
    assert (counts["open"].records, counts["meeting"].records, counts["hotline"].records) == (
        27, 2, 2,
    )  # fmt: skip
    assert (counts["meeting"].first, counts["meeting"].last) == (
        date(2024, 4, 6), date(2024, 4, 9),
    )  # fmt: skip
    assert result.survey is not None
    assert alone.survey is not None
    rates = [(q.id, q.n, q.top2, q.options) for q in result.survey.questions]
    assert rates == [(q.id, q.n, q.top2, q.options) for q in alone.survey.questions]


def test_the_item_a_person_wrote_comes_before_the_words(tmp_path: Path) -> None:
    ledger(
        tmp_path,
        访谈与议事=[
            MEETINGS,
            ["2024-04-06", "座谈会", 20, "门口的事要有人管", "物业服务", 4],
            ["2024-04-06", "座谈会", 20, "快递堆在绿地上", "15", 2],
        ],
    )
    done = pipeline.examine(tmp_path, say)
    assert need_of(done.result, "property").times == {"meeting": 4}
    assert need_of(done.result, "green").times == {"meeting": 2}
    assert [each.id for each in done.result.needs] == ["property", "green"]
    assert done.waiting == ()


def test_a_ticket_counts_once_and_only_for_its_own_community(tmp_path: Path) -> None:
    ledger(tmp_path)
    rows = [ticket(n, "路灯坏了", "已办结" if n < 9 else "处理中") for n in range(12)]
    tickets(tmp_path, *rows, ticket(50, "路灯坏了", community="别的社区"))
    tickets(tmp_path, *rows[:3], file="又一份.xlsx")
    result = pipeline.check_up(tmp_path, say)
    lamps = need_of(result, "lighting")
    assert lamps.times == {"hotline": 12}
    assert (lamps.closed, lamps.closable, lamps.closed_share) == (9, 12, 0.75)
    assert lamps.estates == ("枫香苑",)
    assert [each.code for each in result.problems if each.code.startswith("ticket")] == [
        "tickets_elsewhere"
    ]
    source = next(each for each in result.sources.values() if each.kind == "tickets")
    assert source.columns.private == ("联系电话",)
    assert result.made_with.as_of == date(2024, 3, 5)


def test_an_estate_with_few_tickets_of_a_need_is_not_named(tmp_path: Path) -> None:
    ledger(tmp_path)
    tickets(tmp_path, *(ticket(n, "路灯坏了") for n in range(9)))
    lamps = need_of(pipeline.check_up(tmp_path, say), "lighting")
    assert lamps.times == {"hotline": 9}
    assert lamps.estates == ()


def test_a_ticket_file_in_csv_is_read_alike(tmp_path: Path) -> None:
    ledger(tmp_path)
    lines = [TICKETS, *(ticket(n, "路灯坏了") for n in range(2))]
    (tmp_path / "工单.csv").write_bytes(
        "\n".join(",".join(map(str, line)) for line in lines).encode("gb18030")
    )
    assert need_of(pipeline.check_up(tmp_path, say), "lighting").times == {"hotline": 2}


# --- small counts and private things ----------------------------------------------------------


def test_needs_that_few_people_name_stay_away_and_so_does_what_would_tell_them(
    tmp_path: Path,
) -> None:
    # 12 name the canteen, 9 the bathing help of the same item: 21 less 12 would tell the 9
    survey(tmp_path, ("要食堂", 12), ("要助浴", 9), ("停车", 10), ("路灯", 9), ("门禁", 5))
    result = pipeline.check_up(tmp_path, say)
    told = {each.id: each.times for each in result.needs}
    assert told == {"canteen": {"open": 12}, "parking": {"open": 10}}
    assert result.voices is not None
    items = {each.item: each.times for each in result.voices.items}
    # of item 09 both needs are hidden, and 14 people together tell of neither
    assert items == {"CCS-09": {"open": 14}, "CCS-10": {"open": 10}}


def test_a_person_who_says_it_twice_counts_once_and_groups_stand_apart(tmp_path: Path) -> None:
    survey(tmp_path, ("停车！停车！车位！", 11))
    survey(tmp_path, ("车位", 10), ("快递", 9), who="商户", file="商户.xlsx")
    parking = need_of(pipeline.check_up(tmp_path, say), "parking")
    assert parking.times == {"open": 11}
    assert parking.by_group == {"商户": 10}


def test_what_people_wrote_stands_in_no_output_but_masked_in_the_file_to_sort(
    tmp_path: Path,
) -> None:
    folder, out = tmp_path / "样例社区", tmp_path / "out"
    folder.mkdir()
    mine = f"{NAME}说3栋2单元501要管一管，{PHONE}，{ID}"
    survey(folder, (mine, 1), ("停车太难受了", 12))
    ledger(folder, 访谈与议事=[MEETINGS, ["2024-04-06", "座谈会", 20, f"找{NAME[0]}主任", "", 1]])
    tickets(folder, ticket(1, f"请速办，电话{PHONE}"))
    done = pipeline.examine(folder, say)
    files = write.write(done.result, out, say, done.waiting)
    for file in files:
        text = text_of(file)
        for secret in (NAME, PHONE, ID, "3栋2单元", "找甄"):
            assert secret not in text, file.name
        assert ("要管一管" in text) == (file.name == "待归类.xlsx")
        assert "太难受" not in text
    assert len(done.waiting) == 3
    assert "内部" in text_of(out / "待归类.xlsx")


def test_the_file_to_sort_can_be_switched_off(tmp_path: Path) -> None:
    survey(tmp_path, ("要管一管", 12))
    assert len(pipeline.examine(tmp_path, say).waiting) == 1
    (tmp_path / "checkup.yaml").write_text("open_text: false\n", encoding="utf-8")
    done = pipeline.examine(tmp_path, say)
    assert done.waiting == ()
    assert done.result.voices is not None
    assert done.result.voices.counts[0].waiting == 12


# --- 待归类.xlsx -----------------------------------------------------------------------------


def chosen(file: Path, **choices: str) -> None:
    """What a person picks for words that contain a piece."""
    book = load_workbook(file)
    sheet = book["待归类"]
    for row in sheet.iter_rows(min_row=5):
        for piece, choice in choices.items():
            if piece in str(row[2].value):
                row[3].value = choice
    book.save(file)


def test_a_persons_choices_are_kept_and_never_overwritten(tmp_path: Path) -> None:
    out = tmp_path / "体检结果"
    survey(tmp_path, ("三栋门口要管一管", 11), ("都挺辛苦的", 4), ("唱歌的太晚了", 10))
    first = pipeline.examine(tmp_path, say)
    assert len(first.waiting) == 3
    write.write(first.result, out, say, first.waiting)
    # nobody has filled it: it is no input and is written anew
    again = pipeline.examine(tmp_path, say)
    assert to_bytes(again.result) == to_bytes(first.result)
    assert "待归类.xlsx" in [f.name for f in write.write(again.result, out, say, again.waiting)]
    chosen(out / "待归类.xlsx", 要管一管="16 物业服务", 辛苦="不是需求")
    kept = (out / "待归类.xlsx").read_bytes()
    second = pipeline.examine(tmp_path, say)
    assert need_of(second.result, "property").times == {"open": 11}
    assert [each.text for each in second.waiting] == ["唱歌的太晚了"]
    names = [file.name for file in write.write(second.result, out, say, second.waiting)]
    assert "待归类(2).xlsx" in names
    assert (out / "待归类.xlsx").read_bytes() == kept
    third = pipeline.examine(tmp_path, say)
    assert need_of(third.result, "property").times == {"open": 11}
    assert third.waiting == second.waiting


def test_a_choice_comes_before_a_rule(tmp_path: Path) -> None:
    survey(tmp_path, ("停车太难", 12))
    xlsx(tmp_path / "待归类.xlsx", {
        "待归类": [["原话（已遮挡）", "归到哪一项", "还说到哪一项"],
                   ["停车太难", "绿化", "消防通道畅通"]],
    })  # fmt: skip
    result = pipeline.check_up(tmp_path, say)
    assert {each.id: each.times for each in result.needs} == {
        "fire_lane": {"open": 12}, "green": {"open": 12},
    }  # fmt: skip


# --- 服务目录 ----------------------------------------------------------------------------------


def test_a_service_is_rated_by_its_newest_round_on_a_scale_of_100(tmp_path: Path) -> None:
    head = ["服务", "设施", "站/点", "评价分", "轮次"]
    ledger(tmp_path, 服务目录=[
        head, ["助餐", "食堂", "一站", 85, "第一轮"], ["助餐", "食堂", "一站", 72, "第二轮"],
        ["家政", "站", "二站", 91, "第一轮"], ["维修", "站", "二站", "", ""],
    ])  # fmt: skip
    told = {each.name: each for each in pipeline.check_up(tmp_path, say).services}
    assert (told["助餐"].low, told["助餐"].change, told["助餐"].judged_by) == (True, -13, "rating")
    assert (told["家政"].low, told["家政"].change) == (False, None)
    assert (told["维修"].low, told["维修"].judged_by) == (None, None)


def test_a_rating_out_of_five_is_not_judged(tmp_path: Path) -> None:
    ledger(tmp_path, 服务目录=[["服务", "设施", "评价分"], ["助餐", "食堂", 4.5]])
    result = pipeline.check_up(tmp_path, say)
    assert result.services[0].low is None
    assert result.services[0].ratings[0].score is None
    assert "rating_unclear" in {each.code for each in result.problems}


def test_a_question_about_one_service_rates_it_and_nothing_else(tmp_path: Path) -> None:
    ledger(
        tmp_path,
        服务目录=[["服务", "设施", "评价分"], ["代办跑腿", "站", 95]],
        题目对照=[["题号", "题目", "类型", "选项", "条目", "用途"],
                  ["4", "您对代办跑腿满意吗", "单选", "", "代办跑腿", "满意度"]],
    )  # fmt: skip
    heads = [*HEADS[:9], "4、您对代办跑腿满意吗"]
    rows = [[n, f"2024/5/2 8:{n // 60:02}:{n % 60:02}", "85秒", "微信", "N/A",
             f"192.0.2.{n}(四川-成都)", "居民", "女" if n % 2 else "男", "35–59岁",
             "满意" if n <= 12 else "不满意"] for n in range(1, 41)]  # fmt: skip
    xlsx(tmp_path / "问卷.xlsx", {"Sheet1": [heads, *rows]})
    result = pipeline.check_up(tmp_path, say)
    errand = result.services[0]
    assert errand.asked is not None
    assert errand.asked.top2 == pytest.approx(0.3)
    assert (errand.low, errand.judged_by) == (True, "answers")
    assert all(item.satisfaction is None for item in result.items)
    assert result.survey is not None
    assert result.survey.overall is None
