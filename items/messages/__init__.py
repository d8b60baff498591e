"""Messages to people: written with what they tell, sent afterwards by every way there is."""
