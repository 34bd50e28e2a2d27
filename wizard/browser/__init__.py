"""The page's side of the assistant: page script, worker, styles, and the worker's way into Python."""
