"""The same file through the program's own door: a folder in, coded answers out."""

import sys
from pathlib import Path

from checkup import intake
from checkup.intake import settings
from checkup.policy import Policy

folder = Path(sys.argv[1]).parent
told = intake.read(folder, settings.load(folder), {}, Policy())
assert told.answers is not None
assert len(told.answers.questions) == 43
