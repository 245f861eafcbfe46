"""Tests of the drivers: what a connector is given, and what is made of what it does."""
