"""What every page is set with: fonts, the width of texts, the columns of tables."""
