"""Measurements, never part of a test run: they tell how fast, not whether it is right."""
