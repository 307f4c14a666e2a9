"""What pages are made of: the player, the commands, the components, and the pictures of single labs."""
