"""Forms: one class per page, their fields, and the rules for what people type."""
