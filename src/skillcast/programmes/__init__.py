"""From gaps to programmes: statutory rules and a seat plan."""
