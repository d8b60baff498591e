"""The lights (亮灯): facts, rules and a day give colour and reason; the record of how items were lit."""
