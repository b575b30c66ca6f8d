"""Three-way merge of directory files, by entry and field: the merge driver of git."""
