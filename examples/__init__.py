"""The scripts that write the example files, each the same bytes every time."""
