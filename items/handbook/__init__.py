"""How each role does its work here, in words and pictures (使用说明)."""
