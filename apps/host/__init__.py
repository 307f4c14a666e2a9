"""What serves the pages: their routes, the headers of every answer, and whom the server listens to."""
