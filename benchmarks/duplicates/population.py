"""Made-up families with everything that makes telling people apart hard: twins, sons named after their fathers, common
names. DATA CONTOH: whoever bears one of these names bears it by chance.

This file and `slips` import nothing of the hub, so that what finds duplicates cannot lean on what makes them.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


MEN = _words(
    "Agus Ahmad Andi Andika Anton Ari Arif Bambang Bayu Budi Dedi Deni Dian Dodi Doni Eko Erwin Fajar Faisal Ferdi "
    "Firman Galih Gunawan Hadi Hamid Harun Hasan Hendra Heri Husin Ibrahim Idris Ilham Imam Indra Irfan Irwan Iskandar "
    "Ismail Iwan Jaka Jamal Joko Johan Junaidi Kadir Karim Kasim Khairul Lukman Mahmud Mansur Marwan Maulana Mulyadi "
    "Mustafa Nanang Nasrun Oji Purnomo Rahmat Rahman Ramli Ridwan Rian Riki Rio Rizal Rizki Roni Rudi Rusli Rustam "
    "Sabri Saiful Salim Samsul Slamet Sofyan Sudirman Sugeng Suharto Sukarno Sulaiman Supardi Surya Sutrisno Syahrul "
    "Taufik Teguh Toni Usman Wahyu Wawan Yahya Yanto Yunus Yusuf Zainal Zulkifli Zulfikar Chandra Tjokro Djunaidi"
)
WOMEN = _words(
    "Aisyah Ani Anisa Asih Astuti Ayu Citra Desi Devi Dewi Diah Dina Eka Elisa Endang Erna Eva Fatimah Fitri Fitriani "
    "Halimah Handayani Hartini Hasanah Herlina Ida Ika Indah Intan Ira Jamilah Juliana Kartika Kartini Kasih Khadijah "
    "Lestari Lia Lilis Linda Lina Maimunah Marlina Maryam Maya Mega Melati Mira Mulyani Murni Nadia Nia Ningsih Novi "
    "Nurul Nuraini Oktavia Puspita Rahma Rahmawati Ratih Ratna Reni Rina Rini Rita Rohani Rosita Rosmala Rukiah Sarah "
    "Sari Siska Sinta Sulastri Sumarni Sumiati Suryani Susanti Susi Tika Tuti Ulfa Umi Vina Wahyuni Wati Wulandari "
    "Yanti Yati Yulia Yuliana Yuni Yunita Zahra Zainab Zubaidah Zulaikha Syarifah Chairani Tjitra Djamilah"
)
LAST = _words(
    "Saputra Pratama Hidayat Setiawan Kurniawan Nugroho Wijaya Santoso Susanto Gunawan Rahman Hakim Firmansyah Maulana "
    "Ramadhan Siregar Nasution Harahap Lubis Wibowo Utomo Prasetyo Suryadi Hermawan Irawan Effendi Syahputra Putra "
    "Anggara Permana Mahendra Ardiansyah Alamsyah Budiman Cahyono Darmawan Fauzi Hartono Iskandar Junaidi Kusuma "
    "Lesmana Mulyono Nugraha Pamungkas Purnama Raharjo Sanjaya Subagyo Suhendra Sutanto Tanjung Utama Wardana Yulianto "
    "Zulkarnain Oktavian Septian Novrian Juniardi Fernando Sinaga Manurung"
)
LAST_OF_WOMEN = _words(
    "Lestari Wulandari Rahmawati Anggraini Puspitasari Hasanah Safitri Permatasari Utami Handayani Kurniasih Agustina "
    "Septiani Nurjanah Hayati Khotimah Rahayu Wahyuni Astuti Suryani Kusumawati Setyowati Ningsih Susanti Maharani "
    "Fadilah Azzahra Oktaviani Novianti Apriani Puspita Marlina Yuliani Mulyani Aminah Sari Dewi Putri Indriani Melani"
)
PLACES = (
    "PANGKALPINANG",
    "SUNGAILIAT",
    "MUNTOK",
    "BELINYU",
    "TOBOALI",
    "KOBA",
    "PALEMBANG",
    "JAKARTA",
    "TANJUNGPANDAN",
)
AREAS = ("190101", "190102", "190103", "190104", "190105", "190106", "190107", "190108")
TWINS = (
    ("Hasan", "Husin"), ("Rizki", "Rizka"), ("Dian", "Dina"), ("Rina", "Rini"), ("Aldi", "Aldo"), ("Fajar", "Fajri"),
    ("Nadia", "Nadin"), ("Raihan", "Raisan"), ("Salma", "Salwa"), ("Bagas", "Bagus"),
)  # fmt: skip
TODAY = dt.date(2026, 11, 1)


@dataclass(frozen=True)
class Made:
    """One record of one human; `human` is the truth that the hub does not see."""

    human: int
    nik: str | None
    full_name: str
    birth_date: dt.date | None
    sex: str
    birth_place: str | None
    mother_name: str | None
    family_card: str | None
    region: str
    slips: tuple[str, ...] = field(default=())


class Population:
    """Families from a seed; the same seed gives the same people."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)  # noqa: S311  made-up people, nothing is kept secret by it
        self._humans = 0
        self._cards = 0
        self._serials: dict[str, int] = {}
        self._niks: set[str] = set()

    def people(self, count: int) -> list[Made]:
        """So many persons at least, in whole families, and the hard cases among them."""
        people: list[Made] = []
        while len(people) < count:
            people += self._family()
        ordinary = list(people)
        people += [self._namesake(self.rng.choice(ordinary), same_mother_known=True) for _ in range(count // 60)]
        people += [self._namesake(self.rng.choice(ordinary), same_mother_known=False) for _ in range(count // 800)]
        return people

    # ---- families --------------------------------------------------------------------------------------------------

    def _family(self) -> Iterator[Made]:
        card, region = self.card(), self.region()
        born = self.date(1940, 1998)
        father = self._person("MALE", self.name("MALE"), born, self.name("FEMALE"), card, region)
        mother_born = self._shifted(born, -2, 9)
        mother = self._person("FEMALE", self.name("FEMALE"), mother_born, self.name("FEMALE"), card, region)
        yield from (father, mother)
        last = father.full_name.split()[-1]
        when = self._shifted(mother_born, 19, 27)
        for _ in range(self.rng.choices((0, 1, 2, 3, 4), (2, 4, 5, 3, 1))[0]):
            if when > TODAY:
                return
            yield from self._births(when, last, father, mother, card, region)
            when = self._shifted(when, 1, 5)

    def _births(self, when: dt.date, last: str, father: Made, mother: Made, card: str, region: str) -> Iterator[Made]:
        rng = self.rng
        if rng.random() < 0.03:
            yield from self._twins(when, last, mother.full_name, card, region)
            return
        sex = rng.choice(("MALE", "FEMALE"))
        name = self.name(sex)
        if sex == "MALE" and rng.random() < 0.05:
            name = father.full_name if rng.random() < 0.5 else f"{father.full_name} {rng.choice(LAST)}"
        elif rng.random() < 0.4:
            name = f"{name.split()[0]} {last}"
        yield self._person(sex, name, when, mother.full_name, card, region)

    def _twins(self, when: dt.date, last: str, mother: str, card: str, region: str) -> Iterator[Made]:
        """Registered together, so that their NIKs follow each other when nobody comes between."""
        rng = self.rng
        names = rng.choice(TWINS) if rng.random() < 0.5 else rng.sample(MEN, 2)
        area = rng.choice(AREAS)
        for name in names:
            twin = self._person("MALE", f"{name} {last}", when, mother, card, region)
            yield replace(twin, nik=self.nik(when, "MALE", area))

    def _namesake(self, one: Made, *, same_mother_known: bool) -> Made:
        """Somebody else of the same name, born on the same day: of another mother, or of one nobody wrote down."""
        assert one.birth_date is not None
        mother = self.name("FEMALE") if same_mother_known else None
        return self._person(one.sex, one.full_name, one.birth_date, mother, self.card(), self.region())

    def _person(self, sex: str, name: str, born: dt.date, mother: str | None, card: str, region: str) -> Made:
        self._humans += 1
        rng = self.rng
        if born.year < 1955 and rng.random() < 0.3:
            born = dt.date(born.year, *rng.choice(((1, 1), (7, 1), (12, 31))))
        return Made(
            human=self._humans,
            nik=self.nik(born, sex),
            full_name=name,
            birth_date=born,
            sex=sex,
            birth_place=rng.choices(PLACES, (30, 25, 10, 10, 8, 6, 5, 3, 3))[0],
            mother_name=None if rng.random() < (0.15 if born.year < 1970 else 0.03) else mother,
            family_card=card,
            region=region,
        )

    # ---- parts -----------------------------------------------------------------------------------------------------

    def name(self, sex: str) -> str:
        """Of one to three words; few names are borne by many, and many by few."""
        rng = self.rng
        first, last = (MEN, LAST) if sex == "MALE" else (WOMEN, LAST_OF_WOMEN)
        words = [first[min(int(rng.expovariate(1 / 30)), len(first) - 1)]]
        shape = rng.random()
        if shape > 0.15:
            words.append(last[min(int(rng.expovariate(1 / 18)), len(last) - 1)])
        if shape > 0.8:
            words.insert(1, rng.choice(first))
        if rng.random() < 0.18:
            words.insert(
                0, rng.choice(("Muhammad", "Ahmad", "Abdul")) if sex == "MALE" else rng.choice(("Siti", "Nur"))
            )
        return " ".join(dict.fromkeys(words))

    def nik(self, born: dt.date, sex: str, area: str | None = None) -> str:
        """A new number; its serial counts those of the same area, day and sex, from 9001 as made-up numbers do."""
        day = born.day + (40 if sex == "FEMALE" else 0)
        head = f"{area or self.rng.choice(AREAS)}{day:02}{born:%m%y}"
        while True:
            serial = self._serials[head] = self._serials.get(head, 9000) + 1
            if self.is_free(f"{head}{serial}"):
                return f"{head}{serial}"

    def is_free(self, nik: str) -> bool:
        """Whether nobody has this number; from now on somebody does."""
        free = nik not in self._niks
        self._niks.add(nik)
        return free

    def card(self) -> str:
        self._cards += 1
        return f"19010{self._cards:011}"

    def region(self) -> str:
        return f"19.01.{self.rng.randint(1, 8):02}.{self.rng.choice((1001, 1002, 2001, 2002, 2003, 2004, 2005))}"

    def date(self, first: int, last: int) -> dt.date:
        return dt.date(first, 1, 1) + dt.timedelta(days=self.rng.randrange((last - first + 1) * 365))

    def _shifted(self, date: dt.date, least: int, most: int) -> dt.date:
        return date + dt.timedelta(days=self.rng.randint(least * 365, most * 365))
