"""What leaves the house, made from frozen values: below the verbs, which keep it."""
