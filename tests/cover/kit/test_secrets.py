"""Secrets: kept as salted hashes, hidden in texts."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mock_kit.secrets import MASK, hashed, matches, redact

salts = st.text(st.characters(exclude_characters="$", exclude_categories=["Cs"]), max_size=20)
secrets = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


@given(secret=secrets, other=secrets, salt=salts)
def test_a_hash_matches_its_own_secret_alone(secret: str, other: str, salt: str) -> None:
    """What was hashed is recognised, and nothing else is."""
    kept = hashed(secret, salt)
    assert matches(secret, kept)
    assert matches(other, kept) is (other == secret)


def test_a_hash_shows_its_salt_and_not_its_secret() -> None:
    """The salt stands before the digest; equal secrets look different under different salts."""
    kept = hashed("correct horse", "s1")
    salt, _, digest = kept.partition("$")
    assert (salt, len(digest)) == ("s1", 64)
    assert "correct" not in kept
    assert hashed("correct horse", "s2").partition("$")[2] != digest


def test_salt_and_secret_are_not_mixed_up() -> None:
    """Moving a character from the salt to the secret makes another hash that does not match."""
    assert not matches("bc", hashed("c", "ab"))


def test_texts_hide_secrets() -> None:
    """Every occurrence of every secret is masked; an empty one hides nothing."""
    assert redact("key a1 and b2, a1 again", ["a1", "b2", ""]) == f"key {MASK} and {MASK}, {MASK} again"
    assert redact("nothing", []) == "nothing"
