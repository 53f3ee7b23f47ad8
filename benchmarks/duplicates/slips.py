"""What goes wrong when somebody is entered a second time: each slip by itself, as registers know them.

Written without the hub's spelling rules, from the other side: how clerks, keyboards and scanners spoil what is right.
"""

from __future__ import annotations

import datetime as dt
import random
import re
from collections.abc import Callable
from dataclasses import replace

from benchmarks.duplicates.population import LAST, LAST_OF_WOMEN, PLACES, Made, Population

OLD_LETTERS = (("j", "dj"), ("y", "j"), ("c", "tj"), ("u", "oe"), ("kh", "ch"), ("sy", "sj"), ("ny", "nj"))
OLD = re.compile("dj|tj|oe|kh|sy|ny|j|y|c|u", re.IGNORECASE)
FORMS = {
    "Muhammad": ("Moh.", "M.", "Muh.", "Mohd.", "Mohammad", "Mochamad", "Muhamad", "Mohamad"),
    "Ahmad": ("Achmad", "Akhmad", "Ahmat"),
    "Abdul": ("Abd.", "Abdoel"),
    "Siti": ("St.", "Sitti"),
    "Nur": ("Noor", "Noer"),
}
MODERN_PAIRS = (
    ("zq", "sk"),
    ("f", "p"),
    ("v", "f"),
    ("z", "s"),
    ("dh", "d"),
    ("h", ""),
    ("iy", "y"),
    ("i", "y"),
    ("k", "q"),
)
NEIGHBOURS = {
    "a": "sq", "b": "vn", "c": "xv", "d": "sf", "e": "wr", "f": "dg", "g": "fh", "h": "gj", "i": "uo", "j": "hk",
    "k": "jl", "l": "k", "m": "n", "n": "bm", "o": "ip", "p": "o", "q": "wa", "r": "et", "s": "ad", "t": "ry",
    "u": "yi", "v": "cb", "w": "qe", "x": "zc", "y": "tu", "z": "x",
}  # fmt: skip
LOOKALIKES = (("m", "rn"), ("l", "i"), ("i", "l"), ("n", "ri"), ("u", "v"), ("h", "b"), ("e", "c"), ("g", "q"))
TITLES = ("H. {}", "Hj. {}", "{}, S.Pd", "Drs. {}", "{}, SE", "Ir. {}")

Slip = Callable[[random.Random, Made], Made | None]
"""Spoils a record; None when there is nothing in it that this slip could spoil."""


def old_spelling(rng: random.Random, one: Made) -> Made | None:
    """`Joko Susilo` becomes `Djoko Soesilo`, in one or more of its letters."""
    letters = [(new, old) for new, old in OLD_LETTERS if rng.random() < 0.8]
    # All at once, so that no letter is spelled old twice; what is old already stays.
    name = OLD.sub(lambda found: _old(found[0], dict(letters)), one.full_name)
    return _named(one, name)


def short_form(rng: random.Random, one: Made) -> Made | None:
    first, _, rest = one.full_name.partition(" ")
    return _named(one, f"{rng.choice(FORMS[first])} {rest}") if first in FORMS and rest else None


def modern_pair(rng: random.Random, one: Made) -> Made | None:
    """Sounds that are written in two ways: `Rizki`, `Rizky`; `Fauzi`, `Fauzy`; `Nofi`, `Novi`."""
    pairs = [(a, b) for a, b in MODERN_PAIRS if a in one.full_name[1:].lower()]
    if not pairs:
        return None
    a, b = rng.choice(pairs)
    at = one.full_name.lower().rindex(a)
    return _named(one, one.full_name[:at] + b + one.full_name[at + len(a) :]) if at else None


def lost_word(rng: random.Random, one: Made) -> Made | None:
    words = one.full_name.split()
    if len(words) < 2:
        return None
    words.pop(rng.choice((-1, -1, rng.randrange(len(words)))))
    return _named(one, " ".join(words))


def added_word(rng: random.Random, one: Made) -> Made | None:
    return _named(one, f"{one.full_name} {rng.choice(LAST if one.sex == 'MALE' else LAST_OF_WOMEN)}")


def turned_words(_: random.Random, one: Made) -> Made | None:
    words = one.full_name.split()
    return _named(one, " ".join([*words[1:], words[0]])) if len(words) > 1 else None


def joined_words(_: random.Random, one: Made) -> Made | None:
    return _named(one, one.full_name.replace(" ", "", 1)) if " " in one.full_name else None


def typing(rng: random.Random, one: Made) -> Made | None:
    return _named(one, _typed(rng, one.full_name))


def scanning(rng: random.Random, one: Made) -> Made | None:
    found = [(a, b) for a, b in LOOKALIKES if a in one.full_name[1:].lower()]
    if not found:
        return None
    a, b = rng.choice(found)
    at = one.full_name.lower().index(a, 1)
    return _named(one, one.full_name[:at] + b + one.full_name[at + len(a) :])


