"""One change to many items at once (批量办理): chosen in the list, rehearsed, all or nothing."""
