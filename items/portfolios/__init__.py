"""Which units each city leader answers for (分管范围), as the supervision office has it."""
