"""`etude endpoints` and `etude write`, as somebody types them."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator

import pytest

from tests.endpoints_at_fault import Server, faulty
from tests.tiny_sequence import tiny_sequence


@pytest.fixture
def server() -> Iterator[Server]:
    with faulty() as running:
        yield running


@pytest.fixture
def parrots(etude, server) -> Server:
    added = etude("endpoints", "add", "parrots", f"{server.address}/v1")
    assert added.code == 0, added.err
    assert "goes on with a text" in added.out
    return server


def test_an_endpoint_is_added_listed_and_removed(etude, parrots) -> None:
    (listed,) = etude("endpoints", "--json").document["endpoints"]
    assert (listed["name"], listed["card"]["model"]) == ("parrots", "parrot")
    assert parrots.address in etude("endpoints", "list").out
    assert etude("endpoints", "remove", "parrots", "--yes").code == 0
    assert "no endpoint yet" in etude("endpoints").out
    unknown = etude("endpoints", "probe", "parrots")
    assert (unknown.code, "no endpoint “parrots”" in unknown.err) == (2, True)


def test_one_of_several_models_is_to_be_chosen(etude, server) -> None:
    server.models = ["parrot", "owl"]
    added = etude("endpoints", "add", "birds", f"{server.address}/v1")
    assert added.code == 0
    assert "--model MODEL --replace" in added.out
    assert "parrot" in added.out
    refused = etude("write", "text", "birds", "Tell me")
    assert refused.code == 2
    assert "parrot, owl" in refused.err


def test_an_address_without_v1_is_mended_by_what_the_message_says(etude, server) -> None:
    refused = etude("endpoints", "add", "parrots", server.address)
    assert refused.code == 2
    assert "written down" in refused.err
    words = refused.err.split("etude endpoints add ")[-1].split()
    assert words == ["parrots", f"{server.address}/v1", "--replace"]
    assert etude("endpoints", "add", *words).code == 0


def test_a_key_is_typed_where_nobody_sees_it(etude, server, monkeypatch) -> None:
    import types

    safe = {}
    ring = types.ModuleType("keyring")
    ring.set_password = lambda service, name, key: safe.__setitem__(name, key)
    ring.get_password = lambda service, name: safe.get(name)
    monkeypatch.setitem(sys.modules, "keyring", ring)
    monkeypatch.setattr(sys, "stdin", io.StringIO("sk-secret\n"))
    added = etude("endpoints", "add", "parrots", f"{server.address}/v1", "--key", "--json")
    assert added.document["endpoint"]["in_keyring"]
    assert "sk-secret" not in added.out + added.err
    assert server.keys[-1] == "Bearer sk-secret"


def test_a_text_is_written_kept_and_saved(etude, parrots, tmp_path) -> None:
    file = tmp_path / "begin.txt"
    file.write_text("It was late.\n")
    done = etude("write", "text", "parrots", "And then: ", "--file", file, "-o", "out.txt")
    assert done.code == 0, done.err
    assert "And then: Once upon a time." in done.out
    assert (tmp_path / "out.txt").read_text() == "It was late.\nAnd then: Once upon a time.\n"
    work = etude("works", "--json").document["works"][0]
    assert (work["command"], work["model"]["name"]) == ("write", "parrots")
    again = etude("again", work["short"])
    assert (again.code, "does not write the same twice" in again.err) == (2, True)


def test_what_was_cut_short_is_said_loudly(etude, parrots) -> None:
    parrots.context = 20
    done = etude("write", "text", "parrots", "word " * 300)
    assert done.code == 0
    assert "CAUTION: the server counted 20 tokens, but at least 300 were sent" in done.out
    (remark,) = etude("write", "text", "parrots", "word " * 300, "--json").document["remarks"]
    assert remark.startswith("CAUTION")


def test_what_came_before_a_break_is_in_the_gallery(etude, parrots) -> None:
    parrots.faults["/v1/completions"] = "cut"
    broken = etude("write", "text", "parrots", "")
    assert broken.code == 2
    assert "hung up in the middle" in broken.err
    (work,) = etude("works", "--json").document["works"]
    assert f"kept as {work['short']}" in broken.err


def test_a_poem_is_written_mended_and_its_faults_named(etude, parrots) -> None:
    draft = "An old silent pond\nA green frog jumps into the quiet pond\nSplash! Silence again"
    parrots.script = [draft, "2: A frog jumps into the pond"]
    done = etude("write", "verse", "parrots", "a pond", "--form", "haiku")
    assert done.code == 0, done.err
    assert "A frog jumps into the pond" in done.out
    assert "lines to mend: 1" in done.err
    assert "lines to mend: 0" not in done.err
    assert max(len(line) for line in etude("works").out.splitlines()) < 200
    parrots.script = [draft, draft]
    left = etude("write", "verse", "parrots", "a pond", "--rounds", "1", "--json")
    (fault,) = left.document["prosody"]["lines"][1]["faults"]
    assert "10 syllables" in fault["text"]


def test_a_gap_in_a_program_is_filled(etude, parrots, tmp_path) -> None:
    file = tmp_path / "double.py"
    file.write_text("def double(x):\n<fill>\nprint(double(2))\n")
    parrots.script = ["    return (x", "    return 2 * x"]
    done = etude("write", "code", "parrots", file, "--count", 2, "-o", file)
    assert done.code == 0, done.err
    assert "1 of 2 ways parse" in done.out
    assert file.read_text() == "def double(x):\n    return 2 * x\nprint(double(2))\n"
    parrots.script = ["((", "(("]
    none = etude("write", "code", "parrots", file, "--line", 2, "--count", 2)
    assert "None of 1 ways parses" in none.out


def test_a_model_of_ones_own_fills_a_gap(etude, home, tmp_path) -> None:
    from tests.tiny_sequence import tiny_sequence

    tiny_sequence("lstm", home / "models")
    file = tmp_path / "double.py"
    file.write_text("def double(x):\n<fill>\nprint(double(2))\n")
    done = etude("write", "code", "tiny-lstm", file, "--seed", 7, "--count", 3, "-o", "out.py")
    assert done.code == 0, done.err
    assert "None of 3 ways parses" in done.out
    assert "not to fill gaps" in done.out
    assert (tmp_path / "out.py").read_text().startswith("def double(x):\n")
    again = etude("write", "code", "tiny-lstm", file, "--seed", 7, "--count", 3, "--json").document
    assert len(again["candidates"]) == 3
    assert etude("write", "code", "tiny-lstm", file, "--model", "x").code == 2
    assert "no endpoint “nobody”" in etude("write", "code", "nobody", file).err


def test_a_play_goes_on(etude, parrots, tmp_path) -> None:
    file = tmp_path / "lamp.txt"
    file.write_text("Cast: Mara, Tom\n\nMara: Who lit it?\n")
    parrots.script = ["Nobody."]
    done = etude("write", "drama", "parrots", file, "--speeches", 1, "-o", file)
    assert done.code == 0, done.err
    assert "Sent along: 1 of 1" in done.out
    assert file.read_text() == "Cast: Mara, Tom\n\nMara:\nWho lit it?\n\nTom:\nNobody.\n"


def test_a_play_goes_on_by_a_model_of_one_s_own(etude, home, tmp_path) -> None:
    tiny_sequence("lstm", home / "models")
    file = tmp_path / "lamp.txt"
    file.write_text("Cast: Mara, Tom\n\nMara: Who lit it?\n")
    words = ("write", "drama", "tiny-lstm", file, "--speeches", 2, "--length", 20, "--seed", 3)
    done = etude(*words, "--set", "adventure=0.2", "-o", file)
    assert done.code == 0, done.err
    assert "The model read 2 of 2" in done.out
    assert file.read_text().count("Tom:\n") == 1
    assert file.read_text().count("Mara:\n") == 2
    work = etude("works", "--json").document["works"][0]["short"]
    assert "same" in etude("again", work).out
    assert etude("write", "drama", "nobody", file).code == 2


def test_what_only_a_model_of_one_s_own_knows_is_refused_to_an_endpoint(
    etude, parrots, tmp_path
) -> None:
    file = tmp_path / "lamp.txt"
    file.write_text("Cast: Mara, Tom\n\nMara: Who lit it?\n")
    refused = etude("write", "drama", "parrots", file, "--set", "adventure=0.2")
    assert refused.code == 2
    assert "is an endpoint" in refused.err
