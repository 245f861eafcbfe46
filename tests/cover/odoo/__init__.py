"""Tests of the fake Odoo."""
