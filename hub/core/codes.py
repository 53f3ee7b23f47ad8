"""Code lists of the civil registry.

Closed lists are enums with English names; each member carries the official code (as on form F-1.01),
the Indonesian label as agencies write it, and an English label. Open lists are tuples of entries.
Source of codes and labels: the tables of OpenSID that mirror form F-1.01 (Permendagri 109/2019),
marital status by Permendagri 118/2017.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final, Self


class CodedEnum(Enum):
    """An enum whose value is its name on the wire; `code`, `label_id`, `label_en` ride along."""

    code: str
    label_id: str
    label_en: str

    def __new__(cls, code: str, label_id: str, label_en: str) -> Self:
        member = object.__new__(cls)
        member.code, member.label_id, member.label_en = code, label_id, label_en
        member._value_ = code
        return member

    @classmethod
    def from_code(cls, code: str | int) -> Self:
        """The member of an official code; raises KeyError for an unknown one."""
        wanted = str(code).lstrip("0")
        for member in cls:
            if member.code == wanted:
                return member
        raise KeyError(f"{cls.__name__} has no code {code!r}")


class Sex(CodedEnum):
    MALE = ("1", "LAKI-LAKI", "Male")
    FEMALE = ("2", "PEREMPUAN", "Female")


class BloodType(CodedEnum):
    A = ("1", "A", "A")
    B = ("2", "B", "B")
    AB = ("3", "AB", "AB")
    O = ("4", "O", "O")  # noqa: E741 - the blood type's name
    A_POSITIVE = ("5", "A+", "A+")
    A_NEGATIVE = ("6", "A-", "A-")
    B_POSITIVE = ("7", "B+", "B+")
    B_NEGATIVE = ("8", "B-", "B-")
    AB_POSITIVE = ("9", "AB+", "AB+")
    AB_NEGATIVE = ("10", "AB-", "AB-")
    O_POSITIVE = ("11", "O+", "O+")
    O_NEGATIVE = ("12", "O-", "O-")
    UNKNOWN = ("13", "TIDAK TAHU", "Unknown")


class MaritalStatus(CodedEnum):
    NEVER_MARRIED = ("1", "BELUM KAWIN", "Never married")
    MARRIED_REGISTERED = ("2", "KAWIN TERCATAT", "Married, registered")
    MARRIED_UNREGISTERED = ("3", "KAWIN BELUM TERCATAT", "Married, not yet registered")
    DIVORCED_REGISTERED = ("4", "CERAI HIDUP TERCATAT", "Divorced, registered")
    DIVORCED_UNREGISTERED = ("5", "CERAI HIDUP BELUM TERCATAT", "Divorced, not yet registered")
    WIDOWED = ("6", "CERAI MATI", "Widowed")


class FamilyRelationship(CodedEnum):
    """Status hubungan dalam keluarga (SHDK). Exactly one HEAD per family card."""

    HEAD = ("1", "KEPALA KELUARGA", "Head of family")
    HUSBAND = ("2", "SUAMI", "Husband")
    WIFE = ("3", "ISTRI", "Wife")
    CHILD = ("4", "ANAK", "Child")
    CHILD_IN_LAW = ("5", "MENANTU", "Child-in-law")
    GRANDCHILD = ("6", "CUCU", "Grandchild")
    PARENT = ("7", "ORANGTUA", "Parent")
    PARENT_IN_LAW = ("8", "MERTUA", "Parent-in-law")
    OTHER_RELATIVE = ("9", "FAMILI LAIN", "Other relative")
    DOMESTIC_WORKER = ("10", "PEMBANTU", "Domestic worker")
    OTHER = ("11", "LAINNYA", "Other")


class EducationLevel(CodedEnum):
    NONE = ("1", "TIDAK/BELUM SEKOLAH", "No schooling (yet)")
    PRIMARY_INCOMPLETE = ("2", "BELUM TAMAT SD/SEDERAJAT", "Primary school not completed")
    PRIMARY = ("3", "TAMAT SD/SEDERAJAT", "Primary school")
    LOWER_SECONDARY = ("4", "SLTP/SEDERAJAT", "Lower secondary school")
    UPPER_SECONDARY = ("5", "SLTA/SEDERAJAT", "Upper secondary school")
    DIPLOMA_1_2 = ("6", "DIPLOMA I/II", "Diploma I/II")
    DIPLOMA_3 = ("7", "AKADEMI/DIPLOMA III/S.MUDA", "Diploma III")
    BACHELOR = ("8", "DIPLOMA IV/STRATA I", "Bachelor (Diploma IV/Strata I)")
    MASTER = ("9", "STRATA II", "Master (Strata II)")
    DOCTORATE = ("10", "STRATA III", "Doctorate (Strata III)")


class Citizenship(CodedEnum):
    INDONESIAN = ("1", "WNI", "Indonesian citizen")
    FOREIGN = ("2", "WNA", "Foreign national")
    DUAL = ("3", "DUA KEWARGANEGARAAN", "Limited dual nationality (child)")


class VitalStatus(CodedEnum):
    ALIVE = ("1", "HIDUP", "Alive")
    DECEASED = ("2", "MATI", "Deceased")
    MOVED = ("3", "PINDAH", "Moved away")
    MISSING = ("4", "HILANG", "Missing")
    LEFT = ("6", "PERGI", "Left")
    INVALID = ("9", "TIDAK VALID", "Record not valid")


class BirthPlaceKind(CodedEnum):
    """Tempat dilahirkan, form F-2.01."""

    HOSPITAL = ("1", "RS/RB", "Hospital or maternity clinic")
    HEALTH_CENTRE = ("2", "PUSKESMAS", "Community health centre")
    VILLAGE_CLINIC = ("3", "POLINDES", "Village maternity post")
    HOME = ("4", "RUMAH", "Home")
    OTHER = ("5", "LAINNYA", "Other")


class BirthKind(CodedEnum):
    """Jenis kelahiran, form F-2.01."""

    SINGLE = ("1", "TUNGGAL", "Single")
    TWIN = ("2", "KEMBAR 2", "Twin")
    TRIPLET = ("3", "KEMBAR 3", "Triplet")
    QUADRUPLET = ("4", "KEMBAR 4", "Quadruplet")
    OTHER = ("5", "LAINNYA", "Other")


class BirthAttendant(CodedEnum):
    """Penolong kelahiran, form F-2.01."""

    DOCTOR = ("1", "DOKTER", "Doctor")
    MIDWIFE = ("2", "BIDAN/PERAWAT", "Midwife or nurse")
    TRADITIONAL = ("3", "DUKUN", "Traditional birth attendant")
    OTHER = ("4", "LAINNYA", "Other")


class MoveReason(CodedEnum):
    """Alasan kepindahan, form F-1.03."""

    WORK = ("1", "PEKERJAAN", "Work")
    EDUCATION = ("2", "PENDIDIKAN", "Education")
    SAFETY = ("3", "KEAMANAN", "Safety")
    HEALTH = ("4", "KESEHATAN", "Health")
    HOUSING = ("5", "PERUMAHAN", "Housing")
    FAMILY = ("6", "KELUARGA", "Family")
    OTHER = ("7", "LAINNYA", "Other")


class Housing(CodedEnum):
    """In whose house somebody lives; codes of the hub, because form F-1.03 asks it with the owner's statement only."""

    OWN = ("1", "RUMAH SENDIRI ATAU KELUARGA INTI", "Own house, or that of the family itself")
    RENTED = ("2", "SEWA, KONTRAK, ATAU KOS", "Rented house or room")
    WITH_OTHERS = ("3", "MENUMPANG", "With others, in their house")


