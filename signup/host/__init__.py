"""The host app of the pages: mounting, cookies, context and signals."""
