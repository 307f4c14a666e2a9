"""What the pages of single labs show, and what their pictures share."""
