"""Neural networks in plain numpy: layers with their backward passes, training, and what can go wrong."""
