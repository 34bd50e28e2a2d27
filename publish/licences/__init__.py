"""What others made and goes to our readers: the page »Lizenzen«, and a check that nothing is missing.

* `components`: the list (`components.toml`) with the licences' texts (`texts/`), checked.
* `page`: the page as Markdown.
* `shipped`: every file of the built site belongs to us or to a component.
"""
