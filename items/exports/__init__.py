"""What the portal hands out as files. Pure functions of querysets, texts and dates; never a request."""