class DeathCause(CodedEnum):
    """Sebab kematian, form F-2.01."""

    ILLNESS = ("1", "SAKIT BIASA/TUA", "Illness or old age")
    EPIDEMIC = ("2", "WABAH PENYAKIT", "Epidemic")
    ACCIDENT = ("3", "KECELAKAAN", "Accident")
    CRIME = ("4", "KRIMINALITAS", "Crime")
    SUICIDE = ("5", "BUNUH DIRI", "Suicide")
    OTHER = ("6", "LAINNYA", "Other")


class DeathAttester(CodedEnum):
    """Yang menerangkan kematian, form F-2.01."""

    DOCTOR = ("1", "DOKTER", "Doctor")
    HEALTH_WORKER = ("2", "TENAGA KESEHATAN", "Health worker")
    POLICE = ("3", "KEPOLISIAN", "Police")
    OTHER = ("4", "LAINNYA", "Other, such as the head of the village")


class DeathCircumstance(CodedEnum):
    """By what a death is proven, letters a to e of the list of papers in Perpres 96/2018 and Permendagri 108/2019."""

    ORDINARY = ("a", "KEMATIAN DITERANGKAN DOKTER ATAU KEPALA DESA/LURAH", "Attested by a doctor or head of village")
    IDENTITY_UNCLEAR = ("b", "IDENTITAS TIDAK JELAS", "Identity unclear, established by the police")
    NO_BODY = ("c", "HILANG ATAU JENAZAH TIDAK DITEMUKAN", "Missing, or no body was found")
    ABROAD = ("e", "MENINGGAL DI LUAR NEGERI", "Died abroad")


