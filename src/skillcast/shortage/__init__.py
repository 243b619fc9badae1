"""From gaps and market evidence to calls and catalogues."""
