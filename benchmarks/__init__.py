"""Ours against a peer, side by side in one run: ``python -m benchmarks [NAME ...]`` writes ``results.md``."""