class DeathReporter(CodedEnum):
    """Who reports a death; the codes are the hub's own."""

    CHILD = ("1", "ANAK", "Child")
    HEIR = ("2", "AHLI WARIS", "Heir, such as the husband or wife")
    FAMILY = ("3", "KELUARGA LAIN", "Other family")
    RT_HEAD = ("4", "KETUA RT ATAU NAMA LAINNYA", "Head of the neighbourhood (RT)")


@dataclass(frozen=True, slots=True)
class CodeEntry:
    """One entry of a code list: the value on the wire, the official code, both labels."""

    value: str
    official_code: str
    label_id: str
    label_en: str


RELIGIONS: Final[tuple[CodeEntry, ...]] = tuple(
    CodeEntry(code, code, label_id, label_en)
    for code, label_id, label_en in (
        ("1", "ISLAM", "Islam"),
        ("2", "KRISTEN", "Christian (Protestant)"),
        ("3", "KATHOLIK", "Catholic"),
        ("4", "HINDU", "Hindu"),
        ("5", "BUDHA", "Buddhist"),
        ("6", "KHONGHUCU", "Confucian"),
        ("7", "KEPERCAYAAN TERHADAP TUHAN YME / LAINNYA", "Belief in the One God / other"),
    )
)

_OCCUPATIONS: Final = (
    ("BELUM/TIDAK BEKERJA", "Not (yet) working"),
    ("MENGURUS RUMAH TANGGA", "Homemaker"),
    ("PELAJAR/MAHASISWA", "Pupil or student"),
    ("PENSIUNAN", "Retired"),
    ("PEGAWAI NEGERI SIPIL", "Civil servant"),
    ("TNI", "Member of the armed forces (TNI)"),
    ("POLRI", "Police officer (Polri)"),
    ("PERDAGANGAN", "Trade"),
    ("PETANI/PEKEBUN", "Farmer or planter"),
    ("PETERNAK", "Livestock farmer"),
    ("NELAYAN/PERIKANAN", "Fisher or fish farmer"),
    ("INDUSTRI", "Manufacturing"),
    ("KONSTRUKSI", "Construction"),
    ("TRANSPORTASI", "Transport"),
    ("KARYAWAN SWASTA", "Private-sector employee"),
    ("KARYAWAN BUMN", "Employee of a state-owned enterprise"),
    ("KARYAWAN BUMD", "Employee of a regionally owned enterprise"),
    ("KARYAWAN HONORER", "Contract employee of the government"),
    ("BURUH HARIAN LEPAS", "Day labourer"),
    ("BURUH TANI/PERKEBUNAN", "Farm or plantation labourer"),
    ("BURUH NELAYAN/PERIKANAN", "Fishery labourer"),
    ("BURUH PETERNAKAN", "Livestock labourer"),
    ("PEMBANTU RUMAH TANGGA", "Domestic worker"),
    ("TUKANG CUKUR", "Barber"),
    ("TUKANG LISTRIK", "Electrician"),
    ("TUKANG BATU", "Bricklayer"),
    ("TUKANG KAYU", "Carpenter"),
    ("TUKANG SOL SEPATU", "Cobbler"),
    ("TUKANG LAS/PANDAI BESI", "Welder or blacksmith"),
    ("TUKANG JAHIT", "Tailor or seamstress"),
    ("TUKANG GIGI", "Dental technician (traditional)"),
    ("PENATA RIAS", "Make-up artist"),
    ("PENATA BUSANA", "Fashion stylist"),
    ("PENATA RAMBUT", "Hairdresser"),
    ("MEKANIK", "Mechanic"),
    ("SENIMAN", "Artist"),
    ("TABIB", "Traditional healer"),
    ("PARAJI", "Traditional birth attendant"),
    ("PERANCANG BUSANA", "Fashion designer"),
    ("PENTERJEMAH", "Translator or interpreter"),
    ("IMAM MASJID", "Imam of a mosque"),
    ("PENDETA", "Protestant minister"),
    ("PASTOR", "Catholic priest"),
    ("WARTAWAN", "Journalist"),
    ("USTADZ/MUBALIGH", "Islamic teacher or preacher"),
    ("JURU MASAK", "Cook"),
    ("PROMOTOR ACARA", "Event promoter"),
    ("ANGGOTA DPR-RI", "Member of the House of Representatives (DPR-RI)"),
    ("ANGGOTA DPD", "Member of the Regional Representative Council (DPD)"),
    ("ANGGOTA BPK", "Member of the Audit Board (BPK)"),
    ("PRESIDEN", "President"),
    ("WAKIL PRESIDEN", "Vice-president"),
    ("ANGGOTA MAHKAMAH KONSTITUSI", "Judge of the Constitutional Court"),
    ("ANGGOTA KABINET/KEMENTERIAN", "Cabinet minister"),
    ("DUTA BESAR", "Ambassador"),
    ("GUBERNUR", "Governor"),
    ("WAKIL GUBERNUR", "Vice-governor"),
    ("BUPATI", "Regent"),
    ("WAKIL BUPATI", "Vice-regent"),
    ("WALIKOTA", "Mayor"),
    ("WAKIL WALIKOTA", "Vice-mayor"),
    ("ANGGOTA DPRD PROVINSI", "Member of a provincial council (DPRD)"),
    ("ANGGOTA DPRD KABUPATEN/KOTA", "Member of a regency or city council (DPRD)"),
    ("DOSEN", "Lecturer"),
    ("GURU", "Teacher"),
    ("PILOT", "Pilot"),
    ("PENGACARA", "Lawyer"),
    ("NOTARIS", "Notary"),
    ("ARSITEK", "Architect"),
    ("AKUNTAN", "Accountant"),
    ("KONSULTAN", "Consultant"),
    ("DOKTER", "Doctor"),
    ("BIDAN", "Midwife"),
    ("PERAWAT", "Nurse"),
    ("APOTEKER", "Pharmacist"),
    ("PSIKIATER/PSIKOLOG", "Psychiatrist or psychologist"),
    ("PENYIAR TELEVISI", "Television presenter"),
    ("PENYIAR RADIO", "Radio presenter"),
    ("PELAUT", "Seafarer"),
    ("PENELITI", "Researcher"),
    ("SOPIR", "Driver"),
    ("PIALANG", "Broker"),
    ("PARANORMAL", "Psychic"),
    ("PEDAGANG", "Trader"),
    ("PERANGKAT DESA", "Village official"),
    ("KEPALA DESA", "Head of village"),
    ("BIARAWATI", "Nun"),
    ("WIRASWASTA", "Self-employed"),
    ("LAINNYA", "Other"),
)

