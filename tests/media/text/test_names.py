"""Names kept straight: slips of one letter, and who is named but not in the cast."""

from __future__ import annotations

from etude.media.text.names import Slip, find_slips, find_strangers

CALM = "The sea was calm, and they thought about it long, and never once did it say a word. " * 3


def test_a_name_one_letter_away_is_a_slip() -> None:
    text = "Marra's lamp was out. “Marra,” said Tom. Then Mraa went, and Mara, and Mar."
    found = find_slips(text, ["Mara", "Old Tom"])
    assert found == [Slip("Marra", "Mara", 2), Slip("Mraa", "Mara", 1)]


def test_names_that_stand_in_the_plan_and_common_words_are_none() -> None:
    assert find_slips("Maria came. Mary, too.", ["Mara", "Mary"], "Maria is her sister.") == []
    assert find_slips("The lamps of Tim.", ["Lamp", "Tom"]) == []


def test_of_chinese_names_the_letters_behind_the_surname_are_looked_at() -> None:
    text = "周明远走了。周明运说好，周明说不。对明远说：“周铭远？”"
    found = find_slips(text, ["周明远", "阿海"])
    assert found == [Slip("周明运", "周明远", 1), Slip("周铭远", "周明远", 1)]


def test_whoever_is_named_often_is_somebody() -> None:
    text = CALM + "She saw Elias. It was Elias, who else; and Mara saw Elias, too. Later came Ann."
    assert find_strangers(text, ["Mara"]) == [("Elias", 3)]
    assert find_strangers(text, ["Mara"], "Elias is dead.") == []


def test_a_language_of_many_capitals_tells_nothing() -> None:
    text = "Die See und das Licht und der Turm, die See und das Licht, der Turm und das Licht."
    assert find_strangers(text * 3, ["Mara"]) == []
