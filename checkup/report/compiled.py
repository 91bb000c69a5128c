"""Templates compiled once: ours are kept beside their files, a user's own for the process."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from checkup.datafiles import kept

if TYPE_CHECKING:
    from jinja2 import BytecodeCache
    from jinja2.bccache import Bucket

_ENGINE = str(Path(__file__).with_name("engine.py"))


@cache
def templates() -> BytecodeCache:
    """Compiled templates by file and text. Every environment of the program may use it as long
    as all of them compile alike."""
    from jinja2 import BytecodeCache

    class Kept(BytecodeCache):
        def __init__(self) -> None:
            self.code: dict[tuple[str, str], bytes] = {}

        def get_cache_key(self, name: str, filename: str | None = None) -> str:
            return filename or name

        def load_bytecode(self, bucket: Bucket) -> None:
            known = self.code.get((bucket.key, bucket.checksum)) or kept.load(
                Path(bucket.key), *_made_of(bucket)
            )
            if known is not None:
                # jinja looks itself whether another jinja or Python made it
                bucket.bytecode_from_string(known)

        def dump_bytecode(self, bucket: Bucket) -> None:
            made = bucket.bytecode_to_string()
            self.code[bucket.key, bucket.checksum] = made
            kept.save(Path(bucket.key), made, *_made_of(bucket))

    return Kept()


def _made_of(bucket: Bucket) -> tuple[bytes, ...]:
    """The file's name too, which stands in the code for the lines of an error."""
    return bucket.key.encode(), bucket.checksum.encode(), kept.code(_ENGINE)
