"""What reading costs, as ratios: ``make bench``. Nothing here asserts a time."""
