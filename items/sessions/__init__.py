"""Sessions: how long they last, where one is signed in, and ending them."""
