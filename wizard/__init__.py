"""Tokenhilfe's engine: tells what a marketplace's error message means and whether renewing helps."""
