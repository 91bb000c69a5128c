"""Properties run the same examples every time and are never judged by the clock."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("checkup", deadline=None, derandomize=True, print_blob=False)
settings.load_profile("checkup")
