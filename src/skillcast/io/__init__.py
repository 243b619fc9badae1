"""The only readers: files in, checked tables out."""
