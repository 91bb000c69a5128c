"""A ledger as old offices keep it: title, merged header of two rows, merged estate, a total, a
signature, a hidden sheet. All of it made up. ``ledgers/`` holds it as .xls and .ods."""

from __future__ import annotations

from pathlib import Path

from openpyxl import Workbook

KEPT = Path(__file__).parent / "ledgers"
SHEETS: dict[str, list[list[object]]] = {
    "设施台账": [
        ["枫树社区公共服务设施台账（示例，数据是编的）"],
        [],
        ["序号", "设施名称", "设施类别", "所在小区", "面积（㎡）", None, "现状", "建成时间"],
        [None, None, None, None, "建筑", "用地"],
        [1, "枫树卫生站", "社区卫生服务站", "枫树园", 130, None, "在用", 2008],
        [2, "枫树便利店", "便利店", None, "约40平米", None, "在用", "1998-12-28"],
        [3, "柳树广场", "社区游园", "柳树湾", None, "0.6亩", "在用"],
        ["合计", None, None, None, 170, 400],
        ["填表人：", "甲"],
    ],
    "小区清单": [
        ["小区名称", "户数", "建成年代"], ["枫树园", 300, 1998], ["柳树湾", 200, "2005年"],
    ],
    "人员": [["姓名", "电话"]],
}  # fmt: skip
MERGED = ("A1:H1", *(f"{column}3:{column}4" for column in "ABCDGH"), "E3:F3", "D5:D6")


def write(file: Path) -> Path:
    """The ledger as .xlsx."""
    book = Workbook()
    book.remove(book.active)
    for title, rows in SHEETS.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    for area in MERGED:
        book["设施台账"].merge_cells(area)
    book["人员"].sheet_state = "hidden"
    book.save(file)
    return file
