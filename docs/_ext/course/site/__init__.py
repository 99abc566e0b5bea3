"""What is done outside Sphinx: build, assemble, publish, record and compare. Run as modules."""
