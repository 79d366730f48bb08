"""One module of URLs for each origin that has pages about certificates."""
