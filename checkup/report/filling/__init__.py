"""Hand-in forms: results in, a built-in table or the user's own form filled (method §5)."""
