"""Two languages, one text: every sentence of the bulletin is written once, in both."""

from __future__ import annotations

from dataclasses import dataclass

from skillcast.errors import Language


@dataclass(frozen=True)
class Words:
    """Chooses the language of the document.

    Examples
    --------
    >>> Words("en")("缺口", "gap")
    'gap'
    >>> Words("zh").people(1234.4)
    '1,234人'
    """

    lang: Language = "zh"

    def __call__(self, zh: str, en: str) -> str:
        return zh if self.lang == "zh" else en

    def people(self, count: float) -> str:
        """Return a number of persons with its unit."""
        return f"{round(count):,}人" if self.lang == "zh" else f"{round(count):,} persons"

    def together(self, *sentences: str) -> str:
        """Return sentences as one paragraph."""
        return ("" if self.lang == "zh" else " ").join(sentence for sentence in sentences if sentence)

    def listed(self, items: list[str]) -> str:
        """Join items as the language does."""
        if self.lang == "zh":
            return "、".join(items)
        return ", ".join(items[:-1]) + " and " + items[-1] if len(items) > 1 else "".join(items)
