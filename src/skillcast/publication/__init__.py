"""Publication: one document model, rendered to Word, HTML, Excel and a data package, and verified against itself."""
