"""What is in the data, and what could fool a model: tidy frames out, nothing drawn."""
