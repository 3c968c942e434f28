"""Names in other scripts and their spellings in Latin letters: compared as one, kept as written."""

import pytest

from anfragemanager.contact.given_names import is_given_name
from anfragemanager.contact.names import read_name
from anfragemanager.contact.scripts import consonants, is_unvowelled, romanised, slavic_stem
from anfragemanager.contact.text import fold


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Игорь", "igor"),
        ("Наталья Жукова", "natalya zhukova"),
        ("Παπαδόπουλος", "papadopoulos"),
        ("Μπάμπης Ντίνος", "bampis dinos"),
        ("Αγγελική", "angeliki"),
        ("محمد", "mhmd"),
        ("王小明", "wangxiaoming"),
        ("ნინო", "nino"),
        ("Müller ☎ 5", "mueller 5"),
        ("Nguyễn Đức", "nguyen duc"),
        ("Ｍａｘ", "max"),
    ],
)
def test_other_scripts_fold_to_latin_letters(written, folded):
    assert fold(written) == folded


@pytest.mark.parametrize(
    "spellings",
    [
        "Сергей Sergej Sergey Sergei Sergii",
        "Чайковский Tschaikowski Tschaikowskij Chaikovskii Tchaikovsky",
        "Жуков Schukow Zhukov",
        "Киселёв Kiseljow Kisseljow Kiselyov Kiselev",
        "Gorbatschow Gorbachev Gorbachyov",
        "Фёдор Fjodor Fyodor Fedor",
        "Елена Jelena Yelena Elena",
        "Юлия Julija Yuliya Iuliia",
        "Михаил Michail Mikhail",
        "Щербаков Schtscherbakow Shcherbakov",
        "Baschar Bashar",
        "Jamal Djamal Dschamal",
        "Salloum Sallum Salloom",
        "Tarik Tariq",
        "Fatima Fatimah",
    ],
)
def test_the_romanisations_of_a_name_are_one(spellings):
    assert len({romanised(fold(spelling)) for spelling in spellings.split()}) == 1


@pytest.mark.parametrize(
    "pair",
    ["Schmidt Schmitt", "Braun Brown", "Lena Lina", "Samir Samer", "Hassan Hussein", "Berger Burger", "Jan Jana"],
)
def test_other_names_stay_apart(pair):
    one, other = (romanised(fold(name)) for name in pair.split())
    assert one != other


@pytest.mark.parametrize(
    ("man", "woman"),
    [
        ("Iwanow", "Iwanowa"),
        ("Ivanoff", "Ivanova"),
        ("Kowalski", "Kowalska"),
        ("Tschaikowski", "Tschaikowskaja"),
        ("Nikitin", "Nikitina"),
        ("Medwedew", "Medvedeva"),
    ],
)
def test_a_slavic_last_name_has_one_stem_for_man_and_woman(man, woman):
    assert slavic_stem(fold(man)) == slavic_stem(fold(woman)) != ""


@pytest.mark.parametrize("name", ["Schmidt", "Papadopoulos", "Müller", "Weiß"])
def test_other_last_names_have_no_slavic_stem(name):
    assert slavic_stem(fold(name)) == ""


def test_arabic_is_known_by_its_consonants():
    assert is_unvowelled(fold("محمد")) and not is_unvowelled("chris")
    assert consonants(fold("محمد")) == consonants("mohammed") == "mhmd"
    assert consonants(fold("يوسف")) == consonants("youssef")


def test_a_name_in_another_script_is_taken_apart_and_stays_as_written():
    assert is_given_name("Людмила") and is_given_name("Ελένη") and not is_given_name("Жуков")
    read = read_name("Наталья Жукова")
    assert (read.first_name, read.last_name) == ("Наталья", "Жукова")
