"""Tests of the awkward books."""
