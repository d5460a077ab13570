"""The commands, in a file each: what is typed, asked and said."""
