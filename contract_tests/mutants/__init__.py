"""Mutants: the reference connector with one mistake each, made where somebody could really make it."""
