"""What pages have in common; never a page itself."""
