"""All versions together: assemble, publish and compare them. Run as modules."""
