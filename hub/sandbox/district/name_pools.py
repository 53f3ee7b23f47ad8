"""Words of which names are made, by community. All combinations are invented; whoever bears one bears it by chance."""

from __future__ import annotations

from typing import Final


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


MALAY_MEN: Final = _words(
    "Hendra Rizki Yusuf Zulkifli Jumaidi Junaidi Sabarudin Darmawan Firdaus Ilham Fadli Andika Rusdi Sahrul Hamdan "
    "Iskandar Bahtiar Mulyadi Azwar Ramli Syahrul Hafiz Ridwan Taufik Amrullah Bujang Kurniawan Irwan Syafri Marwan "
    "Rustam Sarbini Hasan Husin Effendi Usman Zainal Sofyan Yahya Jauhari Kamaludin Nasir Robi Dedi Ferdi Apriyadi "
    "Yudi Cahyadi Ma'ruf Mas'ud Nu'man Rif'an Sya'ban Dzulfikar Fahmi Ardiansyah Reza Bayu Gilang Arif Anwar"
)
MALAY_MEN_LAST: Final = _words(
    "Saputra Ramadhan Efendi Pratama Hidayat Setiawan Maulana Kurniawan Firmansyah Syahputra Irawan Wahyudi Suhendra "
    "Gunawan Nugraha Akbar Hakim Rahman Ismail Yusuf Arsyad Fauzi Jaya Putra Sanjaya Wijaya Anggara Perdana Aditya "
    "Alamsyah Hermawan Juniardi Novriadi Oktarian Septiawan"
)
MALAY_WOMEN: Final = _words(
    "Rosmala Mardiana Sumiati Nurhayati Zubaidah Rosita Yulianti Eliza Martini Fitri Nurul Rohani Hartati Suryati "
    "Jamilah Khadijah Maimunah Rukiah Saodah Aisyah Halimah Fatimah Zahra Putri Dwi Novita Oktavia Rahma Wulan Melati "
    "Kartika Yuliana Nadia Salsabila Aulia Intan Sari Mega Ayu Desi Ratna Juwita Lestari Bunga Ainun Syarifah Rif'ah "
    "Nuraini Komala Susilawati Herlina Marlina Yusnita Zulaikha Cahaya Anisa Khairunnisa"
)
MALAY_WOMEN_LAST: Final = _words(
    "Dewi Aminah Sari Lestari Wulandari Rahmawati Anggraini Puspita Hasanah Fadilah Maharani Safitri Permata Utami "
    "Oktaviani Ramadhani Azzahra Handayani Kurniasih Yuliani Apriani Novianti Agustina Septiani Juliana Syafitri "
    "Nurjanah Hayati Khotimah Mutmainah"
)
JAVANESE_MEN: Final = _words(
    "Suparman Sugiyono Supriyadi Bambang Joko Slamet Agus Widodo Sutrisno Wahyu Eko Sumarno Paijo Tukiman Sujarwo "
    "Haryanto Purnomo Yanto Triyono Budi Heru Dwi Bagus Kusnadi Sunaryo Wagiman Ponidi Mujiono Rudi Edi Cahyo Hari"
)
JAVANESE_MEN_LAST: Final = _words(
    "Santoso Susanto Prasetyo Nugroho Wibowo Purwanto Utomo Riyadi Setyawan Hartono Cahyono Suryanto Kuncoro Saputro "
    "Raharjo Sudarmono Wicaksono Pamungkas Subroto Yulianto"
)
JAVANESE_WOMEN: Final = _words(
    "Sri Tuti Endang Suparti Wagiyem Ngatini Lasmini Sulastri Tri Dwi Retno Sutinah Parjiyem Mujiyem Suminah Siti "
    "Yuni Titik Rini Wiwik Kasiyem Painem Juminten Tutik Nunung Ambar"
)
JAVANESE_WOMEN_LAST: Final = _words(
    "Rahayu Wahyuni Lestari Widayati Astuti Handayani Suryani Puspitasari Mulyani Kusumawati Hartini Setyowati "
    "Ningsih Pujiastuti Wulandari Susanti"
)
CHINESE_CLANS: Final = _words(
    "Liem Bong Tjhia Tjong Njo Tjhin Djong Phang Lay Then Bun Tjung Sim Hiu Kho Ng Lie Tan Tjen Fam Jap Kwok Thong "
    "Tjin Voon Jong"
)
CHINESE_CLANS_NEW: Final = {
    "Tjhia": "Chia", "Tjong": "Cong", "Njo": "Nyo", "Tjhin": "Chin", "Djong": "Jong", "Liem": "Lim", "Tjung": "Cung",
    "Tjen": "Cen", "Jap": "Yap", "Tjin": "Cin", "Voon": "Fun",
}  # fmt: skip
CHINESE_MEN_MIDDLE: Final = _words("Sui Jun Kim Fui Tjhun Kon Moy Djie Nyuk Khim Sin Thian Vui Hon Tet Jan Kiun Siong")
CHINESE_MEN_LAST: Final = _words("Jan Khiong Fa Loy Hin Min Djin Fuk Siung Kong Nyan Fo Sen Tjhong Liong Hiung Pin")
CHINESE_WOMEN_MIDDLE: Final = _words("Nyuk Siu Moi Sui Kim Fung Mei Jun Lan Khiun Tjhai Djun Ai Pit Se")
CHINESE_WOMEN_LAST: Final = _words("Fa Moi Lan Jin Kiaw Tjin Fung Djan Ling Fong Khim Hwa Njun Sian Lian")
INDONESIAN_MEN: Final = _words(
    "Hendra Andri Susanto Rudy Johan Herman Suryadi Kevin Ricky Edy Stefanus Vincent Ferry Hengky Jefri Alvin Darwin "
    "Steven Calvin Budiman Robert Erik Yohanes William Felix"
)
INDONESIAN_WOMEN: Final = _words(
    "Susanti Lily Meilani Yuliana Jessica Angelina Fransiska Vivi Merry Linda Christina Melisa Felicia Novi Tina "
    "Veronika Stefani Yenny Aling Cindy Clara Selvi Diana"
)
FAMILY_LAST: Final = _words(
    "Wijaya Gunawan Halim Salim Susanto Tanuwijaya Kusuma Hartono Lukito Santoso Budiman Setiadi Chandra Widjaja "
    "Saputra Sutanto Tjandra Limantara Bongso Hermanto Japutra"
)
BATAK_LAST: Final = _words("Simanjuntak Sitorus Hutabarat Nainggolan Siregar Manurung Sihombing Tampubolon Pasaribu")
MUHAMMADS: Final = (
    ("Muhammad", 40.0), ("M.", 22.0), ("Mohd.", 12.0), ("Mohammad", 10.0), ("Moh.", 8.0), ("Muhamad", 5.0),
    ("Mochamad", 3.0),
)  # fmt: skip
