"""Rules of the domain that several subjects ask: pure, or reading only."""
