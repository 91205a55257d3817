from __future__ import annotations

import itertools
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import ClassVar

import numpy as np
import pytest
import torch

from etude.core.errors import EtudeError
from etude.core.messages import LANGUAGES, message
from etude.datasets import Dataset
from etude.media.symbols import BEGIN, END
from etude.media.text.vocabulary import learn_characters
from etude.models import gpt, lstm
from etude.models.engine import Engine
from etude.models.gpt import Gpt
from etude.models.lstm import Lstm
from etude.models.sequences import Alphabet, Passage
from etude.training.device import new_recipe
from etude.training.fit import Fitted, fit
from etude.training.run import RunFolder, Settings
from etude.training.sequences import SequenceFeed, Sequences, Stream, join_pieces
from etude.training.texts import WrittenTexts

SONG = "row, row, row your boat, gently down the stream; merrily, merrily, life is but a dream. "
CONFIG = {"width": 24, "layers": 1, "window": 16, "batch": 4, "rate": 0.02}

GPT = {"heads": 1, "layers": 1, "window": 16, "batch": 4, "rate": 0.02}


def make_texts(name: str = "songs", lines: int = 24) -> WrittenTexts:
    """Return a dataset of songs that begin at different places and are not equally long."""
    train = [(SONG * 2)[i : i + 80 + 5 * (i % 4)] for i in range(lines)]
    return WrittenTexts(name, learn_characters(train), train, [SONG * 2])


def settings(texts: Sequences, recipe: str = "lstm", seconds: float = 70.0) -> Settings:
    named = {"dataset": texts.name, "dataset_hash": texts.hash}
    config = CONFIG if recipe == "lstm" else GPT
    return Settings(
        recipe, config, 0, seconds, seed=7, bfloat16=False, channels_last=False, **named
    )


def ticking() -> itertools.count[float]:
    return itertools.count(0.0)


def train(texts: Sequences, folder: Path, recipe: str = "lstm", seconds: float = 70.0) -> Fitted:
    clock = ticking()
    return fit(texts, settings(texts, recipe, seconds), folder, clock=lambda: next(clock))


def weights(run: Fitted) -> dict[str, torch.Tensor]:
    return {
        f"{k}.{n}": v for k, net in run.recipe.networks.items() for n, v in net.state_dict().items()
    }


def make_feed(texts: Sequences, batch: int = 4, recipe: str = "lstm") -> SequenceFeed:
    if recipe == "gpt":
        config = gpt.Config(**{**GPT, "batch": batch})
        return SequenceFeed(new_recipe(Gpt, config, Alphabet(texts.size), 0), texts, seed=7)
    config = lstm.Config(**{**CONFIG, "batch": batch})
    return SequenceFeed(new_recipe(Lstm, config, Alphabet(texts.size), 0), texts, seed=7)


def test_pieces_have_a_beginning_and_an_end() -> None:
    stream = join_pieces([np.array([5, 6], np.int32), np.array([7], np.int32)])
    assert stream.tokens.tolist() == [BEGIN, 5, 6, END, BEGIN, 7, END]
    assert stream.starts.tolist() == [0, 4]


def test_windows_of_a_row_go_on_from_each_other() -> None:
    feed, engine = make_feed(make_texts()), Engine()
    length = len(make_texts().edition(0).tokens)
    windows = length // 4 // 16
    passages = [feed.draw(engine) for _ in range(windows)]
    for before, after in itertools.pairwise(passages):
        assert torch.equal(before.tokens[:, -1], after.tokens[:, 0])
    assert passages[0].fresh.all()
    assert not all(passage.fresh.all() for passage in passages[1:])
    read = torch.cat([passage.tokens[:, :-1].reshape(-1) for passage in passages])
    assert len(read) > 0.9 * length  # an edition is read once
    assert feed.recipe.registers["edition"] == 0
    assert feed.draw(engine).fresh.all()
    assert feed.recipe.registers["edition"] == 1


