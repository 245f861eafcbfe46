"""Tests of the judge: what a clause comes to, and what the whole comes to."""
