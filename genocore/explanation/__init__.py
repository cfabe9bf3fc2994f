"""Explaining a model: what its answers rest on."""
