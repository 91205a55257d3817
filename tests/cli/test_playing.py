"""Making works, on real packages that are tiny."""

import subprocess
import sys
from pathlib import Path

import numpy
import pytest

from etude.media.inscription import inscribe
from etude.media.picture import Picture, encode_picture, read_picture, read_recipe
from etude.studio.likeness import describe_likeness
from tests.tiny_sequence import tiny_sequence


def test_a_picture_is_made_kept_and_saved(etude, models) -> None:
    done = etude("create", "tiny-vae", "--seed", 7, "--set", "warm=1.5", "-o", "p.png")
    assert done.code == 0, done.err
    assert "seed 7, warm 1.5" in done.out
    assert "Saved p.png" in done.out
    recipe = read_recipe(Path("p.png"))
    assert recipe is not None
    assert (recipe["seed"], recipe["settings"]) == (7, {"warm": 1.5})
    (work,) = etude("works", "--json").document["works"]
    assert Path(work["file"]).read_bytes() == Path("p.png").read_bytes()
    assert work["model"]["name"] == "tiny-vae"


def test_the_same_seed_gives_the_same_picture(etude, models) -> None:
    first = etude("create", "tiny-vae", "-s", 7, "--json").document["works"][0]
    again = etude("create", "小画", "-s", 7, "--json").document["works"][0]
    other = etude("create", "tiny-vae", "-s", 8, "--json").document["works"][0]
    assert first["pixels"] == again["pixels"] != other["pixels"]
    assert first["id"] != again["id"]


def test_several_works_go_into_a_folder_or_get_numbers(etude, models) -> None:
    done = etude("create", "tiny-gan", "--count", 3, "-o", "cats/", "--label", "cat", "--json")
    assert done.code == 0, done.err
    assert len(set(done.document["saved"])) == 3
    assert all(Path(each).parent == Path("cats") for each in done.document["saved"])
    assert {each["recipe"]["label"] for each in done.document["works"]} == {"cat"}
    done = etude("create", "tiny-gan", "-n", 2, "-o", "a.webp", "--json")
    assert [Path(each).name for each in done.document["saved"]] == ["a-1.webp", "a-2.webp"]
    assert read_picture(Path("a-1.webp")).pixels.shape == (16, 16, 4)


def test_a_model_of_any_size_is_asked_for_width_and_height(etude, models) -> None:
    done = etude("create", "tiny-cppn", "--size", "40x24", "--calm", 0.5, "-o", "p.png")
    assert done.code == 0, done.err
    assert read_picture(Path("p.png")).pixels.shape == (24, 40, 3)
    assert "calm 0.5" in done.out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["tiny-va"], "tiny-vae"),
        (["tiny-vae", "--set", "warm=99"], "2.5"),
        (["tiny-vae", "--set", "wrm=1"], "warm"),
        (["tiny-vae", "--set", "warm=hot"], "hot"),
        (["tiny-vae", "--set", "seed=3"], "seed"),
        (["tiny-vae", "--set", "size=3"], "size"),
        (["tiny-vae", "--set", "settings=3"], "settings"),
        (["tiny-vae", "--calm", "9"], "1.5"),
        (["tiny-vae", "--label", "cat"], "cat"),
        (["tiny-gan", "--label", "dgo"], "dog"),
        (["tiny-vae", "--size", "64"], "16"),
        (["tiny-vae", "-o", "p.bmp"], ".png"),
        (["nothing.etude"], "nothing.etude"),
    ],
)
def test_each_mistake_has_its_sentence_and_leaves_nothing(etude, models, words, said) -> None:
    done = etude("create", *words)
    assert done.code == 2, done.err
    assert said in done.err
    assert done.err.count("\n") == 1
    assert not list(Path().glob("*.png"))


def test_a_name_of_an_argument_is_no_setting_of_words_or_children(etude, models, home) -> None:
    tiny_sequence("lstm", home / "models")
    work = etude("create", "tiny-vae", "-s", 1, "--json").document["works"][0]["short"]
    for words in (
        ["create", "tiny-lstm", "--set", "seed=3"],
        ["suggest", "tiny-lstm", "--set", "count=3"],
        ["vary", work, "--set", "strength=1"],
        ["mix", work, work, "--set", "rows=1"],
        ["crossbreed", work, work, "--set", "seed=1"],
    ):
        done = etude(*words)
        assert done.code == 2, words
        assert words[-1].partition("=")[0] in done.err
    assert len(etude("works", "--json").document["works"]) == 1


def test_works_have_children(etude, models) -> None:
    one, two = (
        etude("create", "tiny-gan", "-s", seed, "--json").document["works"][0]["short"]
        for seed in (1, 2)
    )
    near = etude("vary", one, "--strength", 0.2, "-n", 2, "--seed", 5, "--json").document["works"]
    assert [each["parents"][0][-7:] for each in near] == [one, one]
    mixed = etude("mix", one, two, "--layers", "0", "-o", "m.png", "--json").document
    assert [each[-7:] for each in mixed["works"][0]["parents"]] == [one, two]
    assert mixed["saved"] == ["m.png"]
    children = etude("crossbreed", one, two, "-n", 3, "-s", 4, "--json").document["works"]
    assert len({each["pixels"] for each in children}) > 1
    shown = etude("show", one)
    assert near[0]["short"] in shown.out
    assert mixed["works"][0]["short"] in shown.out
    for words in (["mix", one, two, "--layers", "x"], ["mix", one, two, "--layers", "7"]):
        assert etude(*words).code == 2
    other = etude("create", "tiny-vae", "--json").document["works"][0]["short"]
    refused = etude("mix", one, other)
    assert refused.code == 2
    assert "tiny-vae" in refused.err


