"""Documents: reading, cleaning, sections, chunks and the library that stores them."""
