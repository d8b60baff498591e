"""The workday calendar: what the law and the yearly notice make free, and what the office enters of the notice."""
