"""Bytes to text, whatever they are in. The samples are made up for these tests."""

import pytest

from etude.core.errors import EtudeError
from etude.media.text.encodings import decode_text
from etude.media.text.scripts import find_script

SIMPLIFIED = (
    "清晨的风从河边吹来，孩子们还没有醒。\n老人把船推进水里，说今天会下雨。\n"
    "谁也不知道他什么时候回来，门一直开着。\n山那边的灯亮了又灭，像有人在说话。\n"
)
TRADITIONAL = (
    "清晨的風從河邊吹來，孩子們還沒有醒。\n老人把船推進水裡，說今天會下雨。\n"
    "誰也不知道他什麼時候回來，門一直開著。\n山那邊的燈亮了又滅，像有人在說話。\n"
)
CLASSICAL = "孤舟無客夜，風過竹林聲。\n遠火隨潮去，誰家夢未成。\n"
ENGLISH = "The lamp was out. “Who is there?” she asked — and nobody, of course, said a word.\n"
FRENCH = "Où êtes-vous allé l'été dernier ? À la forêt, où le garçon naïf rêvait déjà.\n"
GERMAN = "Für den Übermut der Größeren fällt kein schöner Schlüssel vom Himmel, daß ihr es wißt.\n"
SPANISH = "¿Dónde está el niño? Mañana volverá, señor, con la canción del último otoño.\n"
CHINESE = {"simplified": SIMPLIFIED, "traditional": TRADITIONAL, "classical": CLASSICAL}
WESTERN = {"english": ENGLISH, "french": FRENCH, "german": GERMAN, "spanish": SPANISH}
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "gb18030", "big5"]


def cases() -> list[tuple[str, str, str]]:
    found = []
    for name, text in CHINESE.items():
        lines = text.splitlines()
        for encoding in ENCODINGS:
            if encoding == "big5" and name == "simplified":
                continue
            found += [(f"{name} whole", encoding, text)]
            found += [(f"{name} line {at}", encoding, f"{line}\n") for at, line in enumerate(lines)]
    for name, text in WESTERN.items():
        found += [(name, encoding, text) for encoding in [*ENCODINGS[:6], "cp1252"]]
    return found


@pytest.mark.parametrize(("name", "encoding", "text"), cases())
def test_every_encoding_is_found(name, encoding, text) -> None:
    decoded = decode_text(text.encode(encoding))
    assert decoded.text == text
    assert (decoded.lost, decoded.mixed) == (0, ())
    expected = {"cp1252": "windows-1252", "utf-8-sig": "utf-8", "utf-16": "utf-16-le",
                "utf-32": "utf-32-le"}  # fmt: skip
    assert decoded.encoding == expected.get(encoding, encoding)


def test_plain_english_is_utf_8_whatever_wrote_it() -> None:
    assert decode_text(b"Nothing but ASCII here.\n").encoding == "utf-8"
    assert decode_text(b"").text == ""


def test_most_single_lines_of_a_poem_are_found() -> None:
    """Five characters without a mark say little; even so hardly any line is taken for another."""
    lines = [part for line in CLASSICAL.splitlines() for part in line.strip("。").split("，")]
    for encoding in ("gb18030", "big5"):
        right = sum(decode_text(line.encode(encoding)).text == line for line in lines)
        assert right == len(lines)


def test_lines_in_another_encoding_are_read_by_themselves() -> None:
    mixed = TRADITIONAL.encode() + SIMPLIFIED.splitlines()[0].encode("gb18030") + b"\n"
    decoded = decode_text(mixed)
    assert decoded.text == TRADITIONAL + SIMPLIFIED.splitlines()[0] + "\n"
    assert (decoded.encoding, decoded.mixed) == ("utf-8", ("gb18030",))


