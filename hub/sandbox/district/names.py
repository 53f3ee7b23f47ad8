"""Names as the register of Bangka holds them: one field, many of a single word, old spellings, dots and apostrophes."""

from __future__ import annotations

import datetime as dt
import random
from enum import Enum
from typing import Final

from hub.core.codes import Sex
from hub.sandbox.district import name_pools as pools
from hub.sandbox.district.weighted import Weighted

_OLD_SPELLING_UNTIL: Final = 1965
_OLD_LETTERS: Final = (("ny", "nj"), ("sy", "sj"), ("y", "j"), ("c", "tj"), ("u", "oe"))
_OLD_J: Final = ("j", "dj")
_MUHAMMADS: Final = Weighted(pools.MUHAMMADS)


class Community(Enum):
    MALAY = "malay"
    JAVANESE = "javanese"
    CHINESE = "chinese"
    BATAK = "batak"


_POOLS: Final = {
    (Community.MALAY, Sex.MALE): (pools.MALAY_MEN, pools.MALAY_MEN_LAST),
    (Community.MALAY, Sex.FEMALE): (pools.MALAY_WOMEN, pools.MALAY_WOMEN_LAST),
    (Community.JAVANESE, Sex.MALE): (pools.JAVANESE_MEN, pools.JAVANESE_MEN_LAST),
    (Community.JAVANESE, Sex.FEMALE): (pools.JAVANESE_WOMEN, pools.JAVANESE_WOMEN_LAST),
    (Community.BATAK, Sex.MALE): (pools.INDONESIAN_MEN, pools.BATAK_LAST),
    (Community.BATAK, Sex.FEMALE): (pools.INDONESIAN_WOMEN, pools.BATAK_LAST),
}


def person_name(rng: random.Random, community: Community, sex: Sex, born: dt.date, clan: str | None = None) -> str:
    """A full name; `clan` is the family's, where families have one."""
    if community is Community.CHINESE:
        return _chinese(rng, sex, born, clan or rng.choice(pools.CHINESE_CLANS))
    if community is Community.BATAK:
        return f"{rng.choice(_POOLS[community, sex][0])} {clan or rng.choice(pools.BATAK_LAST)}"
    return _malay_or_javanese(rng, community, sex, born)


def clan_of(rng: random.Random, community: Community) -> str | None:
    """The clan that a household's children inherit, where families have one."""
    if community is Community.CHINESE:
        return rng.choice(pools.CHINESE_CLANS)
    return rng.choice(pools.BATAK_LAST) if community is Community.BATAK else None


def variant(name: str) -> str:
    """The same name as another clerk wrote it."""
    for long, short in (("Muhammad ", "Mohd. "), ("Mohammad ", "M. "), ("Mohd. ", "Muhammad "), ("M. ", "Muhammad ")):
        if name.startswith(long):
            return short + name.removeprefix(long)
    return old_spelling(name)


def old_spelling(name: str) -> str:
    """The name as it was written before the spelling reforms of 1947 and 1972 (`Joko` -> `Djoko`)."""
    return " ".join(_old_word(word) for word in name.split())


def _old_word(word: str) -> str:
    lower = word.lower()
    for new, old in (_OLD_J, *_OLD_LETTERS):
        # What was made by an earlier rule must not be changed again: `dj` keeps its `j`, `tj` and `nj` theirs.
        lower = lower.replace(new, old.upper())
    return lower.lower().capitalize()


def _malay_or_javanese(rng: random.Random, community: Community, sex: Sex, born: dt.date) -> str:
    first, last = _POOLS[community, sex]
    name = rng.choice(first)
    if rng.random() >= _single_word_share(community, born):
        name = f"{name} {rng.choice(last)}"
    if born.year < _OLD_SPELLING_UNTIL and rng.random() < 0.35:
        name = old_spelling(name)
    return _with_arabic_first(rng, community, sex, name)


def _single_word_share(community: Community, born: dt.date) -> float:
    base = 0.55 if community is Community.JAVANESE else 0.38
    return base if born.year < 1980 else base / 2 if born.year < 2005 else 0.04


def _with_arabic_first(rng: random.Random, community: Community, sex: Sex, name: str) -> str:
    if community is not Community.MALAY or rng.random() >= 0.22:
        return name
    if sex is Sex.MALE:
        return f"{_MUHAMMADS.pick(rng)} {name}"
    return f"{'St.' if rng.random() < 0.1 else 'Siti'} {name}"


def _chinese(rng: random.Random, sex: Sex, born: dt.date, clan: str) -> str:
    indonesian = 0.25 if born.year < 1966 else 0.6 if born.year < 1998 else 0.75
    if rng.random() < indonesian:
        first = pools.INDONESIAN_MEN if sex is Sex.MALE else pools.INDONESIAN_WOMEN
        last = pools.FAMILY_LAST if rng.random() < 0.85 else (clan,)
        return f"{rng.choice(first)} {rng.choice(last)}"
    man = sex is Sex.MALE
    middle = pools.CHINESE_MEN_MIDDLE if man else pools.CHINESE_WOMEN_MIDDLE
    last = pools.CHINESE_MEN_LAST if man else pools.CHINESE_WOMEN_LAST
    written = clan if born.year < 1985 else pools.CHINESE_CLANS_NEW.get(clan, clan)
    return f"{written} {rng.choice(middle)} {rng.choice(last)}"
