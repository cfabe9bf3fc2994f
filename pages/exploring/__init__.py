"""The sections of the Explore page, one file each: `draw` draws it."""
