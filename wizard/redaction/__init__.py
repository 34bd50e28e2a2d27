"""The stages behind ``wizard.redact``: what is looked for, where, and how it is read."""
