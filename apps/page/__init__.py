"""The page around every lab: the shell, its clock, its commands and components, and what a picture is."""
