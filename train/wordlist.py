"""Make ``qa/english.txt.gz`` from CC-CEDICT and the terms of ``statistics_terms.txt``.

python wordlist.py CEDICT.txt

Of CC-CEDICT remain words of two to six 汉字 and their glosses of at most four words; idioms, rare
variants and surnames go.
"""

from __future__ import annotations

import argparse
import gzip
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from qa.english import MOST_WORDS, stem, words

ROOT = Path(__file__).parent
_ENTRY = re.compile(r"\S+ ([㐀-鿿]{2,6}) \[[^\]]*\] /(.*)/")
_UNFIT = re.compile(
    r"variant of|\bsee |\bCL:|surname|used in|idiom|archaic|\(old\)|dialect|\(Tw\)|literary|proverb"
    r"|vulgar|slang|onom\.|coll\.|erhua|Taiwan pr|pr\. "
)
_SHORT_FORM = re.compile(r"\(([A-Z]{2,})\)")
_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]|[|㐀-鿿]")
_BEFORE = re.compile(r"^(?:to be|to|an?|the|sth|sb|be)\s+")


def glosses(text: str) -> Iterator[tuple[int, str]]:
    """Stemmed phrases of one entry; the number is that of the gloss: the first means most."""
    for place, gloss in enumerate(re.split(r"[/;,]| or ", text)):
        if _UNFIT.search(gloss):
            continue
        for one in (_ASIDE.sub(" ", gloss), *_SHORT_FORM.findall(gloss)):
            said = _BEFORE.sub("", one.strip().lower().replace("’", "'"))
            found = words(said)
            if 0 < len(found) <= MOST_WORDS and len(said) > 1:
                yield place, " ".join(stem(word) for word in found)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("cedict", type=Path)
    given = parser.parse_args()
    found: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for line in (ROOT / "statistics_terms.txt").read_text(encoding="utf-8").splitlines():
        phrase, _, chinese = line.partition(":")
        found[" ".join(stem(word) for word in words(phrase))] |= dict.fromkeys(chinese.split(), -1)
    for line in given.cedict.read_text(encoding="utf-8").splitlines():
        if entry := _ENTRY.match(line):
            for place, phrase in glosses(entry[2]):
                found[phrase].setdefault(entry[1], place)
    text = "".join(
        f"{phrase}\t{' '.join(sorted(known, key=known.__getitem__))}\n"
        for phrase, known in sorted(found.items())
    )
    (ROOT.parent / "qa" / "english.txt.gz").write_bytes(gzip.compress(text.encode(), mtime=0))
    print(f"{len(found)} phrases, {len(text.encode()) / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