@pytest.mark.parametrize("suffix", [".webp", ".gif", ".mp4", ".webm"])
def test_a_morph_passes_through_seeds_and_works(etude, models, suffix) -> None:
    work = etude("create", "tiny-vae", "-s", 1, "--json").document["works"][0]
    words = ["morph", "tiny-vae", work["short"], 2, "--frames", 6, "-o", f"loop{suffix}", "--json"]
    done = etude(*words)
    assert done.code == 0, done.err
    film = done.document["works"][0]
    assert film["frames"] == 6
    assert film["parents"] == [work["id"]]
    saved, kept = Path(f"loop{suffix}").read_bytes(), Path(film["file"]).read_bytes()
    recipe = read_recipe(saved)
    assert recipe is not None
    assert recipe["command"] == "morph"
    assert read_recipe(kept) is None
    assert saved == inscribe(kept, suffix, recipe)


def test_a_morph_says_what_it_cannot_do(etude, models) -> None:
    for words in (
        ["1"],
        ["1", "2", "-o", "a.txt"],
        ["1", "nobody"],
        ["1", "2", "--frames", "1"],
        ["1", "2", "--set", "frames=3"],
        ["1", "2", "--set", "progress=3"],
    ):
        done = etude("morph", "tiny-vae", *words)
        assert done.code == 2, words
        assert done.err.count("\n") == 1


def test_a_photo_is_encoded_and_the_answer_says_how_near_it_came(
    etude, models, monkeypatch
) -> None:
    pixels = numpy.full((40, 30, 3), 128, numpy.uint8)
    Path("me.png").write_bytes(encode_picture(Picture(pixels), ".png"))
    done = etude("encode", "tiny-vae", "me.png", "--quick", "-o", "me-again.png")
    assert done.code == 0, done.err
    assert Path("me-again.png").is_file()
    (work,) = etude("works", "--json").document["works"]
    assert done.out.splitlines()[-1] == describe_likeness(work["facts"], "en")
    monkeypatch.setenv("ETUDE_LANG", "zh")
    done = etude("encode", "tiny-vae", "me.png", "--quick")
    assert done.out.splitlines()[-1] == describe_likeness(work["facts"], "zh")
    for words in (["tiny-gan", "me.png"], ["tiny-vae", "nobody.png"]):
        assert etude("encode", *words).code == 2


def test_a_whole_evening_in_real_processes(process, models) -> None:
    made = process("create", "tiny-vae", "--seed", "1", "-o", "p.png", "--json")
    assert (made.code, made.err) == (0, "")
    work = made.document["works"][0]["short"]
    again = process("again", work, "-o", "q.png", "--json")
    assert (again.code, again.document["same"]) == (0, True)
    assert Path("p.png").read_bytes() == Path("q.png").read_bytes()
    wrong = process("create", "tiny-vae", "--set", "warm=99")
    assert (wrong.code, wrong.out) == (2, "")
    assert "Traceback" not in wrong.err


def test_create_opens_only_the_rooms_it_needs(models) -> None:
    """All of `etude create` has to be quicker than `import torch`; with these it would not be."""
    code = (
        "import sys\nfrom etude.cli.entry import call\n"
        "assert call(['create', 'tiny-vae', '--seed', '1', '-o', 'p.png']) == 0\n"
        "print(sorted({'torch', 'onnx', 'alembic', 'rich', 'av', 'etude.datasets', "
        "'etude.training', 'etude.evaluation'} & set(sys.modules)))"
    )
    for _ in range(2):  # the first one makes the database and checks the package
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        )
    assert done.stdout.splitlines()[-1] == "[]"


def test_a_model_of_words_writes_on_the_command_line(etude, home) -> None:
    tiny_sequence("lstm", home / "models")
    done = etude("create", "tiny-lstm", "-s", 3, "--set", "开头=a calm day", "--set", "length=30")
    assert done.code == 0, done.err
    assert "\na calm day" in done.out
    (work,) = etude("works", "--json").document["works"]
    assert work["medium"] == "text"
    words = Path(work["file"]).read_text("utf-8")
    assert words in done.out
    done = etude("create", "tiny-lstm", "-s", 3, "-n", 2, "-o", "poem.md", "--set", "form=haiku")
    assert done.code == 0, done.err
    assert Path("poem-1.md").is_file()
    assert Path("poem-2.md").is_file()
    assert "every bit is the same" in etude("again", work["short"]).out


def test_what_means_nothing_to_words_is_refused(etude, home) -> None:
    tiny_sequence("lstm", home / "models")
    for given, said in (
        (["--calm", "0.5"], "--calm means nothing"),
        (["--size", "64"], "--size means nothing"),
        (["--set", "glasses=1"], "cannot be asked for"),
        (["--set", "length=none"], "not a value for length"),
    ):
        done = etude("create", "tiny-lstm", *given)
        assert done.code == 2
        assert said in done.err
    assert (
        etude("vary", etude("create", "tiny-lstm", "--json").document["works"][0]["id"]).code == 2
    )
    assert etude("morph", "tiny-lstm", 1, 2).code == 2
