import time
from concurrent.futures import ThreadPoolExecutor

from etude.core.ids import is_id, new_id


def test_ids_are_unique_and_in_the_order_of_their_making() -> None:
    made = [new_id() for _ in range(5000)]
    assert made == sorted(set(made))
    assert all(is_id(each) for each in made)


def test_ids_of_many_threads_are_unique() -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: new_id(), range(4000)))
    assert len(set(made)) == len(made)


def test_an_id_holds_the_time_of_its_making() -> None:
    value = 0
    for letter in new_id()[:10]:
        value = value * 32 + "0123456789ABCDEFGHJKMNPQRSTVWXYZ".index(letter)
    assert abs(value / 1000 - time.time()) < 5


def test_other_texts_are_not_ids() -> None:
    for text in ("", "01" * 12, "8" * 26, "0" * 25 + "U", "0" * 27, "../" + "0" * 23):
        assert not is_id(text)
