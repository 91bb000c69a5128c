"""Compound files ([MS-CFB]), as far as a password shows in them.

A protected .xlsx is one with a stream ``EncryptedPackage`` ([MS-OFFCRYPTO] 2.3.4.4); a protected
.xls has a FilePass record after the beginning of its workbook ([MS-XLS] 2.4.117).
"""

from __future__ import annotations

import re

START = b"\xd0\xcf\x11\xe0"

_ENTRY = 128
"""Bytes of an entry of the directory, which begin at a multiple of that: its name in UTF-16, and
from the 64th on how many bytes that is with the zero at its end."""
_NAME = "EncryptedPackage\0".encode("utf-16-le")
_LENGTH = len(_NAME).to_bytes(2, "little")
_FILE_PASS = re.compile(
    rb"\x09\x08\x10\x00\x00\x06\x05\x00.{12}(?:\x86\x00\x00\x00)?\x2f\x00", re.DOTALL
)
"""BOF of a workbook's globals in BIFF8, a WriteProtect record or none, FilePass."""


def is_protected(content: bytes) -> bool:
    """Whether a compound file opens only with a password; nothing else is one."""
    if not content.startswith(START):
        return False
    at = content.find(_NAME)
    while at >= 0:
        if at % _ENTRY == 0 and content[at + 64 : at + 66] == _LENGTH:
            return True
        at = content.find(_NAME, at + 1)
    return _FILE_PASS.search(content) is not None
