"""Circuits of real numbers: wires and gates, both passes, and the ways to move a circuit's inputs."""
