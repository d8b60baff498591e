"""Looking for something from any page (查找): words, a number, a unit; straight to what is meant, or to the list."""
