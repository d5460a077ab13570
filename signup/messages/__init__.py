"""All sentences for visitors that are not in templates."""
