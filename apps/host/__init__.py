"""Where pages live: on a server, in a notebook, in the browser's own Python."""
