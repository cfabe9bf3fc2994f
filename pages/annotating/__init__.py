"""Sections of the Mutations page."""
