"""A vote's results, drawn: each picture knows where its parts lie, its template what they are called."""
