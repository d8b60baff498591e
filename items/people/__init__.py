"""Units and people as the office keeps them in Excel, their one-time passwords, and the demo accounts."""