@pytest.mark.parametrize(
    ("parts", "found"),
    [
        # Lines of one encoding between those of another, whichever there are more of.
        ([(SIMPLIFIED * 3, "gb18030"), (SIMPLIFIED[:21], "utf-8")], ("gb18030", "utf-8")),
        ([(SIMPLIFIED, "gb18030"), (TRADITIONAL, "big5")], ("gb18030", "big5")),
        ([(SIMPLIFIED, "gb18030"), (FRENCH, "cp1252")], ("gb18030", "windows-1252")),
        ([(GERMAN * 5, "cp1252"), (FRENCH, "utf-8")], ("windows-1252", "utf-8")),
        (
            [(TRADITIONAL * 2, "utf-8-sig"), (TRADITIONAL, "big5"), (SIMPLIFIED[:21], "gb18030")],
            ("utf-8", "big5", "gb18030"),
        ),
        # Pasted together within one line.
        ([(SIMPLIFIED[:20], "utf-8"), (SIMPLIFIED[20:60], "gb18030")], ("gb18030", "utf-8")),
        ([(FRENCH.strip(), "utf-8"), (FRENCH, "cp1252")], ("windows-1252", "utf-8")),
    ],
)
def test_a_mixture_is_read_part_by_part_and_told(parts, found) -> None:
    decoded = decode_text(b"".join(text.encode(encoding) for text, encoding in parts))
    assert decoded.text == "".join(text for text, _ in parts)
    assert {decoded.encoding, *decoded.mixed} == set(found)
    assert decoded.lost == 0


JAPANESE = "吾輩は猫である。名前はまだ無い。\nどこで生れたかとんと見当がつかぬ。\n"


def test_japanese_is_not_read_as_chinese() -> None:
    for text in (JAPANESE, "カタカナのタイトル\r\n"):
        decoded = decode_text(text.encode("shift_jis"))
        assert (decoded.text, decoded.encoding, decoded.lost) == (text, "shift-jis", 0)


def test_a_text_that_was_cut_loses_its_last_character() -> None:
    decoded = decode_text(SIMPLIFIED.encode()[:-2])
    assert (decoded.encoding, decoded.lost) == ("utf-8", 1)
    assert decoded.text == SIMPLIFIED[:-2]


def test_a_few_damaged_bytes_are_left_out_and_counted() -> None:
    spoilt = bytearray((SIMPLIFIED * 20).encode("gb18030"))
    spoilt[1001] = 0xFF
    decoded = decode_text(bytes(spoilt))
    assert decoded.encoding == "gb18030"
    assert 1 <= decoded.lost <= 2
    assert "\N{REPLACEMENT CHARACTER}" not in decoded.text


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)) * 8,
        b"\0" * 4000,
        bytes(range(256)) * 40,
        b"PK\x03\x04" + b"\x14\0\0\0\x08\0" + bytes((7 * n * n) % 256 for n in range(5000)),
        b"\x7fELF" + b"\x02\x01\x01" + bytes((n * 37 + n // 9) % 256 for n in range(5000)),
        b"\xff\xd8\xff\xe0" + bytes((n * n + 3 * n) % 251 + 1 for n in range(5000)),
        b"\x01\x02\x03\x04" * 100,
    ],
)
def test_what_is_no_text_is_refused(data) -> None:
    with pytest.raises(EtudeError) as caught:
        decode_text(data, "photo.txt")
    assert caught.value.code in ("text.binary", "text.unknown-encoding")
    assert "photo.txt" in caught.value.text("en")
    assert "photo.txt" in caught.value.text("zh")


@pytest.mark.parametrize(
    ("text", "script"),
    [
        (SIMPLIFIED, "simplified"),
        (TRADITIONAL, "traditional"),
        (CLASSICAL, "traditional"),
        ("山中何所有，明月照白石。", "chinese"),
        (SIMPLIFIED + TRADITIONAL, "mixed"),
        (ENGLISH, "latin"),
        (FRENCH, "latin"),
        ("Мороз и солнце; день чудесный!", "other"),
        ("春の海ひねもすのたりのたりかな", "other"),
        ("12:30 — 44", "other"),
        (ENGLISH + "山", "latin"),
    ],
)
def test_the_script_of_a_text_is_told(text, script) -> None:
    assert find_script(text) == script