def test_a_window_that_begins_with_a_piece_begins_without_a_state() -> None:
    feed, engine = make_feed(make_texts()), Engine()
    passages = [feed.draw(engine) for _ in range(120)]
    begins = torch.cat([passage.tokens[:, 0] == BEGIN for passage in passages])
    fresh = torch.cat([passage.fresh for passage in passages])
    assert begins.any()
    assert fresh[begins].all()


def test_processes_share_the_rows() -> None:
    class Second(Engine):
        shares, rank = 2, 1

    whole, half = make_feed(make_texts()), make_feed(make_texts())
    for _ in range(3):
        both, ours = whole.draw(Engine()), half.draw(Second())
        assert torch.equal(both.tokens[2:], ours.tokens)


def test_windows_from_anywhere_often_begin_with_a_piece() -> None:
    feed = make_feed(make_texts(), 64, "gpt")
    passages = [feed.draw(Engine()) for _ in range(4)]
    begins = torch.cat([passage.tokens[:, 0] == BEGIN for passage in passages])
    # A piece of 90 symbols begins within 16 of a sixth of all places, and half of those are moved.
    assert 0.03 < begins.float().mean() < 0.25
    assert all(passage.fresh.all() for passage in passages)


def test_each_reading_takes_the_next_edition() -> None:
    class Counted(WrittenTexts):
        asked: ClassVar[list[int]] = []

        def edition(self, number: int) -> Stream:
            self.asked.append(number)
            return super().edition(number)

    texts = make_texts(lines=2)
    counted = Counted(texts.name, texts.vocabulary, texts.train, texts.unseen)
    feed = make_feed(counted, recipe="gpt")
    for _ in range(12):
        feed.draw(Engine())
        feed.recipe.registers["seen"] += 4
    read = 11 * 4 * 16 // len(texts.edition(0).tokens)
    assert sorted(set(counted.asked)) == list(range(read + 1))
    assert read > 2


def test_an_edition_shorter_than_a_window_is_read_all_the_same() -> None:
    texts = make_texts(lines=1)
    feed = make_feed(texts, batch=64)
    passages = [feed.draw(Engine()) for _ in range(3)]
    assert all(passage.tokens.shape == (64, 17) for passage in passages)
    assert feed.recipe.registers["edition"] == 2


def test_it_learns_and_shows_what_it_writes(tmp_path: Path) -> None:
    texts = make_texts()
    run = train(texts, tmp_path / "run", seconds=150.0)
    assert run.finished
    looks = [record for record in run.state.history if "quality" in record]
    assert looks[0]["quality"] > 2.5
    assert run.state.best < 1.5
    assert texts.bits_per_character(run.state.best) == pytest.approx(
        run.state.best * 1.443, rel=0.01
    )
    pages = sorted((tmp_path / "run" / "samples").iterdir())
    assert {page.suffix for page in pages} == {".txt"}
    assert "row" in pages[-1].read_text("utf-8")
    assert run.state.seen == run.state.steps * 16 * 4


class Killed(Exception):
    """Stands for a kill at any moment."""


@pytest.mark.parametrize("recipe", ["lstm", "gpt"])
def test_killed_and_resumed_gives_the_same_bits(tmp_path: Path, recipe: str) -> None:
    texts = make_texts()
    straight = train(texts, tmp_path / "a", recipe)
    clock = ticking()

    def dying() -> float:
        now = next(clock)
        if now >= 47:
            raise Killed
        return now

    with pytest.raises(Killed):
        fit(texts, settings(texts, recipe), tmp_path / "b", clock=dying)
    again = ticking()
    resumed = fit(
        texts, settings(texts, recipe), tmp_path / "b", resume=True, clock=lambda: next(again)
    )
    assert straight.state == resumed.state
    for key, value in weights(straight).items():
        assert torch.equal(value, weights(resumed)[key]), key
    pages = [
        {page.name: page.read_bytes() for page in (tmp_path / run / "samples").iterdir()}
        for run in "ab"
    ]
    assert pages[0] == pages[1]


