"""Learning from rewards: worlds, what is known about them, and agents that find it out."""
