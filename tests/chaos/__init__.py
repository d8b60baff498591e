"""The portal's processes are killed while people write, and what it said to them is held against what it kept."""
