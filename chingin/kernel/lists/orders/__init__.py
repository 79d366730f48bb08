"""Lists too long for a web worker: ordered on the page, made by a worker, fetched from the page."""
