"""Characters that may not stand in the files of an office suite."""

from __future__ import annotations

import re

# XML 1.0 has no place for these; Excel and Word refuse a file that holds one.
_UNLAWFUL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
REPLACEMENT = "\ufffd"


def lawful(text: str) -> str:
    """Return the text with � for every character that an XML file must not hold.

    Examples
    --------
    >>> lawful("焊工\\x00")
    '焊工�'
    """
    return _UNLAWFUL.sub(REPLACEMENT, text)


def is_chinese(text: str) -> bool:
    """Return whether a text holds an ideograph.

    Examples
    --------
    >>> is_chinese("焊工L"), is_chinese("welder")
    (True, False)
    """
    return any("\u4e00" <= character <= "\u9fff" for character in text)
