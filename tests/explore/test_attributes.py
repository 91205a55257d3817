"""Tables of what is known about pictures, as numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from etude.explore.attributes import Column, read_columns


def columns(**attributes: list[Any]) -> dict[str, Column]:
    """Return the columns of a table by name."""
    return {column.name: column for column in read_columns(attributes)}


@pytest.mark.parametrize(
    "values", [["yes", "No"], [True, False], ["是", "否"], [1, 0], ["1", ""], ["有", "无"]]
)
def test_yes_and_no_are_one_column(values: list[Any]) -> None:
    (column,) = columns(glasses=values * 20).values()
    assert column.kind
    assert column.name == "glasses"
    assert column.values.tolist() == [1.0, 0.0] * 20


def test_numbers_are_counted_in_standard_deviations() -> None:
    (column,) = columns(year=[str(1600 + n) for n in range(99)] + [None]).values()
    assert not column.kind
    assert np.nanstd(column.values) == pytest.approx(1.0)
    assert np.isnan(column.values[-1])
    assert (np.diff(column.values[:-1]) > 0).all()


def test_colours_become_lightness() -> None:
    (column,) = columns(skin=["#000000", "#804020", "#ffffff"] * 10).values()
    assert column.values[0] < column.values[1] < column.values[2]


def test_words_become_a_column_each_and_rare_ones_none() -> None:
    words = ["round"] * 40 + ["kurt"] * 30 + ["none"] * 30 + ["eyepatch"] * 3
    found = columns(accessories=words)
    assert set(found) == {"round", "kurt", "none"}
    assert found["kurt"].values.sum() == 30
    assert found["kurt"].attribute == "accessories"


def test_two_words_are_one_slider_named_by_the_rarer_one() -> None:
    assert set(columns(style=["circle"] * 60 + ["plain"] * 40)) == {"plain"}


def test_a_word_that_two_attributes_share_says_whose_it_is() -> None:
    values = ["none", "big", "small"] * 20
    assert {"hat none", "beard none"} <= set(columns(hat=values, beard=values[::-1]))


def test_what_cannot_be_learnt_from_is_left_out() -> None:
    assert (
        columns(same=["a"] * 99, few=["a", "b", None] * 3, names=[f"n{n}" for n in range(99)]) == {}
    )


def test_an_unknown_value_is_neither_yes_nor_no() -> None:
    (column,) = columns(hat=["yes", "no", None, float("nan")] * 20).values()
    assert np.isnan(column.values[2])
    assert np.isnan(column.values[3])
