import pytest

from etude.core.events import Event, silent


@pytest.mark.parametrize(
    ("done", "total", "share"), [(0, 0, 0.0), (1, 4, 0.25), (9, 4, 1.0), (-1, 4, 0.0), (3, 0, 0.0)]
)
def test_the_share_stays_between_nothing_and_all(done, total, share) -> None:
    event = Event("read", done, total)
    silent(event)
    assert event.share == share
