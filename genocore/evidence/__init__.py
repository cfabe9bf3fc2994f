"""What is known of each mutation, in one grid: its place, what it does, and how its gene is expressed."""
