"""Computing on what cannot be read: exact whole numbers, primes, and two ciphers."""
