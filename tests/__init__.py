"""Tests; each folder mirrors a room, and its modules import each other as parts of this package."""
