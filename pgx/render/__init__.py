"""Assessment -> JSON, tables, text and HTML. Reads nothing but its own templates and word lists."""
