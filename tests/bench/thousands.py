"""``python -m tests.bench.thousands [communities]``: thousands of small communities in one run.

Most have a checkup.yaml with a few facilities, every twentieth a ledger and a questionnaire of 60
answers; every fifth opens a nursery to its neighbours. All made up. Tells whether all are done,
how long it took, how large the parent grew, how large the street's files are, whether results
are the bytes of single runs, and what one purse for all of them costs.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from checkup import street_result
from checkup.report import forms, wording
from examples import make_answers, make_street
from tests.bench.many import ROOT, batch

COMMUNITIES, SAMPLED, ANSWERS = 3_000, 6, 60
PURSE = 100_000_000
ACROSS, STEP = 60, 0.006
"""Communities in a row of the grid they stand in, and degrees between them: some 600 m."""
TEXT = """\
社区概况: {{名称: 第{number}社区, 建设类型: {build}, 户数: {households}, 常住人口: 9000}}
小区清单: [{{名称: 一院, 人口: 9000, 经度: {x:.4f}, 纬度: {y:.4f}, 坐标系: WGS-84}}]
设施台账:
  - {{编号: F1, 设施名称: 服务站, 设施类别: 社区综合服务站, 建筑面积(㎡): {area}, 现状: 在用}}
  - {{编号: F2, 设施名称: 超市, 设施类别: 综合超市, 建筑面积(㎡): {shop}, 现状: 在用}}
  - {{编号: F3, 设施名称: 小广场, 设施类别: 公共活动场地, 用地面积(㎡): {ground}, 现状: 在用}}
填报范围: [{{设施类别: 社区综合服务站, 已查清: 是}}, {{设施类别: 托儿所, 已查清: 是}}]
"""
NURSERY = (
    "  - {{编号: F4, 设施名称: 第{number}托育园, 设施类别: 托儿所, 建筑面积(㎡): 300, 规模: 60,"
    " 规模单位: 托位, 现状: 在用, 对外开放: 是, 经度: {x:.4f}, 纬度: {y:.4f}, 坐标系: WGS-84}}\n"
)


def make(top: Path, communities: int) -> Path:
    """The folders, in districts of 100."""
    answers = top.parent / "问卷.xlsx"
    make_answers.write(make_answers.SECOND._replace(rows=ANSWERS, copies=0, incomplete=0), answers)
    say = wording.load()
    for number in range(communities):
        folder = top / f"第{number // 100}片" / f"第{number}社区"
        folder.mkdir(parents=True)
        x, y = 104 + STEP * (number % ACROSS), 30 + STEP * (number // ACROSS)
        if number % 20 == 19:
            (folder / "问卷.xlsx").write_bytes(answers.read_bytes())
            rows = make_street.own()
            rows["profile"][0]["value"] = folder.name
            for estate in rows["estates"]:
                estate |= {"longitude": x, "latitude": y}
            (folder / make_street.LEDGER).write_bytes(forms.ledger(say, rows))
            continue
        text = TEXT.format(
            number=number, build=("老旧", "既有", "新建")[number % 3], x=x, y=y,
            households=1000 + number, area=200 + 40 * (number % 25), shop=100 + 30 * (number % 17),
            ground=60 + 20 * (number % 13),
        )  # fmt: skip
        if number % 5 == 0:
            head, rest = text.split("填报范围", 1)
            text = f"{head}{NURSERY.format(number=number, x=x, y=y)}填报范围{rest}"
        (folder / "checkup.yaml").write_text(text, encoding="utf-8")
    return top


def alone(folder: Path, out: Path) -> bytes:
    """``result.json`` of a run of its own."""
    subprocess.run(
        [sys.executable, "-m", "checkup", "score", str(folder), "-o", str(out), "--quiet"],
        cwd=ROOT, check=True, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True,
    )  # fmt: skip
    return (out / "result.json").read_bytes()


def main() -> None:
    told = [int(each) for each in sys.argv[1:] if each.isdigit()]
    communities = told[0] if told else COMMUNITIES
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        top, out = make(work / "全区", communities), work / "汇总"
        wall, cpu, peak = batch(top, out, 2)
        found = street_result.load(out / "街道汇总.json")
        print(f"{found.counted} of {communities} finished, {len(found.unusable)} unusable")
        print(f"wall {wall:.0f} s, processor {cpu:.0f} s, parent at most {peak / 1024:.0f} MB")
        pages = [file.stat().st_size for file in out.glob("街道汇总*.html")]
        book = (out / "街道汇总.xlsx").stat().st_size
        print(
            f"{len(pages)} pages, the largest {max(pages) / 1e6:.2f} MB; xlsx {book / 1e6:.1f} MB"
        )
        rows = found.communities[:: max(1, communities // SAMPLED)]
        same = [
            (out / row.result).read_bytes() == alone(top / row.path, work / "单个" / row.path)
            for row in rows
        ]
        print(f"{sum(same)} of {len(same)} results are the bytes of a single run")
        wall, _, peak = batch(top, out, 2)
        print(f"nothing changed: {wall:.0f} s, parent at most {peak / 1024:.0f} MB")
        wall, _, peak = batch(top, out, 2, PURSE)
        plan = street_result.load(out / "街道汇总.json").plan
        assert plan is not None
        print(f"one purse of {PURSE / 1e4:.0f} 万元: {wall:.0f} s, parent at most", end=" ")
        print(f"{peak / 1024:.0f} MB, {plan.projects} projects chosen, gap {plan.gap}")


if __name__ == "__main__":
    main()
