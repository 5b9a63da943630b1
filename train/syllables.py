"""Write ``qa/syllables.txt``: the characters of GB 2312 by the syllables that they are read as.

python syllables.py; wants ``pip install pypinyin`` (MIT), whose readings these are.
"""

from __future__ import annotations

from pathlib import Path

from pypinyin.contrib.tone_convert import to_normal
from pypinyin.pinyin_dict import pinyin_dict

OUT = Path(__file__).parents[1] / "qa" / "syllables.txt"


def spellings(spoken: str) -> list[str]:
    """A reading without its tone, as names are written: ü as v, yu or u. None for interjections."""
    plain = to_normal(spoken)
    if not set(plain) & set("aeiouv"):
        return []
    return [plain, plain.replace("v", "yu"), plain.replace("v", "u")]


def main() -> None:
    """One line a syllable, sorted."""
    found: dict[str, dict[str, None]] = {}
    for code, readings in sorted(pinyin_dict.items()):
        if len(chr(code).encode("gb2312", errors="ignore")) == 2:
            for spoken in readings.split(","):
                for spelling in spellings(spoken):
                    found.setdefault(spelling, {})[chr(code)] = None
    lines = [
        f"{spelling} {''.join(characters)}\n" for spelling, characters in sorted(found.items())
    ]
    OUT.write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