SCRIPT = """
import sys
from pathlib import Path
import torch
torch.set_num_threads(1)
from etude.training.fit import fit
from tests.training.test_sequences import make_texts, settings
texts = make_texts()
fit(texts, settings(texts, seconds=600.0), Path(sys.argv[1]), resume=sys.argv[2] == "resume",
    checkpoint_seconds=0.3, progress=lambda event: print(event.done, flush=True))
"""


def test_kill_9_loses_at_most_one_interval(tmp_path: Path) -> None:
    reached = 0.0
    for wish in ("start", "resume"):
        process = subprocess.Popen(
            [sys.executable, "-c", SCRIPT, str(tmp_path / "run"), wish],
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
        )
        assert process.stdout is not None
        lines = [float(process.stdout.readline()) for _ in range(3)]
        os.kill(process.pid, signal.SIGKILL)
        lines += [float(line) for line in process.stdout if line.endswith("\n")]
        process.wait()
        process.stdout.close()
        if wish == "resume":
            # it speaks every half second of training, so its first word is at most that much later
            assert lines[0] >= reached - 0.3 - 0.2
        reached = lines[-1]
    assert RunFolder(tmp_path / "run").last.exists()


def test_not_a_number_is_rolled_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    step, count = Lstm.step, itertools.count()

    def broken(self: Lstm, batch: Passage, progress: float, engine: Engine) -> dict[str, float]:
        losses = step(self, batch, progress, engine)
        return {"surprise": float("nan")} if next(count) == 40 else losses

    monkeypatch.setattr(Lstm, "step", broken)
    run = train(make_texts(), tmp_path / "run")
    assert run.finished
    assert run.state.rollbacks == 1
    assert run.recipe.registers["slower"] == 0.5


def test_the_best_moment_on_unseen_text_is_kept(tmp_path: Path) -> None:
    texts = make_texts()
    # What is learnt of a song about a boat makes this one ever more surprising.
    strange = WrittenTexts("songs", texts.vocabulary, texts.train, [SONG[::-1] * 2])
    run = train(strange, tmp_path / "run", seconds=150.0)
    looks = [record for record in run.state.history if "quality" in record]
    assert looks[-1]["quality"] > 1.1 * run.state.best
    best = torch.load(run.folder.best, weights_only=True)["networks"]["mean_reader"]
    for key, value in best.items():
        assert torch.equal(run.recipe.networks["mean_reader"].state_dict()[key], value)


def test_the_wrong_medium_is_refused(dataset: Dataset, tmp_path: Path) -> None:
    texts = make_texts()
    cases = [
        (dataset, settings(texts), "training.not-sequences"),
        (None, settings(texts), "training.not-sequences"),
        (texts, Settings("vae", {}, 16, 4.0), "training.not-pictures"),
        (
            WrittenTexts("one", texts.vocabulary, [SONG], [""]),
            settings(texts),
            "training.too-short",
        ),
    ]
    for data, asked, code in cases:
        with pytest.raises(EtudeError) as caught:
            fit(data, asked, tmp_path / "run")
        assert caught.value.code == code
        for language in LANGUAGES:
            assert "{" not in message(code, language, **caught.value.details)


def test_the_race_decides_on_the_precision(tmp_path: Path) -> None:
    texts, clock = make_texts(), ticking()
    asked = Settings("lstm", CONFIG, 0, 3.0, dataset_hash=texts.hash)
    heard = []
    run = fit(texts, asked, tmp_path / "run", clock=lambda: next(clock), progress=heard.append)
    lanes = next(event for event in heard if event.kind == "race").details["lanes"]
    assert all(lane.endswith("tokens/s") for lane in lanes)
    assert run.settings.bfloat16 is not None
    assert run.settings.channels_last is False
