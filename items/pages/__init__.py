"""What pages of several subjects share: addresses of lists, rows of tasks, the way back."""
