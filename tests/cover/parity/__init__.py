"""Tests of the parity room: conversations as data, names for what no two runs share, recordings, and safety."""
