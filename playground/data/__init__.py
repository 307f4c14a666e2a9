"""What there is to learn from: points, tables, sums, sequences and messages, made or read from text."""
