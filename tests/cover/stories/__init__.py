"""Tests of the stories: reading them, playing them, and every way in which they can go wrong."""
