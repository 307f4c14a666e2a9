"""`playground check`: numbers from outside beside our own."""
