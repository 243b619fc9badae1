"""From industry employment to openings by occupation: staffing, exits, events and their accounts."""
