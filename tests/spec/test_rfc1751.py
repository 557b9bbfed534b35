"""Seeds as words: the examples of RFC 1751, and where the server reads less than it writes."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from spec.rfc1751 import WORDS, WordsError, decode, encode, word_for

KEYS = st.binary(min_size=16, max_size=16)

# From the RFC itself.
EXAMPLES = [
    ("CCAC2AED591056BE4F90FD441C534766", "RASH BUSH MILK LOOK BAD BRIM AVID GAFF BAIT ROT POD LOVE"),
    ("EFF81F9BFBC65350920CDD7416DE8009", "TROD MUTE TAIL WARM CHAR KONG HAAG CITY BORE O TEAL AWL"),
]


@pytest.mark.parametrize(("key", "words"), EXAMPLES)
def test_the_examples_of_the_rfc(key: str, words: str) -> None:
    assert encode(bytes.fromhex(key)) == words
    assert decode(words) == bytes.fromhex(key)


def test_the_list_is_571_short_words_then_1477_of_four_letters_each_in_order() -> None:
    short, long = WORDS[:571], WORDS[571:]
    assert len(WORDS) == 2048
    assert all(1 <= len(word) <= 3 for word in short)
    assert all(len(word) == 4 for word in long)
    assert list(short) == sorted(set(short))
    assert list(long) == sorted(set(long))


@given(KEYS)
def test_decode_undoes_encode(key: bytes) -> None:
    words = encode(key)
    assume("YOU" not in words.split())
    assert decode(words) == key


@given(KEYS)
def test_case_white_space_and_look_alike_digits_do_not_matter(key: bytes) -> None:
    words = encode(key)
    assume("YOU" not in words.split())
    untidy = words.lower().replace("l", "1").replace("o", "0").replace("s", "5").replace(" ", "\t \n")
    assert decode(f"  {untidy}\r\n") == key


def test_the_word_you_is_written_but_not_read() -> None:
    half = (570 << 55).to_bytes(9, "big")  # YOU, then zeros
    key = (int.from_bytes(half, "big") >> 2).to_bytes(8, "big") * 2
    words = encode(key)
    assert words.split().count("YOU") == 2
    with pytest.raises(WordsError, match="word 1 is not of the list"):
        decode(words)


@given(KEYS, st.integers(0, 127))
def test_a_changed_pair_of_bits_changes_the_check_word(key: bytes, bit: int) -> None:
    changed = (int.from_bytes(key, "big") ^ 1 << bit).to_bytes(16, "big")
    half = slice(0, 6) if bit >= 64 else slice(6, 12)
    check = [WORDS.index(encode(one).split()[half][-1]) & 3 for one in (key, changed)]
    assert check[0] != check[1]


@pytest.mark.parametrize(
    "words",
    [
        "",
        "A",
        " ".join(["A"] * 11),
        " ".join(["A"] * 13),
        "RASH BUSH MILK LOOK BAD BRIM AVID GAFF BAIT ROT POD LUCK",  # the check bits of LOVE
        "RASH BUSH MILK LOOK BAD BRIM AVID GAFF BAIT ROT POD LOVES",
        "RASH BUSH MILK LOOK BAD BRIM AVID GAFF BAIT ROT POD XYZZ",
        "RASH\u00a0BUSH MILK LOOK BAD BRIM AVID GAFF BAIT ROT POD LOVE",
        "RASH BUSH MILK LOOK BAD BRIM AVID GAFF BAIT ROT POD \u0141OVE",
    ],
)
def test_what_is_not_twelve_good_words_is_refused_without_repeating_it(words: str) -> None:
    with pytest.raises(WordsError) as error:
        decode(words)
    assert "BUSH" not in str(error.value)


@given(st.text())
def test_any_text_raises_at_most_the_declared_error(text: str) -> None:
    with pytest.raises(WordsError):
        decode(text)


def test_encode_wants_16_bytes() -> None:
    with pytest.raises(WordsError, match="8 bytes, expected 16"):
        encode(bytes(8))


def test_a_word_for_any_bytes() -> None:
    # Jenkins's published value of one_at_a_time("a") is CA2E9442.
    assert word_for(b"a") == WORDS[0xCA2E9442 % 2048]
    assert word_for(b"The quick brown fox jumps over the lazy dog") == WORDS[0x519E91F5 % 2048]
    assert word_for(b"") == "A"
