"""Learning from words."""
