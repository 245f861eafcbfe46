"""Drivers: how a connector is run, in whatever language it is written."""
