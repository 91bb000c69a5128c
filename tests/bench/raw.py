"""The yardstick: the raw reader alone, every cell of the first sheet as it is."""

import sys

from python_calamine import CalamineWorkbook

with CalamineWorkbook.from_path(sys.argv[1]) as book:
    book.get_sheet_by_index(0).to_python(skip_empty_area=False)
