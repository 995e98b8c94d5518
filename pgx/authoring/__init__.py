"""Rule files that a person goes on writing: skeletons, and drafts made from the tables of a source."""
