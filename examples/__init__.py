"""Examples of how to use the packages of this project."""
