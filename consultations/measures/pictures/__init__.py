"""What a test found, drawn: each picture knows where its parts lie, its template what they are called."""
