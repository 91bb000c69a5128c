"""The same file through the program's own door: a folder in, coded answers out."""

import sys
from pathlib import Path

from checkup import garbage, intake
from checkup.intake import settings
from checkup.policy import Policy

garbage.seldom()  # as every process of the program begins
folder = Path(sys.argv[1]).parent
told = intake.read(folder, settings.load(folder), {}, Policy())
assert told.answers is not None
assert len(told.answers.questions) == 43
