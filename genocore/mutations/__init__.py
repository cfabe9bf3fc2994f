"""Which mutations there are, where, and what each of them does."""
