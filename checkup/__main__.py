"""``python -m checkup``, for where the command itself is not on the path."""

from checkup.cli import main

main()
