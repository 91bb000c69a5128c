"""Templates compiled once per process: a run over many communities compiles none of them twice."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import BytecodeCache


@cache
def templates() -> BytecodeCache:
    """Compiled templates by name and text, in memory. Every environment of the program may use
    it as long as all of them compile alike."""
    from jinja2 import BytecodeCache
    from jinja2.bccache import Bucket

    class Kept(BytecodeCache):
        def __init__(self) -> None:
            self.code: dict[tuple[str, str], bytes] = {}

        def load_bytecode(self, bucket: Bucket) -> None:
            known = self.code.get((bucket.key, bucket.checksum))
            if known is not None:
                bucket.bytecode_from_string(known)

        def dump_bytecode(self, bucket: Bucket) -> None:
            self.code[bucket.key, bucket.checksum] = bucket.bytecode_to_string()

    return Kept()
