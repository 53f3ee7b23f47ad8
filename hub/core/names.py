"""Names of persons as they are searched and compared: one form for all spellings of a name.

The rules, in the order in which they are applied:

1. Titles are not part of a name: `H.`, `Hj.`, `Dr.`, `Drs.`, `Ir.`, `Alm.` before it, degrees after a comma
   (`, S.Pd.`, `, M.Si`). A name that consists of titles only stays (`Haji`).
2. Small letters without accents; apostrophes vanish (`Ma'ruf`), other punctuation separates (`M.Yusuf`).
3. Spelling reforms. Van Ophuijsen's spelling (1901) wrote `oe`, Soewandi's (1947) made it `u`; the perfected
   spelling (EYD, 1972) made `tj` into `c`, `dj` into `j`, `nj` into `ny`, `sj` into `sy`, `ch` into `kh`, and
   `j` into `y`. An old `j` cannot be told from a new one, so `j` and `y` count as one letter: `Jusuf` is
   `Yusuf`, `Djoko` is `Joko`, and `Juni` is `Yuni` too.
4. Sounds that Indonesian writes in two ways: `ph`, `v` / `f`; `th` / `t`; `dh` / `d`; `dz` / `z`; `ck`, `q` / `k`;
   `x` / `ks`; `kh` inside a word / `h` (`Rakhmat`, `Rahmat`); `sh` / `sy`; `oo` / `u`; `y` / `i` beside a
   consonant (`Rizky`, `Sylvia`), `iy` / `i` (`Aliyah`); `ie` at the end / `i` (`Andrie`); `d` at the end / `t`
   (`Ahmad`, `Ahmat`); `h` at the end of longer words (`Fatimah`, `Fatima`); doubled letters.
5. Words that are written short or in many ways have one form: `Muhammad`, `Mohammad`, `Mochamad`, `Mohd.`,
   `Moch.`, `Muh.`, `Moh.`, and `M.` before another word; `Ahmad`, `Achmad`; `Abdul`, `Abd.` and `Siti`, `St.`
   before another word; `Liem`, `Lim`.

Chinese-Indonesian names follow the same rules: `Tjhia`, `Tjia`, `Chia` and `Cia` are one, so are `Njo` and `Nyo`.

The form is generous: it is made to find somebody. Where each letter counts, as on a deed, compare the names
themselves.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

_TITLES: Final = (
    "h hj haji hajah hajjah kh prof dr drs dra drg drh ir ust ustadz ustadzah alm almh almarhum almarhumah "
    "tn ny nn bpk bapak ibu sdr sdri apt"
)
_TITLES_BEFORE: Final = frozenset(_TITLES.split())
_APOSTROPHES: Final = re.compile(r"['`´\u2018\u2019\u02bc]")
_NOT_A_LETTER: Final = re.compile(r"[^a-z]+")

_WORD_RULES: Final = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"oe", "u"),
        (r"oo", "u"),
        (r"tjh|thj|tj", "c"),
        (r"dj", "j"),
        (r"nj", "ny"),
        (r"sj|sh", "sy"),
        # At the beginning `ch` is the `c` of Chandra and Chia, except in names from Arabic.
        (r"^ch(?=air|oir|oer|ol|ot|us|um|ad[ij])", "kh"),
        (r"^ch", "c"),
        (r"(?<=.)(ch|kh)", "h"),
        (r"ph|v", "f"),
        (r"th", "t"),
        (r"dh", "d"),
        (r"dz", "z"),
        (r"ck|q", "k"),
        (r"x", "ks"),
        (r"j", "y"),
        (r"iy", "i"),
        (r"(?<=[bcdfghklmprtwz])y", "i"),
        (r"y(?![aeiou])", "i"),
        (r"ie$", "i"),
        (r"(.)\1+", r"\1"),
        (r"(?<=..[aiu])h$", ""),
        (r"d$", "t"),
    )
)


@lru_cache(maxsize=16_384)
def _spell(word: str) -> str:
    """The word (small letters a-z) by rules 3 and 4. Kept, because a district has few words and many names."""
    for pattern, replacement in _WORD_RULES:
        word = pattern.sub(replacement, word)
    return word


_VARIANTS: Final = {
    "muhammad": "muhammad mohammad muhammed mohammed mochammad muchammad mokhamad mukhamad muh moh mohd muhd mhd "
    "moch much",
    "ahmad": "ahmad achmad akhmad ahmed ach akh",
    "abdul": "abdul abdoel",
    "siti": "siti sitti sity",
    "lim": "lim liem",
}
_ONE_FORM: Final = {_spell(way): _spell(name) for name, ways in _VARIANTS.items() for way in ways.split()}
_SHORT_BEFORE_A_NAME: Final = {
    _spell(short): _spell(name)
    for short, name in {"m": "muhammad", "md": "muhammad", "st": "siti", "abd": "abdul"}.items()
}


def search_key(name: str) -> str:
    """The one form of a name: words of a-z, one space between them; empty when it has no Latin letter."""
    alone = [*map(_alone, name.split())]
    if all(alone):
        return " ".join(alone)
    words = _without_titles(_words(_main_part(name)))
    last = len(words) - 1
    return " ".join(_one_form(word, leads=at < last) for at, word in enumerate(words))


def same_name(a: str, b: str) -> bool:
    """Whether two spellings can be the same name. Spaces do not count (`Nur Hayati`, `Nurhayati`).

    Names without a Latin letter are never the same as another.
    """
    key_a, key_b = search_key(a).replace(" ", ""), search_key(b).replace(" ", "")
    return bool(key_a) and key_a == key_b


def _main_part(name: str) -> str:
    """What stands before the first comma; degrees follow it."""
    before, _, after = name.partition(",")
    return before if before.strip() else after


def _words(name: str) -> list[str]:
    plain = name if name.isascii() else _without_accents(name)
    return _NOT_A_LETTER.sub(" ", _APOSTROPHES.sub("", plain.casefold())).split()


def _without_accents(name: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))


def _without_titles(words: list[str]) -> list[str]:
    first = next((at for at, word in enumerate(words) if word not in _TITLES_BEFORE), 0)
    return words[first:]


def _one_form(word: str, *, leads: bool) -> str:
    """`leads`: another word follows, so that a single `M` is the beginning of a name and not its initial."""
    spelled = _spell(word)
    if leads and spelled in _SHORT_BEFORE_A_NAME:
        return _SHORT_BEFORE_A_NAME[spelled]
    return _ONE_FORM.get(spelled, spelled)


@lru_cache(maxsize=65_536)
def _alone(written: str) -> str:
    """The form of a written word, if it is one word and the same wherever it stands in a name; else empty.

    A district's names are made of few words, so that nearly all of them are put together out of what is kept here.
    """
    words = _words(written) if "," not in written else []
    if len(words) != 1 or words[0] in _TITLES_BEFORE or _spell(words[0]) in _SHORT_BEFORE_A_NAME:
        return ""
    return _one_form(words[0], leads=False)
