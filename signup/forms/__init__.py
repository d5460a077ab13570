"""Forms: one class per page, their fields and validators."""
