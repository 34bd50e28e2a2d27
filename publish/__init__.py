"""From sources to site: generated pages, pictures, the browser runtime, and the checks of the result."""
