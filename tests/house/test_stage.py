"""Checks that walk all pages are only as good as what is on them."""

from tests.house.found import nothing
from tests.house.stage import empty_tables


def test_every_table_has_a_row_on_the_stage(stage):
    nothing(f"tests/house/stage.py shows no {table}" for table in empty_tables())
