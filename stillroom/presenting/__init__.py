"""How things look: the geometry of pictures, marked differences, and the templates that every page shares."""
