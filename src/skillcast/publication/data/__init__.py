"""The data package: every table and figure as CSV, and the document between them."""
