"""Planned curves (计划曲线): proposed by units, approved by the office, read month by month."""
