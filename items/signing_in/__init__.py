"""Signing in and out, passwords, the language."""
