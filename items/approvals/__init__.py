"""Accounts and posts that work once the security administrator has approved them."""
