"""The whole portal as a folder, made while it runs, and brought back into an empty place."""
