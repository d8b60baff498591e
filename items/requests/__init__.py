"""What units ask and leaders instruct: signing for, objections, extensions, instructions."""
