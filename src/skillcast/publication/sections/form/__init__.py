"""The standard form of twelve tables, of a quarter or a year, as blocks of a document."""
