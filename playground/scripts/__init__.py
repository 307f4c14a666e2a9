"""The scripts that labs hand out: whole programs in plain numpy, written from a lab's settings."""
