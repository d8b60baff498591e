"""Rules that several subjects ask: each is written once, here, and knows nothing of pages or steps."""