OCCUPATIONS: Final[tuple[CodeEntry, ...]] = tuple(
    CodeEntry(str(number), str(number), label_id, label_en)
    for number, (label_id, label_en) in enumerate(_OCCUPATIONS, start=1)
)

CLOSED_LISTS: Final[dict[str, type[CodedEnum]]] = {
    cls.__name__: cls
    for cls in (
        Sex,
        BloodType,
        MaritalStatus,
        FamilyRelationship,
        EducationLevel,
        Citizenship,
        VitalStatus,
        BirthPlaceKind,
        BirthKind,
        BirthAttendant,
        MoveReason,
        Housing,
        DeathCause,
        DeathAttester,
        DeathCircumstance,
        DeathReporter,
    )
}
OPEN_LISTS: Final[dict[str, tuple[CodeEntry, ...]]] = {
    "Religion": RELIGIONS,
    "Occupation": OCCUPATIONS,
}


def code_list(name: str) -> tuple[CodeEntry, ...] | None:
    """The entries of a list by its name (`Sex`, `Occupation`), or None when there is no such list."""
    if name in OPEN_LISTS:
        return OPEN_LISTS[name]
    enum = CLOSED_LISTS.get(name)
    if enum is None:
        return None
    return tuple(CodeEntry(m.name, m.code, m.label_id, m.label_en) for m in enum)
