"""Tests of the fake Silverfin."""
