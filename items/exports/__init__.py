"""Files that a person asked for (导出): made in the background, kept for seven days, for that person alone."""