def title(rng: random.Random, one: Made) -> Made | None:
    return _named(one, rng.choice(TITLES).format(one.full_name))


def no_mother(_: random.Random, one: Made) -> Made | None:
    return replace(one, mother_name=None) if one.mother_name else None


def mother_typing(rng: random.Random, one: Made) -> Made | None:
    return replace(one, mother_name=_typed(rng, one.mother_name)) if one.mother_name else None


def mother_short(_: random.Random, one: Made) -> Made | None:
    words = (one.mother_name or "").split()
    return replace(one, mother_name=words[0]) if len(words) > 1 else None


def year_only(rng: random.Random, one: Made) -> Made | None:
    date = one.birth_date
    return replace(one, birth_date=dt.date(date.year, *rng.choice(((1, 1), (7, 1), (12, 31))))) if date else None


def turned_date(_: random.Random, one: Made) -> Made | None:
    date = one.birth_date
    if date is None or date.day > 12 or date.day == date.month:
        return None
    return replace(one, birth_date=dt.date(date.year, date.day, date.month))


def date_digit(rng: random.Random, one: Made) -> Made | None:
    """One digit of the date, often that of the day or the year."""
    if one.birth_date is None:
        return None
    written = f"{one.birth_date:%Y%m%d}"
    for _ in range(20):
        at = rng.choice((3, 3, 2, 5, 6, 7, 7))
        spoiled = written[:at] + rng.choice("0123456789") + written[at + 1 :]
        try:
            date = dt.date(int(spoiled[:4]), int(spoiled[4:6]), int(spoiled[6:]))
        except ValueError:
            continue
        if date != one.birth_date:
            return replace(one, birth_date=date)
    return None


def wrong_sex(_: random.Random, one: Made) -> Made | None:
    return replace(one, sex="FEMALE" if one.sex == "MALE" else "MALE")


def other_place(rng: random.Random, one: Made) -> Made | None:
    return replace(one, birth_place=rng.choice((*PLACES, "BANGKA", None)))


SLIPS: tuple[tuple[Slip, float], ...] = (
    (old_spelling, 12), (short_form, 10), (modern_pair, 8), (lost_word, 9), (added_word, 4), (turned_words, 4),
    (joined_words, 3), (typing, 12), (scanning, 5), (title, 5), (no_mother, 10), (mother_typing, 7), (mother_short, 5),
    (year_only, 4), (turned_date, 5), (date_digit, 6), (wrong_sex, 1), (other_place, 8),
)  # fmt: skip
"""Each slip with how often it comes."""


def entered_again(population: Population, one: Made) -> Made:
    """A second record of the same human, made by somebody who did not find the first: with one to three slips."""
    rng = population.rng
    again = replace(one, slips=())
    done: list[str] = []
    wanted = rng.choices((1, 2, 3), (50, 33, 17))[0]
    while len(done) < wanted:
        slip = rng.choices([slip for slip, _ in SLIPS], [weight for _, weight in SLIPS])[0]
        spoiled = slip(rng, again) if slip.__name__ not in done else None
        if spoiled is not None and spoiled != again:
            again, done = spoiled, [*done, slip.__name__]
    card = rng.random()
    return replace(
        again,
        nik=_nik_again(population, one, again),
        family_card=one.family_card if card < 0.35 else None if card < 0.65 else population.card(),
        region=one.region if rng.random() < 0.6 else population.region(),
        slips=tuple(done),
    )


def _nik_again(population: Population, one: Made, again: Made) -> str | None:
    """None as often as not; else a number of its own, made from what was entered, or the right one mistyped."""
    kind = population.rng.random()
    if kind < 0.5 or one.nik is None or again.birth_date is None:
        return None
    if kind < 0.9:
        return population.nik(again.birth_date, again.sex)
    while True:
        at = population.rng.randrange(13, 16)
        slip = one.nik[:at] + str((int(one.nik[at]) + population.rng.randint(1, 8)) % 10) + one.nik[at + 1 :]
        if population.is_free(slip):
            return slip


def _named(one: Made, name: str) -> Made | None:
    return replace(one, full_name=name) if name.strip() and name != one.full_name else None


def _typed(rng: random.Random, text: str) -> str:
    """One slip of the fingers: a neighbouring key, a letter too few, twice, or two in the wrong order."""
    places = [at for at, letter in enumerate(text) if letter.lower() in NEIGHBOURS and at > 0]
    if not places:
        return text
    at = rng.choice(places)
    kind = rng.randrange(4)
    if kind == 0:
        return text[:at] + rng.choice(NEIGHBOURS[text[at].lower()]) + text[at + 1 :]
    if kind == 1:
        return text[:at] + text[at + 1 :]
    if kind == 2:
        return text[:at] + text[at] + text[at:]
    return text[: at - 1] + text[at] + text[at - 1] + text[at + 1 :]


def _old(letters: str, spelled: dict[str, str]) -> str:
    old = spelled.get(letters.lower(), letters)
    return old.capitalize() if letters[0].isupper() else old
