"""One build: start and watch it, serve pages while files change, keep a recording."""
