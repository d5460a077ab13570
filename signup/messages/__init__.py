"""Every sentence that a visitor reads, besides the templates."""
