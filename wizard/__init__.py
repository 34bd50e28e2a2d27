"""Tokenhilfe's engine: tells what a marketplace's error message means and whether renewing helps.

Pure Python, standard library only, the same in CPython and in the browser.
"""

from .compiled import load_knowledge
from .diagnose import diagnose
from .model import SCHEMA, Diagnosis

__all__ = ["SCHEMA", "Diagnosis", "diagnose", "load_knowledge"]
