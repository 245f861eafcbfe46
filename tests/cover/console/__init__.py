"""Tests of the console: what its pages show, and whom they let do what."""
