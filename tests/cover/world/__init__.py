"""Tests of the world: both fakes, one clock, one seed."""
