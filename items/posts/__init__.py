"""Posts that are handed over or held for somebody absent."""
