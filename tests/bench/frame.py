"""The other yardstick: what people load a questionnaire with who work with data frames."""

import sys

import pandas as pd

pd.read_excel(sys.argv[1], engine="openpyxl")
