"""What pages of every subject share: addresses, tasks, paging, the way of a step and back."""
